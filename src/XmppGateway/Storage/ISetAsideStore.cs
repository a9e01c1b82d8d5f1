namespace XmppGateway.Storage;

/// <summary>
/// Arrivals that this program has failed on: kept until the operator has them tried again or gives them up. The commands run in another
/// process and only note what they want; the running gateway does it.
/// </summary>
internal interface ISetAsideStore
{
    /// <summary>
    /// Puts an entry aside: kept with its payload and the reason, no longer open. The notices are stored in the same commit, unless this
    /// entry had some before. Returns how many entries this opens in the inbox: the notice to the user, or none.
    /// </summary>
    Task<int> SetAsideIncomingAsync(long sequence, string reason, FailureNotices notices, CancellationToken cancellationToken);

    /// <summary>Puts entries that were put aside at the ends of their lanes, under new numbers. Returns how many.</summary>
    Task<int> ReopenIncomingAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken);

    /// <summary>Removes an entry that was put aside, with notices and a result as when it is put aside; its key stays known.</summary>
    Task<int> DropIncomingAsync(long sequence, FailureNotices notices, CancellationToken cancellationToken);

    /// <summary>What was put aside in all networks, oldest first.</summary>
    Task<IReadOnlyList<SetAsideRow>> ListSetAsideAsync(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Notes what the operator wants to be done with the entry of this reference; with null, with all for which nothing else is noted.
    /// Returns how many.
    /// </summary>
    Task<int> AskForSetAsideAsync(string? reference, SetAsideWish wish, CancellationToken cancellationToken);

    /// <summary>Entries of a network for which the operator wants this, oldest first.</summary>
    Task<IReadOnlyList<InboxEntry>> ReadAskedAsync(string network, SetAsideWish wish, int limit, CancellationToken cancellationToken);
}
