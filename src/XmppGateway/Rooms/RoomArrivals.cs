using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Rooms;

/// <summary>
/// Users on their way into rooms of a network. An end between the network's yes and what is stored here would leave them standing there for everybody to see, and
/// nobody would know. So a note says who wanted where, until that is settled; what an end has left open is brought to an end when the network is attached
/// again. The notes have a name that no network can have.
/// </summary>
internal sealed partial class RoomArrivals(
    RoomBook book, IRoomStore store, IStateStore notes, RoomDoor door, RoomBelonging belonging, TimeProvider time, ILogger<RoomArrivals> logger)
{
    /// <summary>At one attaching; the rest waits for the next.</summary>
    private const int AtOnce = 100;

    /// <summary>Who is not settled by then is not of this life of the network any more.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>How many clients of one user are on their way to one room now, by key.</summary>
    private readonly ConcurrentDictionary<(string Network, string Key), int> _now = new();

    /// <summary>Does what brings a user into a room, so that an end in between is noticed later. A refusal settles it, too.</summary>
    public async ValueTask<T> WatchAsync<T>(
        Network network, RoomClient client, string nick, Func<ValueTask<T>> bringIn, CancellationToken cancellationToken)
    {
        var arrival = new Arrival(client.Jid.Bare.ToString(), client.Room.ToString(), nick);
        var key = (network.Name, arrival.Key);
        _now.AddOrUpdate(key, 1, (_, others) => others + 1);
        var isSettled = false;
        try
        {
            await notes.SetStateAsync(Place(network), arrival.Key, arrival.ToString(), time.GetUtcNow() + Kept, cancellationToken);
            var result = await bringIn();
            isSettled = true;
            return result;
        }
        catch (StanzaErrorException refusal)
        {
            // A network that was too slow to say so may let them in all the same.
            isSettled = refusal.Error.Condition != StanzaConditions.RemoteServerTimeout;
            throw;
        }
        finally
        {
            if (_now.AddOrUpdate(key, 0, (_, all) => all - 1) == 0)
            {
                _now.TryRemove(KeyValuePair.Create(key, 0));
                if (isSettled)
                {
                    await notes.SetStateAsync(Place(network), arrival.Key, null, CancellationToken.None);
                }
            }
        }
    }

    /// <summary>Settles what an end has left open: who is in a room without belonging to it here leaves it, or belongs to it, where they could not come in again.</summary>
    public async Task SettleAsync(Network network, CancellationToken attached)
    {
        foreach (var (key, value) in (await notes.ListStateAsync(Place(network), attached)).Where(note => !_now.ContainsKey((network.Name, note.Key))).Take(AtOnce))
        {
            try
            {
                if (Arrival.Read(value) is { } arrival)
                {
                    await SettleAsync(network, arrival, attached);
                }
            }
            catch (StanzaErrorException refusal) when (refusal.Error.Type != StanzaErrorType.Wait)
            {
                // They are not in it, and do not come in.
            }
#pragma warning disable CA1031 // Whatever it was, it is tried again at the next attaching; the others do not wait for it.
            catch (Exception e) when (!attached.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.Unsettled(logger, e, network.Name);
                continue;
            }

            await notes.SetStateAsync(Place(network), key, null, attached);
        }
    }

    private async ValueTask SettleAsync(Network network, Arrival arrival, CancellationToken attached)
    {
        var user = Jid.Parse(arrival.User);
        var client = new RoomClient(user, Jid.Parse(arrival.Room));
        if (await BelongsAsync(network, client, attached))
        {
            return;
        }

        // Safe to do twice: what it says is which room it is, also where they are in it already.
        var entered = await door.EnterAsync(network, client, arrival.Nick, attached);
        var state = entered.State;
        var known = await book.FindAsync(network, client.Room, attached);
        var row = await store.PutRoomAsync(
            new RoomRow(0, network.Name, state.Id.Value, state.Address.Value, state.Name), known is null || known.Id == state.Id ? client.Room.Local : null, attached);
        var room = await book.GetAsync(network, row, attached);
        using var turn = await room.EnterAsync(attached);
        if (!room.Users.ContainsKey(user))
        {
            room.State ??= state;
            await belonging.GiveUpAsync(room, new RoomUserRow(row.Id, arrival.User, entered.Self.Value, arrival.Nick), attached);
            Log.Settled(logger, network.Name);
        }
    }

    private async ValueTask<bool> BelongsAsync(Network network, RoomClient client, CancellationToken cancellationToken) =>
        await book.FindAsync(network, client.Room, cancellationToken) is { } room && room.Users.ContainsKey(client.Jid);

    private static string Place(Network network) => ":arrivals:" + network.Name;

    private static partial class Log
    {
        [LoggerMessage(3129, LogLevel.Information, "{Network}: a user who was on their way into a room when the gateway ended, or lost its link, was taken out of it")]
        public static partial void Settled(ILogger logger, string network);

        [LoggerMessage(3131, LogLevel.Warning, "{Network}: whether a user is in a room could not be found out; it is tried again at the next attaching")]
        public static partial void Unsettled(ILogger logger, Exception exception, string network);
    }

    /// <summary>A user who wants into a room, by its JID and under a name; none of them has a line break.</summary>
    private sealed record Arrival(string User, string Room, string Nick)
    {
        /// <summary>JIDs are longer than keys can be.</summary>
        public string Key { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(User + "\n" + Room)));

        public static Arrival? Read(string note) =>
            note.Split('\n') is [var user, var room, var nick] && Jid.TryParse(user, out _) && Jid.TryParse(room, out _) ? new Arrival(user, room, nick) : null;

        public override string ToString() => string.Join('\n', User, Room, Nick);
    }
}
