namespace XmppGateway.Operations;

/// <summary>
/// Tells systemd at the asked interval that this process still gets its turn; without it systemd starts the program again.
/// </summary>
internal sealed class Watchdog : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public Watchdog(SystemdNotify systemd, TimeProvider time) =>
        _loop = systemd.WatchdogInterval is { } interval ? RunAsync(systemd, new PeriodicTimer(interval, time)) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(SystemdNotify systemd, PeriodicTimer timer)
    {
        using (timer)
        {
            do
            {
                systemd.Alive();
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
    }
}
