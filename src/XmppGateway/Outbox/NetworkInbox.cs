using Microsoft.Extensions.Logging;
using XmppGateway.Metrics;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>The inbox of one network: commits arrivals at any time, delivers them while the link is attached.</summary>
internal sealed class NetworkInbox(
    Network network,
    IInboxStore store,
    IncomingDelivery delivery,
    FailedArrivals failed,
    DeliverySettings settings,
    long open,
    TimeProvider time,
    ILogger logger)
{
    private readonly Lock _order = new();
    private readonly HashSet<Task> _committing = [];
    private readonly LastTaken _lastTaken = new(time);

    // Of an attachment that has ended: what its server may have lost, and what it was to be told again and was not.
    private IReadOnlyList<InboxEntry> _doubtful = [];
    private IReadOnlyList<InboxEntry> _notRepeated = [];
    private long _open = open;
    private Attachment? _attachment;
    private bool _finished;

    public Network Network => network;

    /// <summary>Arrivals that the XMPP server has not yet taken.</summary>
    public long Open => Interlocked.Read(ref _open);

    /// <summary>Commits arrivals and puts the new ones on their lanes.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was stored.</exception>
    public async Task AddAsync(Incoming[] arrivals, CancellationToken cancellationToken)
    {
        var commit = Begin(arrivals, cancellationToken);
        try
        {
            var sequences = await commit;
            var added = sequences.Count(sequence => sequence is not null);
            Interlocked.Add(ref _open, added);
            network.Metrics.Accepted(Way.In, added);
            LookAgain(arrivals.Where((_, i) => sequences[i] is null));
        }
        finally
        {
            lock (_order)
            {
                _committing.Remove(commit);
            }
        }
    }

    /// <summary>
    /// Lets something be committed that adds entries to lanes beside <see cref="AddAsync"/>, and has the lanes find them. It says how
    /// many entries there are more.
    /// </summary>
    /// <exception cref="StoreUnavailableException">As the commit throws it.</exception>
    public async Task CommitAsync(IEnumerable<string> lanes, Func<Task<int>> begin)
    {
        Task<int> commit;
        lock (_order)
        {
            commit = begin();
            _committing.Add(commit);
            foreach (var lane in lanes)
            {
                _attachment?.AddStored(lane, commit);
            }
        }

        try
        {
            Interlocked.Add(ref _open, await commit);
        }
        finally
        {
            lock (_order)
            {
                _committing.Remove(commit);
            }
        }
    }

    /// <summary>Serves one attachment of the link; returns when the token says that it has ended, or when it is finished.</summary>
    public async Task ServeAsync(CancellationToken attached)
    {
        // In the order of acceptance: a lane passes over what comes after something newer.
        InboxEntry[] again = [.. _notRepeated.Concat(network.Link.HasForgotten ? _doubtful : []).OrderBy(entry => entry.Sequence)];
        using var attachment = new Attachment(
            network,
            store,
            delivery,
            (incoming, exception) => failed.PutAsideAsync(this, incoming, exception, attached),
            settings,
            count => Interlocked.Add(ref _open, -count),
            _lastTaken,
            time,
            logger,
            attached);
        Task[] unannounced;
        lock (_order)
        {
            if (_finished)
            {
                return;
            }

            Interlocked.Add(ref _open, again.Length);
            attachment.Repeat(again);
            _attachment = attachment;
            unannounced = [.. _committing];
        }

        try
        {
            // From here on arrivals are announced; all that were begun before are found in the store when the attachment starts.
            await Task.WhenAll(unannounced).WaitAsync(attached).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await attachment.RunAsync();
        }
        catch (OperationCanceledException) when (attached.IsCancellationRequested)
        {
            // The stream has ended; the next attachment starts from the store.
        }
        finally
        {
            lock (_order)
            {
                _attachment = null;
            }

            await attachment.EndAsync();
            _notRepeated = attachment.NotRepeated;
            Interlocked.Add(ref _open, -_notRepeated.Count);
            _doubtful = _lastTaken.Take();
        }
    }

    /// <summary>Sends no more, and waits until what was sent is confirmed. From now on arrivals are only stored.</summary>
    /// <exception cref="OperationCanceledException">Not in the token's time.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        Attachment? attachment;
        lock (_order)
        {
            _finished = true;
            attachment = _attachment;
        }

        try
        {
            await (attachment?.FinishAsync(cancellationToken) ?? Task.CompletedTask);
        }
        catch (ObjectDisposedException)
        {
            // The stream went at this moment, and its attachment with it.
        }
    }

    /// <summary>
    /// Begins the commit and announces what it brings in one step: sources side by side hear of their commits in any order, and a lane
    /// passes over what comes after something newer.
    /// </summary>
    private Task<IReadOnlyList<long?>> Begin(Incoming[] arrivals, CancellationToken cancellationToken)
    {
        lock (_order)
        {
            var commit = store.AddIncomingAsync([.. arrivals.Select(arrival => arrival.Entry)], cancellationToken);
            _committing.Add(commit);
            for (var i = 0; i < arrivals.Length && _attachment is not null; i++)
            {
                _attachment.Add(arrivals[i].Entry.Lane, CommittedAsync(commit, arrivals[i], i));
            }

            return commit;
        }
    }

    /// <summary>A known one may be in the store without being on a lane, when its first commit seemed to have failed.</summary>
    private void LookAgain(IEnumerable<Incoming> known)
    {
        lock (_order)
        {
            foreach (var arrival in known)
            {
                _attachment?.AddStored(arrival.Entry.Lane);
            }
        }
    }

    /// <summary>The arrival with its place in the order; null when it was known, or is not in the store.</summary>
    private static async Task<Incoming?> CommittedAsync(Task<IReadOnlyList<long?>> commit, Incoming arrival, int index)
    {
        await ((Task)commit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return commit.IsCompletedSuccessfully && (await commit)[index] is { } sequence
            ? arrival with { Entry = arrival.Entry with { Sequence = sequence } }
            : null;
    }
}
