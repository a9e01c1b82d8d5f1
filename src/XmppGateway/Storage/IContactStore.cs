namespace XmppGateway.Storage;

/// <summary>Who has whom as a contact.</summary>
internal interface IContactStore
{
    Task<ContactRow?> FindContactAsync(string network, string user, string remoteId, CancellationToken cancellationToken);

    /// <summary>Inserts or replaces.</summary>
    Task PutContactAsync(ContactRow contact, CancellationToken cancellationToken);

    Task RemoveContactAsync(string network, string user, string remoteId, CancellationToken cancellationToken);

    /// <summary>The contacts of a network whose presence some user sees, in pages by row id; empty when done.</summary>
    Task<IReadOnlyList<ContactRow>> ReadSubscribedAsync(string network, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Everybody's contacts in all networks, in pages by row id; empty when done.</summary>
    Task<IReadOnlyList<ContactRow>> ListContactsAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>The users who see the presence of one person (their contact rows), in pages by row id; empty when done.</summary>
    Task<IReadOnlyList<ContactRow>> ReadSubscribersAsync(
        string network, string remoteId, long after, int limit, CancellationToken cancellationToken);
}
