using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Rooms;

/// <summary>The rooms that somebody looks at just now; each is one object, whoever asks. Thread-safe.</summary>
internal sealed class RoomBook(IRoomStore store) : IDisposable
{
    private readonly ConcurrentDictionary<long, HostedRoom> _live = new();

    /// <summary>The room of a foreign id that at least one of our users has entered, or null. Nobody need look at it.</summary>
    public async ValueTask<HostedRoom?> FindAsync(Network network, RemoteRoomId id, CancellationToken cancellationToken) =>
        await store.FindRoomAsync(network.Name, id.Value, cancellationToken) is { } row ? await GetAsync(network, row, cancellationToken) : null;

    /// <summary>The room to which a JID leads, known by now; or null.</summary>
    public async ValueTask<HostedRoom?> FindAsync(Network network, Jid jid, CancellationToken cancellationToken) =>
        jid.Local is { } localpart && await store.FindRoomByLocalpartAsync(network.Name, localpart, cancellationToken) is { } row
            ? await GetAsync(network, row, cancellationToken)
            : null;

    /// <summary>The room of a row.</summary>
    public async ValueTask<HostedRoom> GetAsync(Network network, RoomRow row, CancellationToken cancellationToken)
    {
        if (_live.TryGetValue(row.Id, out var live))
        {
            return live;
        }

#pragma warning disable CA2000 // The book owns it, or it never had a turn.
        var room = new HostedRoom(network, row);
#pragma warning restore CA2000
        foreach (var user in await store.UsersOfRoomAsync(row.Id, cancellationToken))
        {
            room.Users[Jid.Parse(user.User)] = user;
        }

        return _live.GetOrAdd(row.Id, room);
    }

    /// <summary>The rooms of a network that somebody looks at.</summary>
    public IEnumerable<HostedRoom> LiveOf(Network network) => _live.Values.Where(room => room.Network.Name == network.Name);

    /// <summary>Nobody looks at it any more: who is in it is forgotten, so that it costs little. Called with the room's turn.</summary>
    public static void Rest(HostedRoom room)
    {
        if (room.Clients.Count == 0)
        {
            room.Occupants = null;
            room.State = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var room in _live.Values)
        {
            room.Dispose();
        }
    }
}
