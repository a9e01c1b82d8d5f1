namespace XmppGateway.Storage;

/// <summary>Which JID localpart is which foreign person. One-to-one, never changed once given out.</summary>
internal interface IIdentityStore
{
    Task<Identity?> FindIdentityAsync(string network, string remoteId, CancellationToken cancellationToken);

    Task<Identity?> FindIdentityByLocalpartAsync(string network, string localpart, CancellationToken cancellationToken);

    /// <summary>
    /// Adds it unless the remote id is known; returns the row that is there afterwards. A localpart that belongs to another id
    /// is an <see cref="InvalidOperationException"/>: the caller chooses another one.
    /// </summary>
    Task<Identity> AddIdentityAsync(Identity identity, CancellationToken cancellationToken);

    /// <summary>Stores a newer spelling or display name.</summary>
    Task UpdateIdentityAsync(Identity identity, CancellationToken cancellationToken);
}
