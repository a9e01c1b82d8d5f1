using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Rooms;

/// <summary>
/// The rooms that somebody looks at just now; each is one object, whoever asks. A room stays in memory while clients are in it, or somebody works with
/// it: what else is known of it is in the store. Thread-safe.
/// </summary>
internal sealed class RoomBook(IRoomStore store) : IDisposable
{
    private const int Remembered = 4096;

    private const int LeastToClean = 256;

    private readonly SemaphoreSlim _reading = new(1, 1);

    /// <summary>Rooms with clients.</summary>
    private readonly ConcurrentDictionary<long, HostedRoom> _visited = new();

    /// <summary>Those, and those with which somebody works: so that there are never two of one, however late somebody comes to its turn.</summary>
    private readonly ConcurrentDictionary<long, WeakReference<HostedRoom>> _known = new();
    private readonly BoundedCache<(string Network, string Room), bool> _unread = new(Remembered);
    private readonly BoundedCache<(long Room, Jid User), long> _left = new(Remembered);
    private readonly BoundedCache<(string Network, string Room), long> _changed = new(Remembered);
    private long _leavings;
    private long _changes;
    private int _cleanAt = LeastToClean;

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
        if (Live(row.Id) is { } live)
        {
            return live;
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (Live(row.Id) is { } other)
            {
                return other;
            }

#pragma warning disable CA2000 // Nothing is left of a turn that nobody waits for.
            var room = new HostedRoom(network, row, _visited);
#pragma warning restore CA2000
            foreach (var user in await store.UsersOfRoomAsync(row.Id, cancellationToken))
            {
                room.Users[Jid.Parse(user.User)] = user;
            }

            Clean();
            _known[row.Id] = new WeakReference<HostedRoom>(room);
            return room;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>How many rooms are in memory, or were until lately; for tests.</summary>
    internal int Count => _known.Count;

    /// <summary>Something was said in a room that is not in its archive, because nobody of ours belonged to it yet.</summary>
    public void NoteUnread(Network network, RemoteRoomId room) => _unread.Set((network.Name, room.Value), true);

    /// <summary>True when there was something like that since this was last asked.</summary>
    public bool TakeUnread(HostedRoom room)
    {
        var key = (room.Network.Name, room.Row.RemoteId);
        var found = _unread.TryGet(key, out var isUnread) && isUnread;
        if (found)
        {
            _unread.Set(key, false);
        }

        return found;
    }

    /// <summary>How many leavings there were: a time by which <see cref="HasLeftSince"/> asks.</summary>
    public long Leavings => Interlocked.Read(ref _leavings);

    /// <summary>A user has left a room on the network, or may have. Called with the room's turn.</summary>
    public void NoteLeft(HostedRoom room, Jid user) => _left.Set((room.Row.Id, user), Interlocked.Increment(ref _leavings));

    /// <summary>True when the user has left the room after that time.</summary>
    public bool HasLeftSince(HostedRoom room, Jid user, long leavings) => _left.TryGet((room.Row.Id, user), out var at) && at > leavings;

    /// <summary>How many changes of rooms were told: a time by which <see cref="HasChangedSince"/> asks.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>What a room is like has changed: who has read it before may have read what it was.</summary>
    public void NoteChanged(Network network, RemoteRoomId room) => _changed.Set((network.Name, room.Value), Interlocked.Increment(ref _changes));

    /// <summary>True when that was told after that time.</summary>
    public bool HasChangedSince(HostedRoom room, long changes) => _changed.TryGet((room.Network.Name, room.Row.RemoteId), out var at) && at > changes;

    /// <summary>The rooms of a network in which clients are.</summary>
    public IEnumerable<HostedRoom> LiveOf(Network network) => _visited.Values.Where(room => room.Network.Name == network.Name);

    /// <summary>True for presence of a client that is in a room to another name than it has there (XEP-0045 §7.6). From memory.</summary>
    public bool IsRenaming(Jid client, Jid to) =>
        Nicks.Prepare(to.Resource) is { } wished
        && _visited.Values.FirstOrDefault(room => room.Find(client, to) is not null)?.OccupantOf(client) is { } self
        && self.Nick != wished;

    /// <summary>Nobody looks at it any more: who is in it is forgotten, so that it costs little. Called with the room's turn.</summary>
    public static void Rest(HostedRoom room)
    {
        if (room.Clients.Count == 0)
        {
            room.Occupants = null;
            room.RanksDueAt = null;
            room.Voices = null;
            room.State = null;
            room.PictureHash = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reading.Dispose();
        foreach (var room in _visited.Values)
        {
            room.Dispose();
        }
    }

    private HostedRoom? Live(long id) => _known.TryGetValue(id, out var known) && known.TryGetTarget(out var room) ? room : null;

    /// <summary>Forgets where rooms were that are gone, each time when there may be many.</summary>
    private void Clean()
    {
        if (_known.Count < _cleanAt)
        {
            return;
        }

        foreach (var known in _known)
        {
            if (!known.Value.TryGetTarget(out _))
            {
                _known.TryRemove(known);
            }
        }

        _cleanAt = Math.Max(LeastToClean, 2 * _known.Count);
    }
}
