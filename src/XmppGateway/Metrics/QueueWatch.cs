using XmppGateway.Storage;

namespace XmppGateway.Metrics;

/// <summary>How full the queues are, as last looked: a scrape must not cost the database anything.</summary>
/// <param name="store">The store.</param>
/// <param name="isOpen">Whether it is open yet.</param>
/// <param name="networks">Whose queues.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueWatch(IQueueStatistics store, Func<bool> isOpen, IReadOnlyList<string> networks, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan UntilOpen = TimeSpan.FromSeconds(0.5);

    private volatile IReadOnlyDictionary<string, QueueCounts> _seen = new Dictionary<string, QueueCounts>();

    /// <summary>By network; at most fifteen seconds old while the store answers, empty before it has. Any thread.</summary>
    public IReadOnlyDictionary<string, QueueCounts> Seen => _seen;

    /// <summary>Looks again and again until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var open = isOpen();
            if (open)
            {
                await LookAsync(stopping);
            }

            await Task.Delay(open ? Pause : UntilOpen, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks now. Old numbers would say that all is well: there are none while the store is away.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var seen = new Dictionary<string, QueueCounts>();
        try
        {
            foreach (var network in networks)
            {
                seen[network] = await store.CountQueuesAsync(network, cancellationToken);
            }
        }
        catch (StoreUnavailableException)
        {
            seen.Clear();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        _seen = seen;
    }
}
