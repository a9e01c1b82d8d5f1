namespace XmppGateway.Storage;

/// <summary>Users who have registered or chosen something.</summary>
internal interface IAccountStore
{
    Task<AccountRow?> FindAccountAsync(string network, string user, CancellationToken cancellationToken);

    /// <summary>Makes the user a registered one, with the settings that they have; the earliest time stays.</summary>
    Task RegisterAccountAsync(string network, string user, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Keeps what a user has chosen, registered or not.</summary>
    /// <param name="settings">JSON.</param>
    Task PutSettingsAsync(string network, string user, string settings, string? language, CancellationToken cancellationToken);

    /// <summary>The same only where something is kept of the user; false, and nothing written, where they have left meanwhile.</summary>
    /// <param name="settings">JSON.</param>
    Task<bool> ChangeSettingsAsync(string network, string user, string settings, string? language, CancellationToken cancellationToken);

    /// <summary>Keeps what language a client of a user has said, registered or not.</summary>
    Task PutHeardLanguageAsync(string network, string user, string language, CancellationToken cancellationToken);

    /// <summary>The same only where something is kept of the user; false, and nothing written, where they have left meanwhile.</summary>
    Task<bool> ChangeHeardLanguageAsync(string network, string user, string language, CancellationToken cancellationToken);

    /// <summary>
    /// Removes what is kept about a user and all their contacts, and keeps what is to be said about that (<see cref="IFarewellStore"/>), in one
    /// commit. Harmless where there is nothing.
    /// </summary>
    Task RemoveAccountAsync(string network, string user, CancellationToken cancellationToken);

    /// <summary>The registered users of a network in the order of their JIDs, in pages: those after <paramref name="after"/>; empty when done.</summary>
    Task<IReadOnlyList<AccountRow>> ReadRegisteredAsync(string network, string after, int limit, CancellationToken cancellationToken);

    /// <summary>Keeps whether contacts of the network are still to come into a registered user's roster. Harmless for who has left.</summary>
    Task PutAwaitsContactsAsync(string network, string user, bool awaits, CancellationToken cancellationToken);

    /// <summary>The users of a network to whom its contacts are still to come.</summary>
    Task<IReadOnlyList<AccountRow>> ReadAwaitingContactsAsync(string network, CancellationToken cancellationToken);

    /// <summary>All contacts of one user, whatever their subscription, in the order of their ids, in pages: those after <paramref name="after"/>.</summary>
    /// <param name="after">Null for the first page: the gateway itself has the empty id.</param>
    Task<IReadOnlyList<ContactRow>> ReadContactsAsync(
        string network, string user, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>What is on its way from one user to the network, oldest first.</summary>
    Task<IReadOnlyList<OutboxEntry>> ListOutgoingOfAsync(string network, string user, int limit, CancellationToken cancellationToken);
}
