using Microsoft.Extensions.Logging;
using XmppGateway.Metrics;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>
/// The incoming lanes of one attachment of a network's link, and what they have sent without proof. An attachment starts from what the
/// store says is open; nothing that an earlier one had sent without proof is believed.
/// </summary>
internal sealed partial class Attachment : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How long an entry keeps its place in the window while somebody else works for it.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly Network _network;
    private readonly IInboxStore _store;
    private readonly IncomingDelivery _delivery;
    private readonly Func<Incoming, Exception, Task> _putAside;
    private readonly Action<int> _completed;
    private readonly LastTaken _lastTaken;
    private readonly int _laneCapacity;
    private readonly Persistence _persistence;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _life;
    private readonly DateTimeOffset _began;
    private readonly CancellationTokenSource _sending;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LaneSet<Incoming> _lanes;
    private readonly SemaphoreSlim _window;
    private readonly SemaphoreSlim _news = new(0);
    private readonly Lock _lock = new();
    private readonly ArrivalsUnderWay _underWay = new();
    private bool _started;

    /// <summary>Prepares the lanes; nothing moves before <see cref="RunAsync"/>.</summary>
    /// <param name="network">The network.</param>
    /// <param name="store">Where open entries are.</param>
    /// <param name="delivery">Turns an entry into stanzas on the link.</param>
    /// <param name="putAside">Takes an entry out of its lane on which this program failed.</param>
    /// <param name="settings">Limits.</param>
    /// <param name="completed">Told how many entries have just been completed.</param>
    /// <param name="lastTaken">Keeps for a moment what was proved.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    /// <param name="attached">Cancelled when the stream has ended.</param>
    public Attachment(
        Network network,
        IInboxStore store,
        IncomingDelivery delivery,
        Func<Incoming, Exception, Task> putAside,
        DeliverySettings settings,
        Action<int> completed,
        LastTaken lastTaken,
        TimeProvider time,
        ILogger logger,
        CancellationToken attached)
    {
        _network = network;
        _store = store;
        _delivery = delivery;
        _putAside = putAside;
        _completed = completed;
        _lastTaken = lastTaken;
        _laneCapacity = settings.LaneCapacity;
        _persistence = new Persistence(time, logger);
        _time = time;
        _began = time.GetUtcNow();
        _logger = logger;
        _life = CancellationTokenSource.CreateLinkedTokenSource(attached);
        _sending = CancellationTokenSource.CreateLinkedTokenSource(_life.Token);
        _window = new SemaphoreSlim(settings.Unconfirmed);
        _lanes = new LaneSet<Incoming>(
            settings.LaneCapacity, ReadAsync, HandleOneAsync, static incoming => incoming.Entry.Sequence, logger, _sending.Token);
    }

    /// <summary>Takes an entry that is being committed. Calls for one lane must come in the order of the commits.</summary>
    public void Add(string lane, Task<Incoming?> committed)
    {
        lock (_lock)
        {
            if (_started)
            {
                _lanes.Add(lane, committed);
            }
            else
            {
                // Older entries of this lane may still be in the store only: it must be read from there, in order.
                _lanes.AddStored(lane, committed);
            }
        }
    }

    /// <summary>
    /// Says that the store may have entries for this lane that were never added here; those that are being committed are waited for.
    /// </summary>
    public void AddStored(string lane, Task? committed = null) => _lanes.AddStored(lane, committed);

    /// <summary>Takes entries, in their order, that are at their end in the store and may be lost all the same. Before anything else comes to their lanes.</summary>
    public void Repeat(IReadOnlyList<InboxEntry> entries)
    {
        foreach (var entry in entries)
        {
            Log.Repeated(_logger, _network.Name, entry.Sequence, LogText.ShortId(entry.StanzaId));
            _underWay.Repeat(entry);
            _lanes.Hold(entry.Lane, new Incoming(entry, null));
        }
    }

    /// <summary>What is to be repeated and was not proved; after the end.</summary>
    public IReadOnlyList<InboxEntry> NotRepeated => _underWay.NotRepeated;

    /// <summary>
    /// Replays what is open, then passes one fence after each burst and completes what was sent before it. Returns when it is finished.
    /// </summary>
    public async Task RunAsync()
    {
        try
        {
            Start(await _persistence.KeepTryingAsync(token => _store.IncomingLanesAsync(_network.Name, token), _life.Token));
            while (!_underWay.IsFinished)
            {
                await _news.WaitAsync(_life.Token);
                var sent = _underWay.TakeSent();
                if (sent.Count > 0 && await _network.Link.PassFenceAsync(_life.Token))
                {
                    await CompleteAsync([.. sent.Select(entry => entry.Sequence)]);
                    _lastTaken.Note(sent);
                    sent.ForEach(NoteDelivered);
                }
            }
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Ends the lanes where they are between two entries, and returns when everything that they have sent is confirmed.</summary>
    /// <exception cref="OperationCanceledException">Not in the token's time.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await _sending.CancelAsync();
        await _lanes.EndAsync().WaitAsync(cancellationToken);
        _underWay.EndSending();
        _news.Release();
        await _ended.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the lanes, which have nobody any more who proves what they send; returns when they have.</summary>
    public async Task EndAsync()
    {
        await _life.CancelAsync();
        await _lanes.EndAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _window.Dispose();
        _news.Dispose();
        _sending.Dispose();
        _life.Dispose();
    }

    private void Start(IReadOnlyList<string> lanes)
    {
        if (lanes.Count > 0)
        {
            Log.Replaying(_logger, _network.Name, lanes.Count);
        }

        lock (_lock)
        {
            foreach (var lane in lanes)
            {
                _lanes.AddStored(lane);
            }

            _started = true;
        }
    }

    private async Task<Incoming> HandleOneAsync(Incoming incoming, CancellationToken cancellationToken)
    {
        using var scope = MessageScope.Begin(_logger, incoming.Entry.StanzaId);
        await HandleAsync(incoming, cancellationToken);
        return incoming;
    }

    private async Task HandleAsync(Incoming incoming, CancellationToken cancellationToken)
    {
        var sequence = incoming.Entry.Sequence;
        if (!_underWay.TryBegin(sequence))
        {
            return;
        }

        await _window.WaitAsync(cancellationToken);
        _network.Metrics.Reached(Way.In, _time.GetUtcNow() - incoming.Entry.AcceptedAt);
        if (await SendAsync(incoming, cancellationToken))
        {
            _underWay.NoteSent(incoming.Entry);
            _news.Release();
        }
    }

    /// <summary>Nothing passes an entry that was given up half-way while the stream lives: neither its neighbours nor its place in the window.</summary>
    private async Task<bool> SendAsync(Incoming incoming, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await TrySendAsync(incoming, cancellationToken);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The link went a moment before its token says so, or the adapter has given up waiting for its server.
                Log.GivenUp(_logger, _network.Name, incoming.Entry.Sequence, exception.Message);
                await Task.Delay(Pause, _time, cancellationToken);
            }
        }
    }

    /// <summary>True when something was sent; an entry with nothing to send, or that this program fails on, is at its end here.</summary>
    private async Task<bool> TrySendAsync(Incoming incoming, CancellationToken cancellationToken)
    {
        try
        {
            if (await _delivery.SendAsync(incoming, _began, PauseAsync, LendAsync, cancellationToken, _life.Token))
            {
                return true;
            }

            await CompleteAsync([incoming.Entry.Sequence]);
            return false;
        }
#pragma warning disable CA1031 // A mistake is contained to the entry it happens on, which is kept for whoever looks into it.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            await _putAside(incoming, exception);
            Forget([incoming.Entry.Sequence]);
            return false;
        }
    }

    /// <summary>Who waits for something else than the XMPP server leaves its place in the window to others.</summary>
    private async Task PauseAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        _window.Release();
        await Task.Delay(wait, _time, cancellationToken);
        await _window.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Work that takes long is nobody's reason to wait but its conversation's: a server that hangs must not hold all places. Whether it
    /// succeeded is for who reads its outcome.
    /// </summary>
    private async Task LendAsync(Task work, CancellationToken cancellationToken)
    {
        if (!work.IsCompleted)
        {
            await work.WaitAsync(Soon, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!work.IsCompleted)
        {
            _window.Release();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _window.WaitAsync(cancellationToken);
        }
    }

    private async Task CompleteAsync(List<long> sequences)
    {
        await _persistence.KeepTryingAsync(token => _store.CompleteIncomingAsync(sequences, token), _life.Token);
        Forget(sequences);
    }

    private void Forget(List<long> sequences)
    {
        _underWay.End(sequences);
        _window.Release(sequences.Count);
        _completed(sequences.Count);
    }

    private async Task<IReadOnlyList<Incoming>> ReadAsync(string lane, long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Seen before the read: what is confirmed during it is in neither afterwards, and would be sent again.
            var underWay = _underWay.Snapshot();
            var entries = await _persistence.KeepTryingAsync(
                token => _store.ReadIncomingAsync(_network.Name, lane, after, _laneCapacity, token), cancellationToken);
            Incoming[] fresh = [.. entries.Where(entry => !underWay.Contains(entry.Sequence)).Select(entry => new Incoming(entry, null))];
            if (fresh.Length > 0 || entries.Count == 0)
            {
                return fresh;
            }

            after = entries[^1].Sequence;
        }
    }

    private void NoteDelivered(InboxEntry entry)
    {
        var took = _time.GetUtcNow() - entry.AcceptedAt;
        _network.Metrics.Delivered(Way.In, took);
        Log.Delivered(_logger, _network.Name, entry.Sequence, LogText.ShortId(entry.StanzaId), took.TotalSeconds);
    }

    private static partial class Log
    {
        [LoggerMessage(3050, LogLevel.Information, "{Network}: {Lanes} conversations have something to deliver")]
        public static partial void Replaying(ILogger logger, string network, int lanes);

        [LoggerMessage(3052, LogLevel.Information, "{Network}: arrival {Sequence} was not finished and is tried again: {Reason}")]
        public static partial void GivenUp(ILogger logger, string network, long sequence, string reason);

        [LoggerMessage(3054, LogLevel.Information, "{Network}: arrival {Sequence} ({Id}) is sent again: the XMPP server took it and went away")]
        public static partial void Repeated(ILogger logger, string network, long sequence, string id);

        [LoggerMessage(3053, LogLevel.Information, "{Network}: arrival {Sequence} ({Id}) taken by the XMPP server after {Seconds:0.000} s")]
        public static partial void Delivered(ILogger logger, string network, long sequence, string id, double seconds);
    }
}
