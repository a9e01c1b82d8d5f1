using XmppGateway.EndToEnd.Tests.Gateways;

namespace XmppGateway.Chaos.Bed;

/// <summary>Kills the gateway, and starts it again whenever it ended by itself, as systemd does (Restart=always, RestartSec=2).</summary>
public sealed class Supervisor(Gateway gateway) : IDisposable
{
    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>How often it ended without being killed.</summary>
    public int OwnEnds { get; private set; }

    public async Task KillAsync(TimeSpan away)
    {
        await _turn.WaitAsync();
        try
        {
            await gateway.KillAsync();
            await Task.Delay(away, TimeProvider.System);
            await gateway.LaunchAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            // Nobody is told when it is back up, or down.
            await Task.Delay(RestartAfter, TimeProvider.System, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            await _turn.WaitAsync(CancellationToken.None);
            try
            {
                if (!gateway.IsRunning && !cancellationToken.IsCancellationRequested)
                {
                    OwnEnds++;
                    await gateway.LaunchAsync();
                }
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    public void Dispose() => _turn.Dispose();
}
