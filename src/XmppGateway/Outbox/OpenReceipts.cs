using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>
/// Receipts between the end of an entry and the proof that the XMPP server has them. An entry ends with a mark in the same commit; the mark
/// goes when a fence has come back behind the receipt, many at a time. What is marked at a start is told again: twice is harmless, as
/// clients know what a receipt is for by the id of the message (XEP-0184 §5.4).
/// </summary>
internal sealed partial class OpenReceipts(IOutboxStore store, InboxDispatcher inbox, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>How many go into one commit, so that others come between.</summary>
    private const int Batch = 256;

    // One fence and one commit for what is delivered meanwhile: so much is told again after a crash.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Persistence _persistence = new(time, logger);
    private readonly ConcurrentDictionary<string, UnprovenReceipts> _unproven = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _finish = new();
    private readonly CancellationTokenSource _abandon = new();

    /// <summary>Tells what an earlier life may not have told. Before anything is delivered in this one.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task ResumeAsync(Network network, CancellationToken cancellationToken)
    {
        while (await store.ReadOpenReceiptsAsync(network.Name, Batch, cancellationToken) is { Count: > 0 } open)
        {
            await AddToInboxAsync(network, [.. open.Where(receipt => Jid.TryParse(receipt.User, out _)).Select(Read)], cancellationToken);
            await CloseAsync([.. open.Select(receipt => (receipt.Sequence, receipt.DeliveryId))], cancellationToken);
        }
    }

    /// <summary>Says that a receipt was written to the link.</summary>
    public void Sent(Network network, SentReceipt receipt)
    {
        var unproven = _unproven.GetOrAdd(network.Name, static _ => new UnprovenReceipts());
        if (unproven.Add(receipt))
        {
            unproven.Proof = ProveAllAsync(network, unproven);
        }
    }

    /// <summary>Puts receipts into the inbox, where they wait for the link and for the proof.</summary>
    /// <exception cref="OperationCanceledException">Not in the token's time; their marks are there.</exception>
    public async Task PutInInboxAsync(Network network, IReadOnlyList<SentReceipt> receipts, CancellationToken cancellationToken)
    {
        foreach (var some in receipts.Chunk(Batch))
        {
            await AddToInboxAsync(network, some, cancellationToken);
            await CloseAsync([.. some.Select(receipt => (receipt.Sequence, receipt.DeliveryId))], cancellationToken);
        }
    }

    /// <summary>At a stop: has what was sent proven at once, as long as the token has patience; what is not is told again by the next life.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            await _abandon.CancelAsync();
        }

        await _finish.CancelAsync();
        var proofs = Task.WhenAll(_unproven.Values.Select(unproven => unproven.Proof));
        await proofs.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _abandon.CancelAsync();
        await proofs.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _finish.Dispose();
        _abandon.Dispose();
    }

    /// <summary>Works until nothing is unproven.</summary>
    private async Task ProveAllAsync(Network network, UnprovenReceipts unproven)
    {
        do
        {
            // Not for long once it is to be finished.
            await Task.Delay(Pause, time, _finish.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await ProveAsync(network, unproven.Take());
            }
            catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A mistake here must not end the proofs; the marks of these receipts are there, and the next life tells them again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.Unproven(logger, exception, network.Name);
            }
        }
        while (unproven.GoesOn());
    }

    private async Task ProveAsync(Network network, IReadOnlyList<SentReceipt> sent)
    {
        _abandon.Token.ThrowIfCancellationRequested();
        if (!await network.Link.PassFenceAsync(_abandon.Token))
        {
            await PutInInboxAsync(network, sent, _abandon.Token);
            return;
        }

        // Looked at behind the fence: one that came with a new stream meanwhile proves nothing of the old one.
        var proved = sent.ToLookup(receipt => receipt.Stream == network.Link.Stream);
        await PutInInboxAsync(network, [.. proved[false]], _abandon.Token);
        foreach (var some in proved[true].Chunk(Batch))
        {
            await CloseAsync([.. some.Select(receipt => (receipt.Sequence, receipt.DeliveryId))], _abandon.Token);
        }
    }

    /// <summary>Under keys: one that is there already is not added again.</summary>
    private Task AddToInboxAsync(Network network, SentReceipt[] receipts, CancellationToken cancellationToken) => receipts.Length == 0 ? Task.CompletedTask : inbox.AddOwnAsync(
        network, [.. receipts.Select(receipt => new Arrival.Ready("receipt " + receipt.DeliveryId, receipt.What))], cancellationToken);

    private Task CloseAsync(IReadOnlyList<(long Sequence, string DeliveryId)> receipts, CancellationToken cancellationToken) =>
        _persistence.KeepTryingAsync(token => store.CloseReceiptsAsync(receipts, token), cancellationToken);

    private SentReceipt Read(OpenReceipt open) => new(
        open.Sequence,
        open.DeliveryId,
        new Receipt
        {
            User = Jid.Parse(open.User),
            Contact = new RemoteContact(new RemoteUserId(open.Contact), open.Contact),
            Timestamp = time.GetUtcNow(),
            For = new RemoteMessageId(open.ForeignId ?? open.DeliveryId),
        });

    private static partial class Log
    {
        [LoggerMessage(3090, LogLevel.Error, "{Network}: receipts could not be proven; they are sent again after the next start")]
        public static partial void Unproven(ILogger logger, Exception exception, string network);
    }
}
