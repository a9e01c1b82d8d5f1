namespace XmppGateway.Storage;

/// <summary>What foreign networks handed over, on its way to XMPP users.</summary>
internal interface IInboxStore
{
    /// <summary>
    /// Adds entries and their map rows, all or none, and gives each its sequence number, or null where the key was known already.
    /// </summary>
    Task<IReadOnlyList<long?>> AddIncomingAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// Proved to be taken by the XMPP server (or nothing was to be sent): drops the payload, keeps the key for recognising repeats.
    /// </summary>
    Task CompleteIncomingAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken);

    /// <summary>Open entries of one lane in order, after a sequence number.</summary>
    Task<IReadOnlyList<InboxEntry>> ReadIncomingAsync(string network, string lane, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The lanes of a network that have open entries.</summary>
    Task<IReadOnlyList<string>> IncomingLanesAsync(string network, CancellationToken cancellationToken);

    /// <summary>How many entries of a network are open: the inbox has a limit.</summary>
    Task<long> CountIncomingAsync(string network, CancellationToken cancellationToken);
}
