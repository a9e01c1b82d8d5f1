namespace XmppGateway.EndToEnd.Tests;

/// <summary>Everything that came so far, in order, and a way to wait for what has not come yet.</summary>
public sealed class Journal<T>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Lock _gate = new();
    private readonly List<T> _entries = [];
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    public void Add(T entry)
    {
        TaskCompletionSource added;
        lock (_gate)
        {
            _entries.Add(entry);
            added = _added;
            _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        added.SetResult();
    }

    public IReadOnlyList<T> Snapshot()
    {
        lock (_gate)
            return [.. _entries];
    }

    /// <summary>
    /// The first entry, from the one with number <paramref name="from"/> on or still to come, for which <paramref name="match"/> holds.
    /// </summary>
    public async Task<T> FirstAsync(Func<T, bool> match, string what, TimeSpan? within = null, int from = 0)
    {
        var (found, entry) = await TryFirstAsync(match, within ?? Patience, from);
        Assert.True(found, $"{what}: not within {within ?? Patience}. The last that came:\n{string.Join('\n', Snapshot().TakeLast(6))}");
        return entry!;
    }

    /// <summary>The same without insisting.</summary>
    public async Task<(bool Found, T? Entry)> TryFirstAsync(Func<T, bool> match, TimeSpan within, int from = 0)
    {
        ArgumentNullException.ThrowIfNull(match);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(within);
        for (var next = from; ;)
        {
            Task added;
            lock (_gate)
            {
                for (; next < _entries.Count; next++)
                {
                    if (match(_entries[next]))
                        return (true, _entries[next]);
                }

                added = _added.Task;
            }

            try
            {
                await added.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                return (false, default);
            }
        }
    }
}
