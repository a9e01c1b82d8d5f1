using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Portals;

/// <summary>What happens in XMPP rooms beside messages, done in their portals. Everything may be done twice.</summary>
internal sealed class PortalSender(
    MatrixClient client, GhostIds ids, RoomAliases aliases, Speakers speakers, PortalNotes notes, RoomWriter writer,
    BridgeInfo bridges, string language)
{
    private static readonly DeliveryResult Done = new DeliveryResult.Delivered(null);

    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, OccupantChange change, CancellationToken cancellationToken)
    {
        var roomId = change.Contact.Id.Value;
        if (change.Visitor is { } visitor)
        {
            return await PutOutAsync(delivery, change, visitor.Value, cancellationToken);
        }

        var ghost = ids.OfOccupant(change.User);
        if (change.Passage == RoomPassage.Present)
        {
            // Somebody of the network may have put the ghost out, of which the homeserver tells others. Who has no ghost here is seen when they speak.
            speakers.Forget(ghost, roomId);
            return await speakers.PrepareAsync(change, ghost, cancellationToken) is { IsTemporary: true } error ? Outcome(error) : Done;
        }

        speakers.Forget(ghost, roomId);
        var gone = change.Passage == RoomPassage.Left
            ? await client.LeaveAsync(ghost, roomId, change.Reason, cancellationToken)
            : await client.ChangeMemberAsync(ids.Bot, roomId, "kick", ghost, ReasonOf(change), cancellationToken);
        if (gone.Error is { Kind: MatrixErrorKind.Forbidden } && change.Passage != RoomPassage.Left)
        {
            gone = await client.LeaveAsync(ghost, roomId, ReasonOf(change), cancellationToken);
        }

        return gone.Error is { IsTemporary: true } later ? Outcome(later) : Done;
    }

    public async ValueTask<DeliveryResult> SendAsync(SubjectChange change, CancellationToken cancellationToken)
    {
        var roomId = change.Contact.Id.Value;
        var known = await client.GetStateAsync(ids.Bot, roomId, "m.room.topic", cancellationToken);
        if (known.Error is { IsTemporary: true } unknown)
        {
            return Outcome(unknown);
        }

        if ((known.Value?.Value.Text("topic") ?? "") == change.Subject)
        {
            return Done;
        }

        var set = await client.PutStateAsync(
            ids.Bot, roomId, "m.room.topic", "", new JsonObject { ["topic"] = change.Subject }, cancellationToken);
        return set.Error is { } error ? Outcome(error) : Done;
    }

    /// <summary>Tells people, takes all ghosts out, and frees the alias for another room.</summary>
    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, PortalEnd end, CancellationToken cancellationToken)
    {
        var roomId = end.Contact.Id.Value;
        var said = await SayAsync(delivery, roomId, end.Reason, cancellationToken);
        if (said.Error is { IsTemporary: true } error)
        {
            return Outcome(error);
        }

        var joined = await client.GetJoinedMembersAsync(ids.Bot, roomId, cancellationToken);
        if (joined.Error is { IsTemporary: true } unknown)
        {
            return Outcome(unknown);
        }

        // A bot that was put out is not told who is there.
        IEnumerable<string> members = joined.Value?.Joined is { } all ? all.Keys : speakers.SeenIn(roomId);
        foreach (var ghost in members.Where(member => ids.IsOurs(member) && member != ids.Bot && ids.UserOf(member) is null))
        {
            if ((await client.LeaveAsync(ghost, roomId, end.Reason, cancellationToken)).Error is { IsTemporary: true } stuck)
            {
                return Outcome(stuck);
            }

            speakers.Forget(ghost, roomId);
        }

        if (aliases.Of(end.User) is { } alias && await IsOursAloneAsync(roomId, end.User, cancellationToken))
        {
            if ((await client.RemoveAliasAsync(ids.Bot, alias, cancellationToken)).Error is { IsTemporary: true } named)
            {
                return Outcome(named);
            }

            await notes.ForgetPreparedAsync(alias, cancellationToken);
        }

        if (await bridges.RemoveAsync(roomId, end.User, cancellationToken) is { IsTemporary: true } marked)
        {
            return Outcome(marked);
        }

        await notes.RemoveAsync(roomId, cancellationToken);
        return Done;
    }

    /// <summary>Tells the author of a message, in reply to it, that the XMPP room has not got it.</summary>
    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, Undeliverable failure, CancellationToken cancellationToken) =>
        DeliveryOutcome.Of(await writer.WriteAsync(
            ids.Bot, failure.Contact.Id.Value, delivery.Id, OutgoingContent.Of(failure, language, delivery.Id), cancellationToken));

    /// <summary>Where the bot may not put people out, it says who is not heard any more.</summary>
    private async ValueTask<DeliveryResult> PutOutAsync(Delivery delivery, OccupantChange change, string visitor, CancellationToken cancellationToken)
    {
        var roomId = change.Contact.Id.Value;
        var member = await client.GetMemberAsync(ids.Bot, roomId, visitor, cancellationToken);
        if (change.Passage == RoomPassage.Unbanned)
        {
            if (member.Error is { IsTemporary: true } unknown)
            {
                return Outcome(unknown);
            }

            return member.Value?.Membership == "ban" ? await LetBackAsync(roomId, visitor, cancellationToken) : Done;
        }

        if (member.Succeeded && (change.Passage == RoomPassage.Banned ? member.Value.Membership == "ban" : member.Value.Membership != "join"))
        {
            return Done;
        }

        // Who may put people out may not always do so for good.
        var forGood = change.Passage == RoomPassage.Banned && !await IsOursAloneAsync(roomId, change.User.Bare, cancellationToken);
        var put = await client.ChangeMemberAsync(ids.Bot, roomId, forGood ? "ban" : "kick", visitor, ReasonOf(change), cancellationToken);
        if (forGood && put.Error is { Kind: MatrixErrorKind.Forbidden })
        {
            put = await client.ChangeMemberAsync(ids.Bot, roomId, "kick", visitor, ReasonOf(change), cancellationToken);
        }

        if (put.Error is { Kind: MatrixErrorKind.Forbidden })
        {
            var said = await SayAsync(delivery, roomId, MatrixTexts.NotInXmpp(visitor, ReasonOf(change)).In(language), cancellationToken);
            return DeliveryOutcome.Of(said);
        }

        return put.Error is { IsTemporary: true } error ? Outcome(error) : Done;
    }

    /// <summary>
    /// A room that was made for its alias has no moderators on Matrix who could lift a ban that the XMPP room has lifted unheard; and whom that one does not
    /// let in is put out of it each time.
    /// </summary>
    private async ValueTask<bool> IsOursAloneAsync(string roomId, Jid xmppRoom, CancellationToken cancellationToken) =>
        aliases.Of(xmppRoom) is { } alias && await notes.FindPreparedAsync(alias, cancellationToken) == roomId;

    /// <summary>Only a ban of our own: what people of Matrix have decided about theirs stays.</summary>
    private async ValueTask<DeliveryResult> LetBackAsync(string roomId, string visitor, CancellationToken cancellationToken)
    {
        var banned = await client.GetMemberEventAsync(ids.Bot, roomId, visitor, cancellationToken);
        if (banned.Value?.Value.Text("sender") != ids.Bot)
        {
            return banned.Error is { IsTemporary: true } unknown ? Outcome(unknown) : Done;
        }

        var unbanned = await client.ChangeMemberAsync(ids.Bot, roomId, "unban", visitor, null, cancellationToken);
        return unbanned.Error is { IsTemporary: true } error ? Outcome(error) : Done;
    }

    private Task<Answer<SentEvent>> SayAsync(Delivery delivery, string roomId, string text, CancellationToken cancellationToken) =>
        client.SendMessageAsync(ids.Bot, roomId, delivery.Id, new MessageContent("m.notice", text, null, delivery.Id), cancellationToken);

    private string ReasonOf(OccupantChange change)
    {
        var what = change.Passage == RoomPassage.Banned ? MatrixTexts.BannedInXmpp : MatrixTexts.PutOutOfXmpp;
        var by = change.Visitor is not null && change.User.Resource is { } nick ? MatrixTexts.By(nick).In(language) : "";
        return what.In(language) + by + (change.Reason is { Length: > 0 } reason ? ": " + reason : ".");
    }

    private static DeliveryResult Outcome(MatrixError error) => DeliveryOutcome.Of(DeliveryStep.Send, error);
}
