namespace XmppGateway.Storage;

/// <summary>Sealed secrets; what is in them is not for the store to know.</summary>
internal interface ISecretStore
{
    Task<SecretRow?> FindSecretAsync(string network, string user, string name, CancellationToken cancellationToken);

    /// <summary>Inserts or replaces.</summary>
    Task PutSecretAsync(SecretRow secret, CancellationToken cancellationToken);

    /// <summary>Removes one secret of a user, or all with null.</summary>
    Task RemoveSecretAsync(string network, string user, string? name, CancellationToken cancellationToken);

    /// <summary>Some of those that other keys than this one have sealed, after a row in the order of their names; null for the beginning.</summary>
    Task<IReadOnlyList<SecretRow>> ReadSecretsNotOfAsync(string keyId, SecretRow? after, int limit, CancellationToken cancellationToken);

    /// <summary>Puts the new seal in the place of the old one, unless the secret has changed meanwhile.</summary>
    Task<bool> ResealAsync(SecretRow old, SecretRow renewed, CancellationToken cancellationToken);
}

/// <summary>A sealed secret.</summary>
/// <param name="KeyId">Names the key.</param>
/// <param name="Nonce">Used once with that key.</param>
/// <param name="Sealed">Ciphertext and tag.</param>
internal sealed record SecretRow(string Network, string User, string Name, string KeyId, byte[] Nonce, byte[] Sealed);
