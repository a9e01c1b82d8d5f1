using XmppGateway.Abstractions;

namespace XmppGateway.Storage;

/// <summary>Messages of XMPP users on their way to a foreign network.</summary>
internal interface IOutboxStore
{
    /// <summary>
    /// Adds an entry and its message map row (until the foreign id is known its delivery id stands there, so that a failure finds the
    /// stanza), unless the map has the same
    /// (network, user, contact, stanza id, fingerprint), waiting or delivered and accepted since <paramref name="repeatsSince"/>: then no more is
    /// written than that a receipt is open, where one of what was delivered is wished for, under the delivery id of the repeat; and the known one is told.
    /// An empty stanza id is never a repeat. Only the newest 32 messages under one stanza id are compared.
    /// </summary>
    Task<OutboxAddition> AddOutgoingAsync(OutboxEntry entry, DateTimeOffset repeatsSince, CancellationToken cancellationToken);

    /// <summary>
    /// Delivered: removes the entry and completes the map row with the foreign id (null: the delivery id stays) and, for what is about
    /// another message, the foreign id of that one. Where a receipt is wished for, it is open from now on (<see cref="CloseReceiptsAsync"/>).
    /// </summary>
    Task CompleteOutgoingAsync(long sequence, string? foreignId, string? target, CancellationToken cancellationToken);

    /// <summary>Given up: removes the entry and marks the map row as failed, so that a repeat by the client is tried anew.</summary>
    Task FailOutgoingAsync(long sequence, CancellationToken cancellationToken);

    /// <summary>Ends several entries in one commit: those that went, or did not go, as one foreign message.</summary>
    Task EndOutgoingAsync(IReadOnlyList<OutboxEnd> ends, CancellationToken cancellationToken);

    /// <summary>The oldest receipts of a network that nobody has closed yet.</summary>
    Task<IReadOnlyList<OpenReceipt>> ReadOpenReceiptsAsync(string network, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The XMPP server has them, or they are in the inbox: by number and delivery id. That of a later repeat stays open.
    /// </summary>
    Task CloseReceiptsAsync(IReadOnlyList<(long Sequence, string DeliveryId)> receipts, CancellationToken cancellationToken);

    /// <summary>
    /// Before a letter is tried: its entries, from the first one to the one with the number <paramref name="end"/>, belong together from now
    /// on (<see cref="OutboxEntry.LetterEnd"/>).
    /// </summary>
    Task KeepLetterAsync(OutboxEntry first, long end, CancellationToken cancellationToken);

    /// <summary>Not now: stores the number of attempts, the time of the next one and the reason of the last.</summary>
    Task DeferOutgoingAsync(long sequence, int attempts, DateTimeOffset nextAttempt, LocalText reason, CancellationToken cancellationToken);

    /// <summary>Open entries of one lane in order, after a sequence number.</summary>
    Task<IReadOnlyList<OutboxEntry>> ReadOutgoingAsync(string network, string lane, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The lanes of a network that have open entries.</summary>
    Task<IReadOnlyList<string>> OutgoingLanesAsync(string network, CancellationToken cancellationToken);

    /// <summary>Open entries of all networks for the operator, oldest first.</summary>
    Task<IReadOnlyList<OutboxEntry>> ListOutgoingAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Makes an entry (or all, with null) due now. Returns how many.</summary>
    Task<int> RetryOutgoingAsync(long? sequence, CancellationToken cancellationToken);

    /// <summary>
    /// Marks an entry as given up (<see cref="OutboxEntry.IsDropped"/>): the gateway gives it back to its sender at its next look. False when
    /// there is no such entry.
    /// </summary>
    Task<bool> DropOutgoingAsync(long sequence, CancellationToken cancellationToken);
}
