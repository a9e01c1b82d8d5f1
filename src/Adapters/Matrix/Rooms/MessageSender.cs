using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Media;
using XmppGateway.Adapters.Matrix.Portals;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>Writes the messages of XMPP users into their rooms, each once.</summary>
internal sealed class MessageSender(
    IAdapterContext context, GhostIds ids, Speakers speakers, DirectRooms rooms, RoomNotes notes, PollNotes polls, RoomWriter writer, FileUploads uploads, MessageEvents events)
{
    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, Message message, CancellationToken cancellationToken)
    {
        if (await speakers.FindAsync(message, cancellationToken) is not { } ghost)
        {
            return new DeliveryResult.Rejected(MatrixTexts.AddressTooLong, FailureCondition.InvalidAddress);
        }

        if (await speakers.PrepareAsync(message, ghost, cancellationToken) is { } noGhost)
        {
            return DeliveryOutcome.Of(DeliveryStep.Ghost, noGhost);
        }

        var (files, noFile) = await uploads.UploadAsync(delivery, ghost, message.Attachments, cancellationToken);
        if (noFile is not null)
        {
            return noFile;
        }

        var result = await SendAsync(delivery, message, ghost, files, cancellationToken);
        if (result is not DeliveryResult.Retry)
        {
            await uploads.ForgetAsync(delivery, message.Attachments, cancellationToken);
        }

        return result;
    }

    /// <summary>Tells the author of a message in the room that it did not arrive.</summary>
    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, Undeliverable failure, CancellationToken cancellationToken)
    {
        var note = new RoomNote(failure.User.Bare.ToString(), failure.Contact.Id.Value);
        if (ids.Of(failure.User) is not { } ghost || await notes.FindDirectAsync(note, cancellationToken) is not { } roomId)
        {
            return new DeliveryResult.Rejected(MatrixTexts.NoRoom, FailureCondition.RecipientUnavailable);
        }

        var language = await context.FindLanguageAsync(failure.User.Bare, cancellationToken);
        return DeliveryOutcome.Of(await writer.WriteAsync(ghost, roomId, delivery.Id, OutgoingContent.Of(failure, language, delivery.Id), cancellationToken));
    }

    private async ValueTask<DeliveryResult> SendAsync(
        Delivery delivery, Message message, string ghost, IReadOnlyList<UploadNote> files, CancellationToken cancellationToken)
    {
        var vote = await VoteOfAsync(message, delivery.Id, cancellationToken);
        var content = vote is null ? OutgoingContent.Of(message, files, delivery.Id) : [(delivery.Id, vote)];
        var (room, sent) = message.Contact.IsRoom
            ? await WriteIntoGroupAsync(ghost, message.Contact.Id.Value, content, cancellationToken)
            : await WriteAsync(ghost, message, content, cancellationToken);
        if (!room.Succeeded)
        {
            return DeliveryOutcome.Of(DeliveryStep.Room, room.Error);
        }

        if (sent.Error is { Kind: MatrixErrorKind.Forbidden } && message.User.Resource is not null)
        {
            // Somebody has put the ghost out: whether it may come in again is the room's to say.
            speakers.Forget(ghost, room.Value);
            sent = await speakers.PrepareAsync(message, ghost, cancellationToken) is { } noEntry
                ? noEntry
                : await events.WriteAsync(ghost, room.Value, content, cancellationToken);
        }

        if (sent.Error is { Kind: MatrixErrorKind.Refused } && (message.Thread is not null || vote is not null))
        {
            // COMPAT(Synapse 1.160): 400 for a relation to what is not in this room, as the thread of an earlier one. The words still are for it.
            content = OutgoingContent.Of(message with { Thread = null }, files, delivery.Id);
            sent = await events.WriteAsync(ghost, room.Value, content, cancellationToken);
        }

        return DeliveryOutcome.Of(sent);
    }

    /// <summary>Into the direct room, which is made or made anew where there is none any more.</summary>
    private async ValueTask<(Answer<string> Room, Answer<SentEvent> Sent)> WriteAsync(
        string ghost, Message message, IReadOnlyList<(string, OutgoingEvent)> content, CancellationToken cancellationToken)
    {
        var note = new RoomNote(message.User.Bare.ToString(), message.Contact.Id.Value);
        var room = await rooms.EnsureAsync(ghost, note, cancellationToken);
        if (!room.Succeeded)
        {
            return (room, default);
        }

        var sent = await events.WriteAsync(ghost, room.Value, content, cancellationToken);
        if (sent.Error is { Kind: MatrixErrorKind.Forbidden or MatrixErrorKind.NotFound })
        {
            // The ghost was put out, or the room is gone: nothing was written, so another room is no repeat.
            await notes.AbandonAsync(note, room.Value, cancellationToken);
            room = await rooms.EnsureAsync(ghost, note, cancellationToken);
            sent = room.Succeeded ? await events.WriteAsync(ghost, room.Value, content, cancellationToken) : default;
        }

        return (room, sent);
    }

    /// <summary>Who is in a room of several people has come in before; who was put out is not brought back by writing.</summary>
    private async ValueTask<(Answer<string> Room, Answer<SentEvent> Sent)> WriteIntoGroupAsync(
        string ghost, string roomId, IReadOnlyList<(string, OutgoingEvent)> content, CancellationToken cancellationToken) =>
        (roomId, await events.WriteAsync(ghost, roomId, content, cancellationToken));

    private async ValueTask<OutgoingEvent?> VoteOfAsync(Message message, string deliveryId, CancellationToken cancellationToken) =>
        message is { ReplyTo: { } poll, Attachments.Count: 0 } ? await polls.VoteAsync(poll.Value, message.Body.Plain, deliveryId, cancellationToken) : null;
}
