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

    /// <summary>By user: what one of them has blocked is asked for at each login, and must not cost what all have.</summary>
    private readonly ConcurrentDictionary<(string Network, Jid User), ConcurrentDictionary<string, BlockRow>> _blocks = new();

    /// <summary>Told after a block has begun or ended; returns at once.</summary>
    public Action<string, Jid, string>? Changed { get; set; }

    /// <summary>Reads what an earlier life was told. Before anything is accepted.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await store.ReadBlocksAsync(cancellationToken))
        {
            if (Jid.TryParse(row.User, out var user))
            {
                Put(row.Network, user, row);
            }
        }
    }

    /// <summary>True when the user wants to hear nothing of this contact.</summary>
    public bool IsBlocked(string network, Jid user, RemoteContact contact) =>
        _blocks.TryGetValue((network, user), out var own) && (own.ContainsKey(contact.Id.Value) || own.ContainsKey(Everybody));

    /// <summary>True when this very contact is blocked, whatever else is.</summary>
    public bool Has(string network, Jid user, RemoteContact contact) => Find(network, user, contact.Id.Value) is not null;

    /// <summary>True when the user may block so many contacts more.</summary>
    public bool HasRoom(string network, Jid user, int more) => Of(network, user).Count(b => !b.FromList) + more <= MaximumOfUser;

    /// <summary>Whom a user has blocked: foreign ids, and <see cref="Everybody"/>.</summary>
    public IReadOnlyList<BlockRow> Of(string network, Jid user) =>
        _blocks.TryGetValue((network, user), out var own) ? [.. own.Values.OrderBy(b => b.Contact, StringComparer.Ordinal)] : [];

    /// <summary>Adds a block; false when it was there.</summary>
    public Task<bool> AddAsync(string network, Jid user, string contact, bool fromList, CancellationToken cancellationToken) =>
        AddAsync(network, user, contact, fromList, null, cancellationToken);

    /// <summary>The same, by a commit that does more than that, and is made also when the block was there.</summary>
    public async Task<bool> AddAsync(
        string network, Jid user, string contact, bool fromList, Func<BlockRow, CancellationToken, Task>? commit, CancellationToken cancellationToken)
    {
        var row = new BlockRow(network, user.ToString(), contact, fromList, time.GetUtcNow());
        var there = Find(network, user, contact);
        if (there is not null && (!there.FromList || fromList))
        {
            await (commit?.Invoke(there, cancellationToken) ?? Task.CompletedTask);
            return false;
        }

        await (commit ?? store.AddBlockAsync)(row, cancellationToken);
        Put(network, user, row);
        if (there is null)
        {
            Changed?.Invoke(network, user, contact);
        }

        return there is null;
    }

    /// <summary>Takes a block back; false when there was none.</summary>
    public Task<bool> RemoveAsync(string network, Jid user, string contact, CancellationToken cancellationToken) =>
        RemoveAsync(network, user, contact, null, cancellationToken);

    /// <summary>The same, and stores in the same commit who is to be told of it.</summary>
    public async Task<bool> RemoveAsync(string network, Jid user, string contact, ErrandRow? errand, CancellationToken cancellationToken)
    {
        await (errand is null
            ? store.RemoveBlockAsync(network, user.ToString(), contact, cancellationToken)
            : store.RemoveBlockAsync(network, user.ToString(), contact, errand, cancellationToken));
        if (!_blocks.TryGetValue((network, user), out var own) || !own.TryRemove(contact, out _))
        {
            return false;
        }

        Changed?.Invoke(network, user, contact);
        return true;
    }

    /// <summary>A user leaves: their blocks are gone from the store already.</summary>
    public void Forget(string network, Jid user) => _blocks.TryRemove((network, user), out _);

    private BlockRow? Find(string network, Jid user, string contact) =>
        _blocks.TryGetValue((network, user), out var own) ? own.GetValueOrDefault(contact) : null;

    private void Put(string network, Jid user, BlockRow row) =>
        _blocks.GetOrAdd((network, user), static _ => new(StringComparer.Ordinal))[row.Contact] = row;
}
