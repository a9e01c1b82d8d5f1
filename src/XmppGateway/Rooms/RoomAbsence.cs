using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Rooms;

/// <summary>
/// Who has had no client in a room for as long as the operator lets them leaves it, on the foreign network, too: a lost connection is no
/// leaving, but a user who never comes back should not stand in rooms for ever. And who wanted to leave while the network was away does so
/// when it is back.
/// </summary>
internal sealed partial class RoomAbsence(
    Networks networks, IRoomStore store, RoomBook book, RoomDeparture departure, TimeSpan? leaveAfter, TimeProvider time, ILogger<RoomAbsence> logger)
{
    private const int AtOnce = 100;

    /// <summary>Looks once; the rest of very many waits for the next time.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot say.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var network in networks.All.Where(network => network.Adapter is IHostsRooms))
        {
            var now = time.GetUtcNow();
            foreach (var absent in await store.AbsentUsersAsync(network.Name, Limit(network, now), now, AtOnce, cancellationToken))
            {
                try
                {
                    var room = await book.GetAsync(network, absent.Room, cancellationToken);
                    if (await departure.EndAsync(room, Jid.Parse(absent.User), null, cancellationToken))
                    {
                        Log.Left(logger, network.Name);
                    }
                    else
                    {
                        Log.NotLeft(logger, network.Name);
                    }
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    // The link is down, and the others in the room cannot be told. It is tried again.
                    break;
                }
            }
        }
    }

    /// <summary>Without a limit only those are due who wanted to leave and could not.</summary>
    private DateTimeOffset Limit(Network network, DateTimeOffset now) => leaveAfter is { } limit && ((IHostsRooms)network.Adapter).PutsOutTheAbsent ? now - limit : DateTimeOffset.UnixEpoch.AddMilliseconds(1);

    private static partial class Log
    {
        [LoggerMessage(3121, LogLevel.Debug, "{Network}: a user who was in no client for long has left a room")]
        public static partial void Left(ILogger logger, string network);

        [LoggerMessage(3125, LogLevel.Debug, "{Network}: a user who was in no client for long could not leave a room; it is tried again")]
        public static partial void NotLeft(ILogger logger, string network);
    }
}
