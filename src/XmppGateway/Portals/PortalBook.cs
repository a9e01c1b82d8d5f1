using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Rooms;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Portals;

/// <summary>The portals of all networks. Thread-safe.</summary>
internal sealed class PortalBook(IPortalStore store) : IDisposable
{
    /// <summary>The resource of everybody of ours in rooms of XMPP.</summary>
    public const string Resource = "portal";

    private readonly ConcurrentDictionary<(string Network, string Remote), Portal> _byRemote = new();
    private readonly ConcurrentDictionary<(string Domain, Jid Room), Portal> _byRoom = new();
    private readonly ConcurrentDictionary<string, Task> _loaded = new(StringComparer.Ordinal);

    /// <summary>Called with each portal that is new.</summary>
    public Action<Portal> Added { get; set; } = _ => { };

    /// <summary>Reads the portals of a network, once.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be read now.</exception>
    public async Task LoadAsync(Network network, CancellationToken cancellationToken)
    {
        var loading = _loaded.GetOrAdd(network.Name, _ => ReadAsync(network, cancellationToken));
        try
        {
            await loading.WaitAsync(cancellationToken);
        }
        catch
        {
            _loaded.TryRemove(KeyValuePair.Create(network.Name, loading));
            throw;
        }
    }

    /// <summary>The portal of a network's room, or null. Once the network's portals are read.</summary>
    public Portal? Find(Network network, RemoteRoomId room) => _byRemote.GetValueOrDefault((network.Name, room.Value));

    /// <summary>The portal of an XMPP room on one of our domains, or null.</summary>
    public Portal? Find(string domain, Jid room) => _byRoom.GetValueOrDefault((domain, room.Bare));

    /// <summary>True for an XMPP room that one of our networks takes part in.</summary>
    public bool Knows(Jid room) => _byRoom.Keys.Any(key => key.Room == room.Bare);

    /// <summary>The portals of a network.</summary>
    public IReadOnlyList<Portal> Of(Network network) => [.. _byRemote.Values.Where(portal => portal.Network.Name == network.Name).OrderBy(portal => portal.Row.Id)];

    /// <summary>Stores a new portal; null when one of its rooms is part of another. What is there already is given back.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be stored now.</exception>
    public async Task<Portal?> AddAsync(Network network, PortalRow row, CancellationToken cancellationToken)
    {
        await LoadAsync(network, cancellationToken);
        return await store.AddPortalAsync(row, cancellationToken) is { } stored ? Put(network, stored) : null;
    }

    /// <summary>It goes on with another room of the network, and is stored so. With the portal's turn.</summary>
    public void Move(Portal portal, RemoteRoomId room)
    {
        if (portal.HasEnded)
        {
            // An operator was faster.
            return;
        }

        var before = portal.Row.RemoteId;
        portal.MoveTo(room);
        _byRemote[(portal.Network.Name, room.Value)] = portal;
        _byRemote.TryRemove((portal.Network.Name, before), out _);
    }

    /// <summary>It is over, and stored so.</summary>
    public void Remove(Portal portal)
    {
        portal.NoteEnd();
        _byRemote.TryRemove((portal.Network.Name, portal.Row.RemoteId), out _);
        _byRoom.TryRemove((portal.Network.Link.Domain, portal.Room), out _);
        portal.Call();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var portal in _byRemote.Values)
        {
            portal.Dispose();
        }
    }

    private async Task ReadAsync(Network network, CancellationToken cancellationToken)
    {
        foreach (var row in await store.PortalsAsync(network.Name, cancellationToken))
        {
            Put(network, row);
        }
    }

    private Portal Put(Network network, PortalRow row)
    {
        if (_byRemote.TryGetValue((network.Name, row.RemoteId), out var known))
        {
            return known;
        }

        // The gateway's own occupant is seen by everybody: people know that what they write goes to another network.
        var name = network.Adapter.Description.Name + " gateway";
        var ear = new Seat(Jid.Parse(network.Link.Domain).WithResource(Resource), null)
        {
            NameOf = (_, attempt) => attempt == 0 ? name : $"{name} {attempt + 1}",
        };
#pragma warning disable CA2000 // The book owns it, or it was never used.
        var made = new Portal(network, row, ear);
#pragma warning restore CA2000
        var portal = _byRemote.GetOrAdd((network.Name, row.RemoteId), made);
        _byRoom[(network.Link.Domain, portal.Room)] = portal;
        if (ReferenceEquals(portal, made))
        {
            Added(portal);
        }

        return portal;
    }

    /// <summary>What one of the network's people is called in an XMPP room: their own name where it is free, or else with their address.</summary>
    public static string NameOf(RemoteContact? who, int attempt) => attempt == 0 ? Nicks.Of(who!) : Nicks.Of(who!, attempt);
}
