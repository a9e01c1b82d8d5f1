using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <summary>
/// The one writer. Whatever waits when it is free becomes one transaction, so a lone write is committed at once and a crowd shares an
/// fsync. It has a thread of its own, because commits block.
/// </summary>
internal sealed partial class GroupCommit : IAsyncDisposable
{
    public const int MaxGroup = 500;
    private const long NotNow = long.MinValue;
    private const int MaxWaiting = 4096;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(3);

    private readonly IEngine _engine;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<TimeSpan, int>? _committed;
    private readonly Channel<Write> _waiting = Channel.CreateBounded<Write>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    // What does not wait behind the others: the leases. Each has a place among those as well, which only wakes the writer.
    private readonly ConcurrentQueue<Write> _first = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ISession? _session;
    private volatile StoreUnavailableException? _unavailable;
    private volatile Tenure? _tenure;
    private long _began = NotNow;

    /// <param name="engine">The database.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    /// <param name="committed">Told of each commit: how long it took, for how many writes. Must not throw.</param>
    public GroupCommit(IEngine engine, TimeProvider time, ILogger<GroupCommit> logger, Action<TimeSpan, int>? committed = null)
    {
        _committed = committed;
        _engine = engine;
        _time = time;
        _logger = logger;
        new Thread(Run) { IsBackground = true, Name = "store writer" }.Start();
    }

    /// <summary>Why nothing can be committed now: the last commit failed, or one gets no answer. Null otherwise.</summary>
    public string? Trouble => Interlocked.Read(ref _began) is var began && began != NotNow && _time.GetElapsedTime(began) > Silent
        ? "the database does not answer"
        : _unavailable?.Message;

    /// <summary>Under what everything that is asked for from now on is written, but for what goes first.</summary>
    public Tenure? Tenure
    {
        get => _tenure;
        set => _tenure = value;
    }

    /// <summary>Completes after the commit. The token ends only the wait for a place in the queue: a queued write is carried out.</summary>
    /// <param name="state">Handed to <paramref name="apply"/>.</param>
    /// <param name="apply">Makes the change; may be called more than once.</param>
    /// <param name="together">
    /// What awaits the task only hands over to other tasks: it is run one after the other with the like, see <see cref="Settlement"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for a place.</param>
    public Task<TResult> RunAsync<TState, TResult>(
        TState state, Func<ISession, TState, TResult> apply, bool together, CancellationToken cancellationToken) =>
        RunAsync(state, apply, together, Tenure, cancellationToken);

    /// <summary>The same under another tenure, or none.</summary>
    public Task<TResult> RunAsync<TState, TResult>(
        TState state, Func<ISession, TState, TResult> apply, bool together, Tenure? tenure, CancellationToken cancellationToken)
    {
        var write = new Write<TState, TResult>(state, apply, together) { Tenure = tenure };
        return _waiting.Writer.TryWrite(write) ? write.Done : QueueAsync(write, cancellationToken);
    }

    /// <summary>The same for a short write that waits for one commit at most, however many are queued, and is under no tenure.</summary>
    public Task<TResult> RunFirstAsync<TState, TResult>(TState state, Func<ISession, TState, TResult> apply)
    {
        var write = new Write<TState, TResult>(state, apply, together: false);
        _first.Enqueue(write);
        if (!_waiting.Writer.TryWrite(Wake.Instance) && _ended.Task.IsCompleted)
        {
            FailFirst();
        }

        return write.Done;
    }

