namespace XmppGateway.Storage;

/// <summary>Small notes of adapters.</summary>
internal interface IStateStore
{
    Task<string?> GetStateAsync(string network, string key, CancellationToken cancellationToken);

    Task SetStateAsync(string network, string key, string? value, CancellationToken cancellationToken);

    /// <summary>Sets a note that may be forgotten from a time on.</summary>
    Task SetStateAsync(string network, string key, string value, DateTimeOffset expires, CancellationToken cancellationToken);

    /// <summary>Removes the notes of all networks whose time is over, a few hundred at most; returns how many.</summary>
    Task<int> ForgetStateAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>All notes of one place, by key.</summary>
    Task<IReadOnlyList<(string Key, string Value)>> ListStateAsync(string network, CancellationToken cancellationToken);

    Task<string> GetOrAddStateAsync(string network, string key, string value, CancellationToken cancellationToken);

    /// <summary>The same with a note that may be forgotten from a time on.</summary>
    Task<string> GetOrAddStateAsync(string network, string key, string value, DateTimeOffset expires, CancellationToken cancellationToken);
}
