using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Rooms;

/// <summary>A client that is in a room.</summary>
/// <param name="Jid">Full JID.</param>
/// <param name="Room">The address by which it came in, a bare JID: everything it gets comes from there.</param>
internal sealed record RoomClient(Jid Jid, Jid Room)
{
    /// <summary>One of <see cref="LocalText.Languages"/>, as it was when the client came in.</summary>
    public string Language { get; init; } = LocalText.Languages[0];
}

/// <summary>
/// A room while somebody is looking at it: who is in it and which clients see it. Only who has the turn changes it, so that what clients see has
/// one order; it can be read at any time, also while the turn waits for the network.
/// </summary>
/// <param name="network">Its network.</param>
/// <param name="row">Its row in the store.</param>
/// <param name="visited">Holds it while clients are in it.</param>
internal sealed class HostedRoom(Network network, RoomRow row, ConcurrentDictionary<long, HostedRoom> visited) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private const int MostRevealed = 1024;

    private readonly ConcurrentDictionary<Jid, RoomClient> _clients = new();
    private readonly Dictionary<string, HashSet<Jid>> _revealed = new(StringComparer.Ordinal);

    /// <summary>Its network.</summary>
    public Network Network { get; } = network;

    /// <summary>Its row in the store.</summary>
    public RoomRow Row { get; set; } = row;

    public RemoteRoomId Id => new(Row.RemoteId);

    /// <summary>As it was last read from the network; null before that.</summary>
    public RoomState? State { get; set; }

    /// <summary>SHA-1 of the picture that clients were told, in hexadecimal; empty for none; null while nobody was told.</summary>
    public string? PictureHash { get; set; }

    /// <summary>Everybody in it; null while nobody has asked.</summary>
    public Occupants? Occupants { get; set; }

    /// <summary>Ranks have changed that could not be read then: when they may be asked for again. Null when all are read.</summary>
    public DateTimeOffset? RanksDueAt { get; set; }

    /// <summary>Who has spoken under which name while nobody looks; null before that.</summary>
    public Dictionary<string, RemoteUserId>? Voices { get; set; }

    /// <summary>Those of ours who belong to it, by bare JID.</summary>
    public ConcurrentDictionary<Jid, RoomUserRow> Users { get; } = new();

    /// <summary>The clients in it.</summary>
    public IReadOnlyCollection<RoomClient> Clients => [.. _clients.Values];

    /// <summary>Waits for the turn; disposing of what is returned gives it on.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    /// <summary>The client with this full JID, if it is in the room.</summary>
    public RoomClient? Find(Jid client) => _clients.GetValueOrDefault(client);

    /// <summary>The client with this full JID, if it is in the room by this address: by another one it does not know that it is.</summary>
    public RoomClient? Find(Jid client, Jid address) => Find(client) is { } inside && inside.Room == address.Bare ? inside : null;

    /// <summary>The clients of one user.</summary>
    public IEnumerable<RoomClient> ClientsOf(Jid user) => _clients.Values.Where(client => client.Jid.Bare == user.Bare);

    public void Add(RoomClient client)
    {
        _clients[client.Jid] = client;
        visited[Row.Id] = this;
    }

    public void Remove(Jid client)
    {
        if (_clients.TryRemove(client, out _) && _clients.IsEmpty)
        {
            visited.TryRemove(Row.Id, out _);
        }
    }

    /// <summary>This was read from the past before anybody was told of it, and may still come by itself. Called with the room's turn.</summary>
    public void NoteRevealed(string id)
    {
        if (_revealed.Count > MostRevealed)
        {
            _revealed.Clear();
        }

        _revealed.TryAdd(id, []);
    }

    /// <summary>A client has been shown it as the past. Called with the room's turn.</summary>
    public void NoteSeen(string id, Jid client)
    {
        if (_revealed.TryGetValue(id, out var clients))
        {
            clients.Add(client);
        }
    }

    /// <summary>Not null, once, for one of those: the clients that have seen it. Called with the room's turn.</summary>
    public IReadOnlySet<Jid>? TakeRevealed(string id) => _revealed.Remove(id, out var clients) ? clients : null;

    /// <summary>The user of ours with this identity, or null.</summary>
    public Jid? UserOf(RemoteUserId id)
    {
        foreach (var (user, row) in Users)
        {
            if (row.Self == id.Value)
            {
                return user;
            }
        }

        return null;
    }

    /// <summary>The occupant that a user of ours is; null when they are not in the room, or it is not known who is.</summary>
    public Occupant? OccupantOf(Jid user) =>
        Users.TryGetValue(user.Bare, out var row) ? Occupants?.Find(new RemoteUserId(row.Self)) : null;

    /// <summary>Sends one stanza to a client.</summary>
    /// <exception cref="OperationCanceledException">The link went; what made the stanza comes again.</exception>
    public async ValueTask TellAsync(Stanza stanza, CancellationToken attached)
    {
        if (!await Network.Link.SendAsync(stanza, attached))
        {
            throw new OperationCanceledException("The link went.", attached);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
