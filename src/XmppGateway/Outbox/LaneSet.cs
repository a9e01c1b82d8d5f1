using Microsoft.Extensions.Logging;

namespace XmppGateway.Outbox;

/// <summary>
/// One ordered lane per conversation: entries of a lane are handled strictly one after the other, lanes side by side. A lane exists only
/// while it has work. It holds a bounded number of entries; what comes beyond stays in the store and is read from there when its turn
/// comes, so that pressure never ends in memory.
/// </summary>
/// <param name="capacity">How many entries one lane holds.</param>
/// <param name="read">Reads the stored entries of a lane in order, after a sequence number; empty when there are none.</param>
/// <param name="handle">
/// Handles one entry to its end, and those behind it that end with it; gives the last of them. An exception is a bug: logged, and contained to this entry.
/// </param>
/// <param name="sequenceOf">The place of an entry in the order.</param>
/// <param name="logger">Where bugs go.</param>
/// <param name="stopping">Ends all lanes; what they hold is in the store.</param>
internal sealed partial class LaneSet<TEntry>(
    int capacity,
    Func<string, long, CancellationToken, Task<IReadOnlyList<TEntry>>> read,
    Func<TEntry, CancellationToken, Task<TEntry>> handle,
    Func<TEntry, long> sequenceOf,
    ILogger logger,
    CancellationToken stopping)
    where TEntry : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private TaskCompletionSource? _ended;
    private int _working;

    /// <summary>Lanes with work.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _lanes.Count;
            }
        }
    }

    /// <summary>
    /// Puts an entry at the end of its lane. It is handled when <paramref name="committed"/> gives it with its sequence number; null
    /// means that it needs no handling. Calls for one lane must come in the order of the entries.
    /// </summary>
    public void Add(string name, Task<TEntry?> committed)
    {
        Lane lane;
        bool idle;
        lock (_lock)
        {
            lane = GetLane(name);
            if (lane.ReadsStore || lane.Waiting.Count >= capacity)
            {
                // The worker must not read the store before this one is in it, and must read it after.
                lane.ReadsStore = true;
                lane.Uncommitted.Add(committed);
            }
            else
            {
                lane.Waiting.Enqueue(committed);
            }

            idle = TryEmploy(lane);
        }

        if (idle)
        {
            // Runs here up to its first wait: a task of its own for each message was a third hand-over to the pool.
            _ = WorkAsync(lane);
        }
    }

    /// <summary>Puts an entry at the end of its lane that is in the store no more: however many there are, they are held here.</summary>
    public void Hold(string name, TEntry entry)
    {
        Lane lane;
        bool idle;
        lock (_lock)
        {
            lane = GetLane(name);
            lane.Waiting.Enqueue(Task.FromResult<TEntry?>(entry));
            idle = TryEmploy(lane);
        }

        if (idle)
        {
            _ = WorkAsync(lane);
        }
    }

    /// <summary>
    /// Says that the store has entries for this lane that were never added here: what an earlier life has left. One that is being
    /// <paramref name="committed"/> now is read with them.
    /// </summary>
    public void AddStored(string name, Task? committed = null)
    {
        Lane lane;
        bool idle;
        lock (_lock)
        {
            lane = GetLane(name);
            lane.ReadsStore = true;
            if (committed is not null)
            {
                lane.Uncommitted.Add(committed);
            }

            idle = TryEmploy(lane);
        }

        if (idle)
        {
            _ = WorkAsync(lane);
        }
    }

    /// <summary>Waits until no lane works: after the stop this is the end.</summary>
    public Task EndAsync()
    {
        lock (_lock)
        {
            return _working == 0
                ? Task.CompletedTask
                : (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private Lane GetLane(string name)
    {
        if (!_lanes.TryGetValue(name, out var lane))
        {
            _lanes[name] = lane = new Lane(name);
        }

        return lane;
    }

    /// <summary>True when the lane was idle and is to be worked on.</summary>
    private bool TryEmploy(Lane lane)
    {
        if (lane.HasWorker || stopping.IsCancellationRequested)
        {
            return false;
        }

        _working++;
        return lane.HasWorker = true;
    }

    private async Task WorkAsync(Lane lane)
    {
        try
        {
            await WorkToTheEndAsync(lane);
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_working == 0)
            {
                _ended?.SetResult();
                _ended = null;
            }
        }
    }

    private async Task WorkToTheEndAsync(Lane lane)
    {
        while (!stopping.IsCancellationRequested)
        {
            var (step, committed) = NextStep(lane);
            switch (step)
            {
                case Step.Handle:
                    await HandleAddedAsync(lane, committed!);
                    break;
                case Step.ReadStore:
                    await HandleStoredAsync(lane);
                    break;
                case Step.End:
                    return;
                default:
                    throw new InvalidOperationException("No such step.");
            }
        }
    }

    private (Step Step, Task<TEntry?>? Committed) NextStep(Lane lane)
    {
        lock (_lock)
        {
            if (lane.Waiting.TryDequeue(out var next))
            {
                return (Step.Handle, next);
            }

            if (lane.ReadsStore)
            {
                return (Step.ReadStore, null);
            }

            _lanes.Remove(lane.Name);
            return (Step.End, null);
        }
    }

    private async Task HandleAddedAsync(Lane lane, Task<TEntry?> committed)
    {
        await ((Task)committed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (committed.IsCompletedSuccessfully)
        {
            await HandleAsync(lane, await committed);
        }
        else
        {
            Log.NotCommitted(logger, committed.Exception);
        }
    }

    private async Task HandleStoredAsync(Lane lane)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Task[] uncommitted;
        lock (_lock)
        {
            uncommitted = [.. lane.Uncommitted];
            lane.Uncommitted.Clear();
        }

        await Task.WhenAll(uncommitted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        IReadOnlyList<TEntry> stored = [];
        try
        {
            stored = await read(lane.Name, lane.Last, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // An entry that cannot be read must not hold those that come after it for ever.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Unreadable(logger, exception);
        }

        foreach (var entry in stored)
        {
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            await HandleAsync(lane, entry);
        }

        if (stored.Count == 0)
        {
            lock (_lock)
            {
                lane.ReadsStore = lane.Uncommitted.Count > 0;
            }
        }
    }

    private async Task HandleAsync(Lane lane, TEntry? entry)
    {
        if (entry is null || sequenceOf(entry) <= lane.Last)
        {
            return;
        }

        // What comes now is an adapter's. The thread so far is that of a reader, or has commits to tell to other lanes.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var last = entry;
        try
        {
            last = await handle(entry, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // A mistake in one entry must not stop its lane, let alone the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(logger, exception, sequenceOf(entry));
        }

        lane.Last = sequenceOf(last);
    }

    private enum Step
    {
        Handle,
        ReadStore,
        End,
    }

    private sealed class Lane(string name)
    {
        public string Name { get; } = name;

        public Queue<Task<TEntry?>> Waiting { get; } = new();

        public List<Task> Uncommitted { get; } = [];

        public bool ReadsStore { get; set; }

        public bool HasWorker { get; set; }

        public long Last { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(3000, LogLevel.Error, "Entry {Sequence} could not be handled; it stays in the store")]
        public static partial void Failed(ILogger logger, Exception exception, long sequence);

        [LoggerMessage(3001, LogLevel.Error, "An entry could not be committed")]
        public static partial void NotCommitted(ILogger logger, Exception? exception);

        [LoggerMessage(3002, LogLevel.Error, "The entries of a lane could not be read; they stay in the store")]
        public static partial void Unreadable(ILogger logger, Exception exception);
    }
}
