namespace XmppGateway.Profiles;

/// <summary>
/// Work that nobody waits for: a few pieces at a time, each named piece once among those that wait. What is above the limit is not done, and is
/// asked for again when somebody wants it. Thread-safe.
/// </summary>
/// <param name="width">How many are done at a time.</param>
/// <param name="limit">How many may wait.</param>
internal sealed class ProfileWork(int width, int limit)
{
    private readonly Lock _lock = new();
    private readonly HashSet<object> _names = [];
    private readonly Queue<(object Name, Func<Task> Work)> _waiting = new();
    private readonly List<Task> _running = [];

    /// <summary>Queues a piece of work, which does not throw. Returns at once; false when too many wait, and it is not done.</summary>
    public bool Start(object name, Func<Task> work)
    {
        lock (_lock)
        {
            if (_names.Contains(name))
            {
                return true;
            }

            if (_waiting.Count >= limit)
            {
                return false;
            }

            _names.Add(name);

            _waiting.Enqueue((name, work));
            _running.RemoveAll(task => task.IsCompleted);
            if (_running.Count < width)
            {
                _running.Add(Task.Run(RunAsync));
            }

            return true;
        }
    }

    /// <summary>Waits until nothing is left.</summary>
    public async Task DrainAsync()
    {
        while (true)
        {
            Task[] running;
            lock (_lock)
            {
                running = [.. _running];
                if (_waiting.Count == 0 && running.All(task => task.IsCompleted))
                {
                    return;
                }
            }

            await Task.WhenAll(running);
        }
    }

    private async Task RunAsync()
    {
        while (Next() is { } work)
        {
            await work();
        }
    }

    private Func<Task>? Next()
    {
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out var next))
            {
                return null;
            }

            // What begins now may be named again: it could miss what has changed meanwhile.
            _names.Remove(next.Name);
            return next.Work;
        }
    }
}
