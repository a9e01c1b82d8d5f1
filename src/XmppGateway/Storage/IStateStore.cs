namespace XmppGateway.Storage;

/// <summary>Small notes of adapters.</summary>
internal interface IStateStore
{
    Task<string?> GetStateAsync(string network, string key, CancellationToken cancellationToken);

    Task SetStateAsync(string network, string key, string? value, CancellationToken cancellationToken);

    Task<string> GetOrAddStateAsync(string network, string key, string value, CancellationToken cancellationToken);
}
