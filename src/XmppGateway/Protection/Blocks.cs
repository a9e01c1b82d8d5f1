using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Protection;

/// <summary>Of whom users want to hear nothing (XEP-0191). Held in memory: asked for each message.</summary>
internal sealed class Blocks(IBlockStore store, TimeProvider time)
{
    /// <summary>The contact that stands for all of a network: the gateway's own address in a blocklist.</summary>
    public const string Everybody = "";

    /// <summary>How many one user may block here, besides those of their server's list: all of them are in memory.</summary>
    public const int MaximumOfUser = 1_000;

    private readonly ConcurrentDictionary<(string Network, Jid User, string Contact), BlockRow> _blocks = new();

    /// <summary>Told after a block has begun or ended; returns at once.</summary>
    public Action<string, Jid, string>? Changed { get; set; }

    /// <summary>Reads what an earlier life was told. Before anything is accepted.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await store.ReadBlocksAsync(cancellationToken))
        {
            if (Jid.TryParse(row.User, out var user))
            {
                _blocks[(row.Network, user, row.Contact)] = row;
            }
        }
    }

    /// <summary>True when the user wants to hear nothing of this contact.</summary>
    public bool IsBlocked(string network, Jid user, RemoteContact contact) =>
        _blocks.ContainsKey((network, user, contact.Id.Value)) || _blocks.ContainsKey((network, user, Everybody));

    /// <summary>True when the user may block so many contacts more.</summary>
    public bool HasRoom(string network, Jid user, int more) => Of(network, user).Count(b => !b.FromList) + more <= MaximumOfUser;

    /// <summary>Whom a user has blocked: foreign ids, and <see cref="Everybody"/>.</summary>
    public IReadOnlyList<BlockRow> Of(string network, Jid user) =>
        [.. _blocks.Where(b => b.Key.Network == network && b.Key.User == user).Select(b => b.Value).OrderBy(b => b.Contact, StringComparer.Ordinal)];

    /// <summary>Adds a block; false when it was there.</summary>
    public async Task<bool> AddAsync(string network, Jid user, string contact, bool fromList, CancellationToken cancellationToken)
    {
        var row = new BlockRow(network, user.ToString(), contact, fromList, time.GetUtcNow());
        var known = _blocks.TryGetValue((network, user, contact), out var there);
        if (known && (!there!.FromList || fromList))
        {
            return false;
        }

        await store.AddBlockAsync(row, cancellationToken);
        _blocks[(network, user, contact)] = row;
        if (!known)
        {
            Changed?.Invoke(network, user, contact);
        }

        return !known;
    }

    /// <summary>Takes a block back; false when there was none.</summary>
    public async Task<bool> RemoveAsync(string network, Jid user, string contact, CancellationToken cancellationToken)
    {
        await store.RemoveBlockAsync(network, user.ToString(), contact, cancellationToken);
        if (!_blocks.TryRemove((network, user, contact), out _))
        {
            return false;
        }

        Changed?.Invoke(network, user, contact);
        return true;
    }

    /// <summary>A user leaves: their blocks are gone from the store already.</summary>
    public void Forget(string network, Jid user)
    {
        foreach (var key in _blocks.Keys.Where(k => k.Network == network && k.User == user))
        {
            _blocks.TryRemove(key, out _);
        }
    }
}