    /// <summary>Finishes what is queued.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _ended.Task;
    }

    private async Task<TResult> QueueAsync<TState, TResult>(Write<TState, TResult> write, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(write, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(IStore));
        }

        return await write.Done;
    }

    private void Run()
    {
        var group = new List<Write>(MaxGroup);
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            do
            {
                Gather(group);
                Settle(group);
                group.Clear();
            }
            while (!_first.IsEmpty);
        }

        _session?.Dispose();
        _ended.SetResult();
        FailFirst();
    }

    private void Gather(List<Write> group)
    {
        while (_first.TryDequeue(out var first))
        {
            group.Add(first);
        }

        while (group.Count is 0 && _waiting.Reader.TryPeek(out _))
        {
            while (group.Count < MaxGroup && _waiting.Reader.TryRead(out var write))
            {
                if (write is not Wake)
                {
                    group.Add(write);
                }
            }
        }
    }

    private void FailFirst()
    {
        while (_first.TryDequeue(out var first))
        {
            first.Settle(new ObjectDisposedException(nameof(IStore)));
        }
    }

    private void Settle(List<Write> group)
    {
        if (group.Count == 0)
        {
            return;
        }

        Interlocked.Exchange(ref _began, _time.GetTimestamp());
        var failure = Commit(group);
        Interlocked.Exchange(ref _began, NotNow);
        Settlement? together = null;
        foreach (var write in group)
        {
            if (!write.Together)
            {
                write.Settle(failure);
                continue;
            }

            together ??= new Settlement(failure);
            together.Add(write);
            if (together.IsFull)
            {
                ThreadPool.UnsafeQueueUserWorkItem(together, preferLocal: false);
                together = null;
            }
        }

        if (together is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(together, preferLocal: false);
        }
    }

    /// <summary>Returns what failed the whole group, if anything.</summary>
    private Exception? Commit(List<Write> group)
    {
        var began = _time.GetTimestamp();
        try
        {
            _session ??= _engine.OpenWriter();
            if (!TryTogether(_session, group))
            {
                Apart(_session, group);
            }
        }
#pragma warning disable CA1031 // The failure belongs to the callers; the writer goes on with a new connection.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _session?.Dispose();
            _session = null;
            var unavailable = _engine.Unavailable(exception);
            Report(unavailable);
            return unavailable ?? exception;
        }

        Report(null);
        var took = _time.GetElapsedTime(began);
        _committed?.Invoke(took, group.Count);
        if (took > Slow)
        {
            Log.SlowCommit(_logger, took.TotalSeconds, group.Count);
        }

        return null;
    }

    private bool TryTogether(ISession session, List<Write> group)
    {
        session.Begin();
        try
        {
            Tenure? required = null;
            foreach (var write in group)
            {
                // A tenure follows another: they do not alternate.
                if (write.Tenure is { } tenure && tenure != required)
                {
                    session.Require(required = tenure);
                }

                write.Apply(session);
            }

            session.Commit();
            return true;
        }
#pragma warning disable CA1031 // One write of the group is at fault: the second attempt finds out which.
        catch (Exception exception) when (_engine.Unavailable(exception) is null)
#pragma warning restore CA1031
        {
            session.Rollback();
            return false;
        }
    }

    private static bool HasLost(ISession session, Tenure tenure)
    {
        if (!tenure.Lost.IsCompleted && !LeaseSql.Stands(session, tenure))
        {
            tenure.Lose();
        }

        return tenure.Lost.IsCompleted;
    }

    private void Apart(ISession session, List<Write> group)
    {
        session.Begin();
        foreach (var write in group)
        {
            if (write.Tenure is { } tenure && HasLost(session, tenure))
            {
                write.Failure = new StoreUnavailableException("Another gateway has taken over.");
                continue;
            }

            session.BeginPart();
            try
            {
                write.Apply(session);
                session.EndPart();
            }
#pragma warning disable CA1031 // The exception belongs to the caller of this write.
            catch (Exception exception) when (_engine.Unavailable(exception) is null)
#pragma warning restore CA1031
            {
                session.UndoPart();
                write.Failure = exception;
            }
        }

        session.Commit();
    }

    /// <summary>Logs the change, not every failed write.</summary>
    private void Report(StoreUnavailableException? unavailable)
    {
        if (unavailable is not null && _unavailable is null)
        {
            Log.Unavailable(_logger, unavailable.Message);
        }
        else if (unavailable is null && _unavailable is not null)
        {
            Log.Available(_logger);
        }

        _unavailable = unavailable;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3101, Level = LogLevel.Error, Message = "The store cannot be written: {Reason}")]
        public static partial void Unavailable(ILogger logger, string reason);

        [LoggerMessage(EventId = 3102, Level = LogLevel.Information, Message = "The store can be written again")]
        public static partial void Available(ILogger logger);

        [LoggerMessage(EventId = 3103, Level = LogLevel.Warning, Message = "A commit took {Seconds:0.0} s for {Count} writes")]
        public static partial void SlowCommit(ILogger logger, double seconds, int count);
    }
}
