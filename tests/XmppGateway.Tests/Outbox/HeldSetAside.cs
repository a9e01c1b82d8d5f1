using XmppGateway.Storage;

namespace XmppGateway.Tests.Outbox;

/// <summary>A store's arrivals that were put aside; a test can come between the commit and those who wait for it.</summary>
internal sealed class HeldSetAside(ISetAsideStore store) : ISetAsideStore
{
    /// <summary>Gets the commit, which is begun when it is called.</summary>
    public Func<Func<Task<int>>, CancellationToken, Task<int>> OnSetAside { get; set; } = (commit, _) => commit();

    /// <summary>Called before what is asked for is read.</summary>
    public Action OnAsked { get; set; } = () => { };

    public Task<int> SetAsideIncomingAsync(
        long sequence, string reason, FailureNotices notices, CancellationToken cancellationToken) =>
        OnSetAside(() => store.SetAsideIncomingAsync(sequence, reason, notices, cancellationToken), cancellationToken);

    public Task<int> ReopenIncomingAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        store.ReopenIncomingAsync(sequences, cancellationToken);

    public Task<int> DropIncomingAsync(long sequence, FailureNotices notices, CancellationToken cancellationToken) =>
        store.DropIncomingAsync(sequence, notices, cancellationToken);

    public Task<IReadOnlyList<SetAsideRow>> ListSetAsideAsync(int limit, CancellationToken cancellationToken) =>
        store.ListSetAsideAsync(limit, cancellationToken);

    public Task<int> AskForSetAsideAsync(string? reference, SetAsideWish wish, CancellationToken cancellationToken) =>
        store.AskForSetAsideAsync(reference, wish, cancellationToken);

    public Task<IReadOnlyList<InboxEntry>> ReadAskedAsync(
        string network, SetAsideWish wish, int limit, CancellationToken cancellationToken)
    {
        OnAsked();
        return store.ReadAskedAsync(network, wish, limit, cancellationToken);
    }
}
