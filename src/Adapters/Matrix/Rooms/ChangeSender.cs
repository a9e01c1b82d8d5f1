using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Portals;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>
/// Does to messages what XMPP users do to them: edits, takes back, reacts. Only in the room in which the message is; a change never makes one,
/// nor calls the contact back into it.
/// </summary>
internal sealed class ChangeSender(
    MatrixClient client, Speakers speakers, RoomNotes notes, ReactionNotes reactions, PollNotes polls, RoomWriter writer, MessageEvents events)
{
    private static readonly DeliveryResult NotTheirs =
        new DeliveryResult.Rejected(MatrixTexts.NotTheirs, FailureCondition.NotAllowed);

    private static readonly DeliveryResult NotThere =
        new DeliveryResult.Rejected(MatrixTexts.NotThere, FailureCondition.NoSuchRecipient);

    private static readonly DeliveryResult NoVote =
        new DeliveryResult.Rejected(MatrixTexts.NoVote, FailureCondition.PolicyViolation);

    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, Edit edit, CancellationToken cancellationToken)
    {
        var (place, failure) = await FindAsync(edit, edit.Target, cancellationToken);
        if (place is null || place.Message.Sender != place.Ghost || IsGone(place.Message))
        {
            return failure ?? (IsGone(place!.Message) ? NotThere : NotTheirs);
        }

        return await ContentOfAsync(delivery, edit, place.Message, cancellationToken) is { } content
            ? DeliveryOutcome.Of(await writer.WriteAsync(place.Ghost, place.RoomId, delivery.Id, content, cancellationToken))
            : NoVote;
    }

    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, Retraction retraction, CancellationToken cancellationToken)
    {
        var (place, failure) = await FindAsync(retraction, retraction.Target, cancellationToken);
        // An XMPP room takes away what others have said there.
        if (place is null || (place.Message.Sender != place.Ghost && !speakers.IsRoom(place.Ghost)))
        {
            return failure ?? NotTheirs;
        }

        // The first event goes last: while it is there, an attempt that follows knows that something is left.
        var later = await events.FindLaterAsync(retraction.Target.Value, cancellationToken);
        foreach (var (number, part) in later.Index())
        {
            var gone = await client.RedactAsync(place.Ghost, place.RoomId, $"{delivery.Id}-{number + 1}", part, retraction.Reason, cancellationToken);
            if (gone.Error is { Kind: not MatrixErrorKind.NotFound } error)
            {
                return DeliveryOutcome.Of(DeliveryStep.Send, error);
            }
        }

        var taken = IsGone(place.Message) ? null
            : (await client.RedactAsync(place.Ghost, place.RoomId, delivery.Id, retraction.Target.Value, retraction.Reason, cancellationToken)).Error;
        return taken is null ? new DeliveryResult.Delivered(null) : DeliveryOutcome.Of(DeliveryStep.Send, taken);
    }

    /// <summary>
    /// The difference between the set that is there and the one that is wanted, one event for each. After each the notes say so: what was
    /// done before a crash is not done again, and what was done last has the same transaction id.
    /// </summary>
    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, Reactions wanted, CancellationToken cancellationToken)
    {
        var (place, failure) = await FindAsync(wanted, wanted.Target, cancellationToken);
        if (place is null)
        {
            return failure!;
        }

        var there = await reactions.FindAsync(place.Ghost, wanted.Target.Value, cancellationToken);
        foreach (var reaction in there.Where(reaction => Emoji.FindIn(wanted.Emoji, reaction.Emoji) is null))
        {
            if (await TakeAwayAsync(delivery, place, wanted.Target.Value, reaction, cancellationToken) is { } error)
            {
                return DeliveryOutcome.Of(DeliveryStep.Send, error);
            }
        }

        foreach (var emoji in wanted.Emoji.Where(emoji => Emoji.FindIn([.. there.Select(reaction => reaction.Emoji)], emoji) is null))
        {
            if (await AddAsync(delivery, place, wanted.Target.Value, emoji, cancellationToken) is { } error)
            {
                return DeliveryOutcome.Of(DeliveryStep.Send, error);
            }
        }

        return new DeliveryResult.Delivered(null);
    }

    /// <summary>The new text of a message. A vote has none: it is followed by another vote, of which the last counts (MSC3381).</summary>
    private async ValueTask<OutgoingEvent?> ContentOfAsync(Delivery delivery, Edit edit, FoundEvent message, CancellationToken cancellationToken) =>
        message.Type is not (Poll.Response or Poll.UnstableResponse) ? OutgoingContent.Of(edit, delivery.Id)
        : message.Content.Child("m.relates_to").Text("event_id") is { } poll
            ? await polls.VoteAsync(poll, edit.Body.Plain, delivery.Id, cancellationToken)
            : null;

    private async ValueTask<MatrixError?> AddAsync(Delivery delivery, Place place, string target, string emoji, CancellationToken cancellationToken)
    {
        var sent = await client.SendEventAsync(
            place.Ghost, place.RoomId, Transaction(delivery, "add", emoji), OutgoingContent.Reaction(target, emoji), cancellationToken);
        var eventId = sent.Value?.EventId;
        if (sent.Error is { Kind: MatrixErrorKind.InUse })
        {
            // Sent already, and the homeserver has forgotten the transaction id since (RoomWriter).
            var all = await client.GetReactionsAsync(place.Ghost, place.RoomId, target, cancellationToken);
            if (!all.Succeeded)
            {
                return all.Error;
            }

            eventId = (all.Value.Chunk ?? []).FirstOrDefault(
                each => each.Text("sender") == place.Ghost && each.Child("content").Child("m.relates_to").Text("key") == emoji).Text("event_id");
        }
        else if (sent.Error is not null)
        {
            return sent.Error;
        }

        if (eventId is not null)
        {
            await reactions.AddAsync(place.Ghost, target, new ReactionNote(eventId, emoji), cancellationToken);
        }

        return null;
    }

    private async ValueTask<MatrixError?> TakeAwayAsync(
        Delivery delivery, Place place, string target, ReactionNote reaction, CancellationToken cancellationToken)
    {
        var taken = await client.RedactAsync(
            place.Ghost, place.RoomId, Transaction(delivery, "remove", reaction.Emoji), reaction.EventId, reason: null, cancellationToken);
        if (taken.Error is { Kind: not MatrixErrorKind.NotFound } error)
        {
            return error;
        }

        await reactions.RemoveAsync(place.Ghost, target, reaction.EventId, cancellationToken);
        return null;
    }

    /// <summary>The message that is changed, or why it cannot be.</summary>
    private async ValueTask<(Place? Place, DeliveryResult? Failure)> FindAsync(
        GatewayEvent what, RemoteMessageId target, CancellationToken cancellationToken)
    {
        if (await speakers.FindAsync(what, cancellationToken) is not { } ghost
            || !EventIds.IsValid(target.Value)
            || await FindRoomAsync(what, cancellationToken) is not { } roomId)
        {
            return (null, NotThere);
        }

        var found = await client.GetEventAsync(ghost, roomId, target.Value, cancellationToken);
        return found.Succeeded ? (new Place(ghost, roomId, found.Value), null)
            : found.Error.IsTemporary ? (null, DeliveryOutcome.Of(DeliveryStep.Send, found.Error))
            : (null, NotThere);
    }

    private async ValueTask<string?> FindRoomAsync(GatewayEvent what, CancellationToken cancellationToken) => what.Contact.IsRoom
        ? what.Contact.Id.Value
        : await notes.FindDirectAsync(new RoomNote(what.User.Bare.ToString(), what.Contact.Id.Value), cancellationToken);

    // Client-server API, "Redactions".
    private static bool IsGone(FoundEvent message) => message.Unsigned.Child("redacted_because").ValueKind == System.Text.Json.JsonValueKind.Object;

    private static string Transaction(Delivery delivery, string what, string emoji) =>
        $"{delivery.Id}-{what}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(emoji)).AsSpan(0, 8))}";

    private sealed record Place(string Ghost, string RoomId, FoundEvent Message);
}
