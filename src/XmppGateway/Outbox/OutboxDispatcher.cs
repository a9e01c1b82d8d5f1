using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Metrics;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>
/// Takes what XMPP users write: commits it, and puts it on the lane of its conversation, where <see cref="OutgoingDelivery"/> brings it
/// to the adapter. <see cref="StartAsync"/> comes after the adapters have started, <see cref="StopAsync"/> before they stop.
/// </summary>
internal sealed class OutboxDispatcher : IOutbox, IDisposable
{
    private readonly IOutboxStore _store;
    private readonly OutgoingDelivery _delivery;
    private readonly Persistence _persistence;
    private readonly DeliverySettings _settings;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _uncommitted = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly LaneSet<Outgoing> _lanes;
    private readonly Dictionary<string, Network> _networks = new(StringComparer.Ordinal);

    public OutboxDispatcher(
        IOutboxStore store,
        OutgoingDelivery delivery,
        DeliverySettings settings,
        TimeProvider time,
        ILogger<OutboxDispatcher> logger)
    {
        _store = store;
        _delivery = delivery;
        _settings = settings;
        _time = time;
        _persistence = new Persistence(time, logger);
        _lanes = new LaneSet<Outgoing>(
            settings.LaneCapacity, ReadAsync, HandleAsync, static outgoing => outgoing.Entry.Sequence, logger, _stopping.Token);
    }

    /// <summary>Conversations that have something on its way.</summary>
    public int ActiveLanes => _lanes.Count;

    /// <summary>Takes up what an earlier life has left.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task StartAsync(IReadOnlyList<Network> networks, CancellationToken cancellationToken)
    {
        foreach (var network in networks)
        {
            _networks[network.Name] = network;
            await _delivery.ResumeAsync(network, cancellationToken);
            foreach (var lane in await _store.OutgoingLanesAsync(network.Name, cancellationToken))
            {
                _lanes.AddStored(LaneName.Join(network.Name, lane));
            }
        }
    }

    /// <summary>
    /// Lets attempts that are under way end; cancels them when the token is. What is left is in the store. Returns when no lane works any
    /// more: never, when one hangs in a store that does not answer.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        var ended = _lanes.EndAsync();
        await ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ended.IsCompleted)
        {
            _delivery.Abandon();
            await ended;
        }

        await _delivery.FinishAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask AcceptAsync(
        Network network, GatewayEvent what, Jid from, string? stanzaId, bool wantsReceipt, CancellationToken cancellationToken)
    {
        var receipt = wantsReceipt && !string.IsNullOrEmpty(stanzaId);
        var onArrival = network.CapabilitiesOf(what.Contact).Receipts;
        var entry = Outgoing.NewEntry(network, what, from, stanzaId, _time.GetUtcNow(), _settings.Expiry) with
        {
            WantsReceipt = receipt && !onArrival,
            WantsArrival = receipt && onArrival,
        };

        await UncommittedOf(network).WaitAsync(cancellationToken);

        // The commit is begun in the order of the calls, and its lane awaits it: order does not depend on who wakes up first.
        _lanes.Add(LaneName.Join(network.Name, entry.Lane), CommitAsync(new Outgoing(network, entry, what)));
    }

    /// <inheritdoc/>
    public async Task AddAsync(Network network, Undeliverable what, string stanzaId, CancellationToken cancellationToken)
    {
        var added = await AddAsync(
            network, what, stanzaId, entry => _store.AddOutgoingAsync(entry, _settings.RepeatsSince(entry.AcceptedAt), cancellationToken));
        if (added is OutboxAddition.Added)
        {
            network.Metrics.Accepted(Way.Out);
        }
    }

    /// <inheritdoc/>
    public Task<T> AddAsync<T>(Network network, Undeliverable what, string stanzaId, Func<OutboxEntry, Task<T>> commit)
    {
        var entry = Outgoing.NewEntry(network, what, what.User, stanzaId, _time.GetUtcNow(), _settings.Expiry);
        return CommitAsync(network, entry.Lane, () => commit(entry));
    }

    /// <inheritdoc/>
    public async Task<T> CommitAsync<T>(Network network, string lane, Func<Task<T>> commit)
    {
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Before the commit is begun: what is accepted from now on waits until the lane has read it, and so cannot be taken for newer.
        _lanes.AddStored(LaneName.Join(network.Name, lane), committed.Task);
        try
        {
            return await commit();
        }
        finally
        {
            committed.SetResult();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        foreach (var uncommitted in _uncommitted.Values)
        {
            uncommitted.Dispose();
        }
    }

    /// <summary>Each network has its own: a place is given back after the answer, for which a server may have no ear.</summary>
    private SemaphoreSlim UncommittedOf(Network network) =>
        _uncommitted.GetOrAdd(network.Name, static (_, limit) => new SemaphoreSlim(limit), _settings.Uncommitted);

    private async Task<Outgoing?> CommitAsync(Outgoing outgoing)
    {
        switch (await TryAddAsync(outgoing))
        {
            case OutboxAddition.Added added:
                outgoing.Network.Metrics.Accepted(Way.Out);
                _delivery.Added(outgoing.Entry);
                return outgoing with { Entry = outgoing.Entry with { Sequence = added.Sequence } };
            case OutboxAddition.RepeatOfDelivered known:
                await _delivery.ConfirmAgainAsync(outgoing, known);
                return null;
            default:
                return null;
        }
    }

    /// <summary>Null when it is not in the store, and its sender was told.</summary>
    private async Task<OutboxAddition?> TryAddAsync(Outgoing outgoing)
    {
        try
        {
            var repeatsSince = _settings.RepeatsSince(_time.GetUtcNow());
            return await _store.AddOutgoingAsync(outgoing.Entry, repeatsSince, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            await _delivery.AnswerTryAgainAsync(outgoing);
            return null;
        }
        catch
        {
            // A bug, which the lane logs; but nobody is left without an answer.
            await _delivery.AnswerTryAgainAsync(outgoing);
            throw;
        }
        finally
        {
            UncommittedOf(outgoing.Network).Release();
        }
    }

    private async Task<IReadOnlyList<Outgoing>> ReadAsync(string name, long after, CancellationToken cancellationToken)
    {
        var (networkName, lane) = LaneName.Split(name);
        var network = _networks[networkName];
        var entries = await _persistence.KeepTryingAsync(
            token => _store.ReadOutgoingAsync(networkName, lane, after, _settings.LaneCapacity, token), cancellationToken);
        return [.. entries.Select(entry => Outgoing.Read(network, entry))];
    }

    private Task<Outgoing> HandleAsync(Outgoing outgoing, CancellationToken stopping) => outgoing.Damage is null
        ? _delivery.DeliverAsync(outgoing, stopping)
        : _delivery.GiveBackAsync(outgoing, stopping);
}
