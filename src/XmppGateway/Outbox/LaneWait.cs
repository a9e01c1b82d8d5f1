namespace XmppGateway.Outbox;

/// <summary>How long a lane of the inbox waits, and what it gives up meanwhile.</summary>
/// <param name="Pause">Waits, and lets other lanes go on.</param>
/// <param name="Until">Ends every wait; the event comes again.</param>
internal readonly record struct LaneWait(Func<TimeSpan, CancellationToken, Task> Pause, CancellationToken Until)
{
    /// <summary>Waits for the end of some work, however that is, and lets other lanes go on when it takes long; null lets nobody.</summary>
    public Func<Task, CancellationToken, Task>? Lend { get; init; }

    /// <summary>
    /// The outcome of work that another server may hold up. Never while holding what an entry of another lane may wait for with its place in the
    /// window: each would wait for the other.
    /// </summary>
    public async ValueTask<T> ForAsync<T>(ValueTask<T> work)
    {
        if (work.IsCompleted || Lend is null)
        {
            return await work;
        }

        var working = work.AsTask();
        await Lend(working, Until);
        return await working;
    }
}
