using System.Text.Json;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.People;
using XmppGateway.Adapters.Matrix.Policy;
using XmppGateway.Adapters.Matrix.Portals;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>
/// Understands the events of a room, one after the other. Everything it does to the room or the notes may be done again, because a crash
/// makes the same event come back.
/// </summary>
internal sealed partial class EventInterpreter(
    IAdapterContext context,
    GhostIds ids,
    RoomNotes notes,
    Invitations invitations,
    EncryptedRooms encrypted,
    RoomExit exit,
    MessageChanges changes,
    PollNotes polls,
    GroupEvents groups,
    PolicyEvents policy,
    GroupEncryption groupEncryption,
    ProfileNews news,
    BridgeLoops loops,
    ClosedRooms closed,
    PortalEnds ends,
    ILogger logger)
{
    private static readonly Interpretation Nothing = new Interpretation.Understood([]);
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 * 1024 };

    public async ValueTask<Interpretation> InterpretAsync(Arrival.Raw arrival, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(arrival.Payload, Options);
        if (ClientEvent.Read(document.RootElement, arrival.Lane, context.Time.GetUtcNow()) is not { } what)
        {
            return Nothing;
        }

        news.See(what);
        if (what.StateKey == ids.Bot && what.Type == "m.room.member")
        {
            // Whoever invites the bot wants to connect the room, which is an operator's to do: it comes in then.
            return await ends.FindAsync(what, cancellationToken) is { } end ? new Interpretation.Understood([end]) : Nothing;
        }

        var note = await notes.FindAsync(what.RoomId, cancellationToken);
        if (await policy.InterpretAsync(what, note, cancellationToken) is { } ruled)
        {
            return ruled;
        }

        if (note is null && what.StateKey is { } ghost && ids.UserOf(ghost) is { } user
            && await closed.FindRefusalAsync(what, user, cancellationToken) is { } no)
        {
            return new Interpretation.Understood([no]);
        }

        if (note is null && await groups.IsGroupAsync(what.RoomId, cancellationToken))
        {
            return await InterpretInGroupAsync(what, cancellationToken);
        }

        if (what.Type == "m.room.member")
        {
            return await InterpretMemberAsync(what, note, cancellationToken);
        }

        if (EventTypes.OfGroups.Contains(what.Type) || ids.IsOurs(what.Sender))
        {
            return Nothing;
        }

        if (note is null || await ChatOfAsync(note, cancellationToken) is not { } chat)
        {
            Log.UnknownRoom(logger, context.Network, what.Type);
            return Nothing;
        }

        if (what.Sender != note.Contact)
        {
            return await exit.LeaveGroupAsync(what, chat, cancellationToken);
        }

        return what.Type switch
        {
            "m.room.encrypted" or "m.room.encryption" => await encrypted.ExplainAsync(what, chat, cancellationToken),
            EventTypes.Reaction => await changes.ReactAsync(what, chat, cancellationToken),
            EventTypes.Redaction => await changes.RedactAsync(what, chat, cancellationToken),
            _ when MessageEdit.IsEdit(what) => await changes.EditAsync(what, chat, cancellationToken),
            _ => await InterpretMessageAsync(what, chat, cancellationToken),
        };
    }

    private async ValueTask<Interpretation> InterpretMessageAsync(ClientEvent what, RoomChat chat, CancellationToken cancellationToken)
    {
        if (await notes.WasReadFromHistoryAsync(what.RoomId, what.Id, cancellationToken))
        {
            return Nothing;
        }

        if (MessageText.Read(what) is { } text)
        {
            await polls.RememberAsync(what, cancellationToken);
            var answered = text.ReplyTo is { } id ? await changes.FindAnsweredAsync(what, chat, id, cancellationToken) : null;
            return new Interpretation.Understood([chat.Say(what, text) with { Answered = answered }]);
        }

        Log.NothingToShow(logger, context.Network);
        return Nothing;
    }

    private async ValueTask<Interpretation> InterpretInGroupAsync(ClientEvent what, CancellationToken cancellationToken)
    {
        if (MembershipChanges.Of(what, null, ids) == MembershipChange.GhostInvited)
        {
            return await invitations.PassOnAsync(what, cancellationToken);
        }

        if (GroupEncryption.Is(what))
        {
            return await groupEncryption.TellAsync(what, cancellationToken);
        }

        if (await loops.IsReturnedAsync(what, cancellationToken))
        {
            return Nothing;
        }

        var read = await groups.ReadAsync(what, cancellationToken);
        if (read is Interpretation.Understood { Events.Count: > 0 } && what.Type is not "m.room.member")
        {
            await polls.RememberAsync(what, cancellationToken);
        }

        return read;
    }

    private async ValueTask<Interpretation> InterpretMemberAsync(ClientEvent what, RoomNote? note, CancellationToken cancellationToken)
    {
        var change = MembershipChanges.Of(what, note, ids);
        if (change == MembershipChange.GhostInvited)
        {
            // Client-server API, "m.room.member": whether the inviter means a chat of two. One that was stays one until it has become something else.
            return what.Content.IsTrue("is_direct") || await IsChatOfAsync(what, note, cancellationToken)
                ? await invitations.AcceptAsync(what, cancellationToken)
                : await invitations.PassOnAsync(what, cancellationToken);
        }

        if (change == MembershipChange.GhostInvites)
        {
            await RememberOwnRoomAsync(what, cancellationToken);
            return Nothing;
        }

        if (note is null || await ChatOfAsync(note, cancellationToken) is not { } chat)
        {
            return Nothing;
        }

        switch (change)
        {
            case MembershipChange.ContactJoined:
                await notes.SetNameAsync(note.Contact, what.Content.Text("displayname"), cancellationToken);
                await notes.SetAwayAsync(what.RoomId, away: false, cancellationToken);
                return Nothing;

            case MembershipChange.ContactLeft:
                await notes.SetAwayAsync(what.RoomId, away: true, cancellationToken);
                return new Interpretation.Understood([chat.Tell(what, MatrixTexts.ContactLeft)]);

            case MembershipChange.GhostRemoved when what.StateKey == chat.Ghost:
                await notes.AbandonAsync(note, what.RoomId, cancellationToken);
                return new Interpretation.Understood([chat.Tell(what, MatrixTexts.ChatClosed)]);

            case MembershipChange.StrangerJoined:
                return await exit.LeaveGroupAsync(what, chat, cancellationToken);

            default:
                return Nothing;
        }
    }

    /// <summary>
    /// The room's first events can be here before the answer to its creation was noted (or instead of it, after a crash), and the
    /// contact may write at once.
    /// </summary>
    private async ValueTask RememberOwnRoomAsync(ClientEvent what, CancellationToken cancellationToken)
    {
        if (ids.UserOf(what.Sender) is { } user && Mxid.TryParse(what.StateKey, out _))
        {
            await notes.AddAsync(what.RoomId, new RoomNote(user.ToString(), what.StateKey!), cancellationToken);
        }
    }

    /// <summary>True where a ghost is asked into the chat that is its user's.</summary>
    private async ValueTask<bool> IsChatOfAsync(ClientEvent what, RoomNote? note, CancellationToken cancellationToken) =>
        note is not null && RoomChat.Of(note, ids, null)?.Ghost == what.StateKey && !await notes.IsOverAsync(what.RoomId, cancellationToken);

    private async ValueTask<RoomChat?> ChatOfAsync(RoomNote note, CancellationToken cancellationToken) =>
        RoomChat.Of(note, ids, await notes.GetNameAsync(note.Contact, cancellationToken));

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Warning, "{Network}: a {Type} came from an unknown room; was the gateway's store lost?")]
        public static partial void UnknownRoom(ILogger logger, string network, string type);

        [LoggerMessage(4102, LogLevel.Information, "{Network}: a message without content (deleted or malformed) is not shown")]
        public static partial void NothingToShow(ILogger logger, string network);
    }
}
