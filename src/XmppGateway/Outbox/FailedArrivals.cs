using Microsoft.Extensions.Logging;
using XmppGateway.Metrics;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>
/// Puts arrivals aside on which this program fails, and does what the operator then wants of them. Each step and what is said about it
/// are one commit.
/// </summary>
internal sealed partial class FailedArrivals(
    ISetAsideStore store, ArrivalNotices notices, Lazy<IOutbox> outbox, TimeProvider time, ILogger<FailedArrivals> logger)
{
    private const int Page = 100;

    private readonly Persistence _persistence = new(time, logger);

    /// <summary>Takes an entry out of its lane, for whoever looks into it. Returns when that is stored.</summary>
    /// <exception cref="OperationCanceledException">The link went, or the adapter gives up: the entry is still open.</exception>
    public async Task PutAsideAsync(NetworkInbox inbox, Incoming incoming, Exception exception, CancellationToken attached)
    {
        var entry = incoming.Entry;
        Log.Failed(logger, exception, inbox.Network.Name, entry.Reference);
        inbox.Network.Metrics.Failed(Way.In, "SetAside", entry.Reference, exception.GetType().Name);
        var words = await _persistence.KeepTryingAsync(
            token => notices.ComposeAsync(inbox.Network, incoming, ArrivalFate.Kept, token), attached);
        await _persistence.KeepTryingAsync(
            token => CommitAsync(
                inbox, words, () => store.SetAsideIncomingAsync(entry.Sequence, exception.GetType().Name, words, token)),
            attached);
    }

    /// <summary>Does what the operator has asked for in the store.</summary>
    /// <exception cref="StoreUnavailableException">The store is away; what is not done is still asked for.</exception>
    public async Task DoAskedAsync(NetworkInbox inbox, CancellationToken stopping)
    {
        var network = inbox.Network.Name;
        while (await store.ReadAskedAsync(network, SetAsideWish.Retry, Page, stopping) is { Count: > 0 } retried)
        {
            Log.Retried(logger, network, retried.Count);
            await inbox.CommitAsync(
                retried.Select(entry => entry.Lane).Distinct(),
                () => store.ReopenIncomingAsync([.. retried.Select(entry => entry.Sequence)], stopping));
        }

        while (await store.ReadAskedAsync(network, SetAsideWish.Drop, Page, stopping) is { Count: > 0 } dropped)
        {
            foreach (var entry in dropped)
            {
                Log.Dropped(logger, network, entry.Reference);
                var words = await notices.ComposeAsync(inbox.Network, new Incoming(entry, null), ArrivalFate.GivenUp, stopping);
                await CommitAsync(inbox, words, () => store.DropIncomingAsync(entry.Sequence, words, stopping));
            }
        }
    }

    private Task CommitAsync(NetworkInbox inbox, FailureNotices words, Func<Task<int>> commit) => inbox.CommitAsync(
        words.ToUser is { } notice ? [notice.Lane] : [],
        words.ToAuthor is { } refusal ? () => outbox.Value.CommitAsync(inbox.Network, refusal.Lane, commit) : commit);

    private static partial class Log
    {
        [LoggerMessage(3060, LogLevel.Error, "{Network}: arrival {Reference} is put aside: the gateway failed on it")]
        public static partial void Failed(ILogger logger, Exception exception, string network, string reference);

        [LoggerMessage(3061, LogLevel.Information, "{Network}: {Count} arrivals that were put aside are tried again, as the operator asks")]
        public static partial void Retried(ILogger logger, string network, int count);

        [LoggerMessage(3062, LogLevel.Warning, "{Network}: arrival {Reference}, which was put aside, is dropped, as the operator asks")]
        public static partial void Dropped(ILogger logger, string network, string reference);
    }
}
