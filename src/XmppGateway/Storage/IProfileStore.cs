namespace XmppGateway.Storage;

/// <summary>Which picture a contact had when its network was asked last.</summary>
/// <param name="AvatarId">The network's own name of it; empty without one.</param>
/// <param name="AvatarHash">SHA-1 of the content in hexadecimal; empty without one that can be shown.</param>
internal sealed record ProfileRow(string Network, string RemoteId, string AvatarId, string AvatarHash, DateTimeOffset FetchedAt);

/// <summary>A picture.</summary>
/// <param name="Hash">SHA-1 of the content in hexadecimal.</param>
internal sealed record AvatarRow(string Hash, string MediaType, byte[] Content);

/// <summary>Pictures of contacts, and what was told of users. A cache: what is lost is asked for again.</summary>
internal interface IProfileStore
{
    Task<ProfileRow?> FindProfileAsync(string network, string remoteId, CancellationToken cancellationToken);

    /// <summary>Replaces what is known of a contact, with the picture unless it is there.</summary>
    Task PutProfileAsync(ProfileRow profile, AvatarRow? picture, CancellationToken cancellationToken);

    Task<AvatarRow?> FindAvatarAsync(string hash, CancellationToken cancellationToken);

    /// <summary>What the network was told last of a user (bare JID); null for nothing.</summary>
    Task<string?> FindOwnProfileAsync(string network, string user, CancellationToken cancellationToken);

    /// <summary>Remembers it; null forgets the user.</summary>
    Task PutOwnProfileAsync(string network, string user, string? fingerprint, CancellationToken cancellationToken);
}
