namespace XmppGateway.Storage;

/// <summary>Of whom users want to hear nothing.</summary>
internal interface IBlockStore
{
    /// <summary>All blocks of all users.</summary>
    Task<IReadOnlyList<BlockRow>> ReadBlocksAsync(CancellationToken cancellationToken);

    /// <summary>Adds a block unless it is there; one that the user told the gateway replaces one from a list.</summary>
    Task AddBlockAsync(BlockRow block, CancellationToken cancellationToken);

    /// <summary>The same, and in the same commit who is to be told of it.</summary>
    Task AddBlockAsync(BlockRow block, ErrandRow errand, CancellationToken cancellationToken);

    /// <summary>False when there was none.</summary>
    Task<bool> RemoveBlockAsync(string network, string user, string contact, CancellationToken cancellationToken);

    /// <summary>The same, and in the same commit who is to be told of it, if there was one.</summary>
    Task<bool> RemoveBlockAsync(string network, string user, string contact, ErrandRow errand, CancellationToken cancellationToken);
}

/// <summary>A block.</summary>
/// <param name="Contact">The foreign id; empty for everybody of the network.</param>
/// <param name="FromList">Read from the blocklist at the user's server, and gone when it is gone there.</param>
internal sealed record BlockRow(string Network, string User, string Contact, bool FromList, DateTimeOffset At)
{
    /// <summary>True when nothing of the whole network is wanted.</summary>
    public bool IsOfEverybody => Contact.Length == 0;
}
