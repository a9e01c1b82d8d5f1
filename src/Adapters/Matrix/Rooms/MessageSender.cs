using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>Writes the messages of XMPP users into their rooms, each once.</summary>
internal sealed class MessageSender(MatrixClient client, GhostIds ids, Ghosts ghosts, DirectRooms rooms, RoomNotes notes)
{
    private const int MaxRemembered = 20_000;

    /// <summary>Rooms in which this process knows what became of its last message.</summary>
    private readonly ConcurrentDictionary<string, bool> _certain = new(StringComparer.Ordinal);

    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, Message message, CancellationToken cancellationToken)
    {
        if (ids.Of(message.User) is not { } ghost)
        {
            return new DeliveryResult.Rejected(
                "This address is too long to appear on Matrix, which allows 255 bytes.", FailureCondition.InvalidAddress);
        }

        if (await ghosts.EnsureAsync(message.User, ghost, cancellationToken) is { } noGhost)
        {
            return DeliveryOutcome.Of(DeliveryStep.Ghost, noGhost);
        }

        var note = new RoomNote(message.User.Bare.ToString(), message.Contact.Id.Value);
        var content = OutgoingContent.Of(message, delivery.Id);
        var room = await rooms.EnsureAsync(ghost, note, cancellationToken);
        if (!room.Succeeded)
        {
            return DeliveryOutcome.Of(DeliveryStep.Room, room.Error);
        }

        var sent = await SendOnceAsync(ghost, room.Value, delivery.Id, content, cancellationToken);
        if (sent.Error is { Kind: MatrixErrorKind.Forbidden or MatrixErrorKind.NotFound })
        {
            // The ghost was put out, or the room is gone: nothing was written, so another room is no repeat.
            await notes.AbandonAsync(note, room.Value, cancellationToken);
            room = await rooms.EnsureAsync(ghost, note, cancellationToken);
            if (!room.Succeeded)
            {
                return DeliveryOutcome.Of(DeliveryStep.Room, room.Error);
            }

            sent = await SendOnceAsync(ghost, room.Value, delivery.Id, content, cancellationToken);
        }

        return Result(sent);
    }

    /// <summary>Tells the author of a message in the room that it did not arrive.</summary>
    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, Undeliverable failure, CancellationToken cancellationToken)
    {
        var note = new RoomNote(failure.User.Bare.ToString(), failure.Contact.Id.Value);
        if (ids.Of(failure.User) is not { } ghost || await notes.FindDirectAsync(note, cancellationToken) is not { } roomId)
        {
            return new DeliveryResult.Rejected("There is no room to say it in.", FailureCondition.RecipientUnavailable);
        }

        return Result(await SendOnceAsync(ghost, roomId, delivery.Id, OutgoingContent.Of(failure, delivery.Id), cancellationToken));
    }

    private static DeliveryResult Result(Answer<SentEvent> sent) =>
        sent.Succeeded
            ? new DeliveryResult.Delivered(sent.Value.EventId is { } id ? new RemoteMessageId(id) : null)
            : DeliveryOutcome.Of(DeliveryStep.Send, sent.Error);

    /// <summary>
    /// A homeserver recognises a repeated transaction id, but Synapse forgets those of application services when it restarts. So where
    /// an earlier attempt may have got through unseen (an error without an answer, an earlier process), the room is asked first.
    /// </summary>
    private async ValueTask<Answer<SentEvent>> SendOnceAsync(
        string ghost, string roomId, string deliveryId, MessageContent content, CancellationToken cancellationToken)
    {
        if (!_certain.TryRemove(roomId, out _))
        {
            var recent = await client.GetRecentAsync(
                ghost, roomId, RecentDeliveries.Limit, RecentDeliveries.Filter(ghost), from: null, cancellationToken);
            if (!recent.Succeeded)
            {
                return recent.Error;
            }

            if (RecentDeliveries.Find(recent.Value, deliveryId) is { } eventId)
            {
                return new SentEvent(eventId);
            }
        }

        var sent = await client.SendMessageAsync(ghost, roomId, deliveryId, content, cancellationToken);
        if (sent.Error is not { Kind: MatrixErrorKind.Unavailable })
        {
            if (_certain.Count >= MaxRemembered)
            {
                _certain.Clear();
            }

            _certain[roomId] = true;
        }

        return sent;
    }
}
