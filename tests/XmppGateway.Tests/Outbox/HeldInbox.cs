using XmppGateway.Storage;

namespace XmppGateway.Tests.Outbox;

/// <summary>A store's inbox whose commits are heard of when a test says so, and whose reading fails then.</summary>
internal sealed class HeldInbox(IInboxStore store) : IInboxStore
{
    public Func<Task<IReadOnlyList<long?>>, Task<IReadOnlyList<long?>>> OnAdd { get; set; } = commit => commit;

    /// <summary>Called before each look at what is open.</summary>
    public Action OnLanes { get; set; } = () => { };

    public Task<IReadOnlyList<long?>> AddIncomingAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken) =>
        OnAdd(store.AddIncomingAsync(entries, cancellationToken));

    public Task CompleteIncomingAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        store.CompleteIncomingAsync(sequences, cancellationToken);

    public Task<IReadOnlyList<InboxEntry>> ReadIncomingAsync(
        string network, string lane, long after, int limit, CancellationToken cancellationToken) =>
        store.ReadIncomingAsync(network, lane, after, limit, cancellationToken);

    public async Task<IReadOnlyList<string>> IncomingLanesAsync(string network, CancellationToken cancellationToken)
    {
        OnLanes();
        return await store.IncomingLanesAsync(network, cancellationToken);
    }

    public Task<long> CountIncomingAsync(string network, CancellationToken cancellationToken) =>
        store.CountIncomingAsync(network, cancellationToken);
}
