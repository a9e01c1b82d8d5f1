using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Tests.Outbox;

/// <summary>A store's outbox that can be away.</summary>
internal sealed class FaultyOutbox(IOutboxStore store) : IOutboxStore
{
    public bool IsAway { get; set; }

    public bool HasBug { get; set; }

    public Task<OutboxAddition> AddOutgoingAsync(OutboxEntry entry, DateTimeOffset repeatsSince, CancellationToken cancellationToken) =>
        Reach().AddOutgoingAsync(entry, repeatsSince, cancellationToken);

    public Task CompleteOutgoingAsync(long sequence, string? foreignId, string? target, CancellationToken cancellationToken) =>
        Reach().CompleteOutgoingAsync(sequence, foreignId, target, cancellationToken);

    public Task FailOutgoingAsync(long sequence, CancellationToken cancellationToken) =>
        Reach().FailOutgoingAsync(sequence, cancellationToken);

    public Task EndOutgoingAsync(IReadOnlyList<OutboxEnd> ends, CancellationToken cancellationToken) =>
        Reach().EndOutgoingAsync(ends, cancellationToken);

    public Task<IReadOnlyList<OpenReceipt>> ReadOpenReceiptsAsync(string network, int limit, CancellationToken cancellationToken) =>
        Reach().ReadOpenReceiptsAsync(network, limit, cancellationToken);

    public Task CloseReceiptsAsync(IReadOnlyList<(long Sequence, string DeliveryId)> receipts, CancellationToken cancellationToken) =>
        Reach().CloseReceiptsAsync(receipts, cancellationToken);

    public Task KeepLetterAsync(OutboxEntry first, long end, CancellationToken cancellationToken) =>
        Reach().KeepLetterAsync(first, end, cancellationToken);

    public Task DeferOutgoingAsync(
        long sequence, int attempts, DateTimeOffset nextAttempt, LocalText reason, CancellationToken cancellationToken) =>
        Reach().DeferOutgoingAsync(sequence, attempts, nextAttempt, reason, cancellationToken);

    public Task<IReadOnlyList<OutboxEntry>> ReadOutgoingAsync(
        string network, string lane, long after, int limit, CancellationToken cancellationToken) =>
        Reach().ReadOutgoingAsync(network, lane, after, limit, cancellationToken);

    public Task<IReadOnlyList<string>> OutgoingLanesAsync(string network, CancellationToken cancellationToken) =>
        Reach().OutgoingLanesAsync(network, cancellationToken);

    public Task<IReadOnlyList<OutboxEntry>> ListOutgoingAsync(int limit, CancellationToken cancellationToken) =>
        Reach().ListOutgoingAsync(limit, cancellationToken);

    public Task<int> RetryOutgoingAsync(long? sequence, CancellationToken cancellationToken) =>
        Reach().RetryOutgoingAsync(sequence, cancellationToken);

    public Task<bool> DropOutgoingAsync(long sequence, CancellationToken cancellationToken) =>
        Reach().DropOutgoingAsync(sequence, cancellationToken);

    private IOutboxStore Reach() => HasBug ? throw new InvalidOperationException("a mistake") : IsAway ? throw new StoreUnavailableException("the disk is full") : store;
}
