using System.Collections.Concurrent;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>Writes the deliveries of ghosts into rooms, each once.</summary>
internal sealed class RoomWriter(MatrixClient client)
{
    private const int MaxRemembered = 20_000;

    /// <summary>
    /// Rooms in which this process knows what became of the last message of a ghost. Each user of ours has a lane of their own into a room, so that
    /// what became of one's message says nothing of another's.
    /// </summary>
    private readonly ConcurrentDictionary<(string Ghost, string Room), bool> _certain = new();

    /// <summary>
    /// A homeserver recognises a repeated transaction id, but Synapse forgets those of application services when it restarts. So where
    /// an earlier attempt may have got through unseen (an error without an answer, an earlier process), the room is asked first.
    /// </summary>
    public async ValueTask<Answer<SentEvent>> WriteAsync(
        string ghost, string roomId, string deliveryId, OutgoingEvent what, CancellationToken cancellationToken)
    {
        if (!_certain.TryRemove((ghost, roomId), out _))
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

        var sent = await client.SendEventAsync(ghost, roomId, deliveryId, what, cancellationToken);
        if (sent.Error is not { Kind: MatrixErrorKind.Unavailable })
        {
            if (_certain.Count >= MaxRemembered)
            {
                _certain.Clear();
            }

            _certain[(ghost, roomId)] = true;
        }

        return sent;
    }

    /// <summary>An earlier event of a delivery is in the room and a later one is not: what comes next asks the room first.</summary>
    public void Doubt(string ghost, string roomId) => _certain.TryRemove((ghost, roomId), out _);
}
