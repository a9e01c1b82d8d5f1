namespace XmppGateway.Commands;

/// <summary>Lets one piece of work of a person happen after the other, with few waiting. Thread-safe.</summary>
internal sealed class Turns
{
    private const int MaximumWaiting = 8;

    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;
    private int _waiting;

    /// <summary>Runs the work after all that was given before; null when too much waits. The order is that of the calls.</summary>
    public Task<T>? TryRun<T>(Func<Task<T>> work)
    {
        lock (_lock)
        {
            if (_waiting >= MaximumWaiting)
            {
                return null;
            }

            _waiting++;
            var running = RunAsync(_last, work);
            _last = running;
            return running;
        }
    }

    private async Task<T> RunAsync<T>(Task before, Func<Task<T>> work)
    {
        try
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await work();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
