using Microsoft.Extensions.Logging;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>Looks for what the commands of another process have asked for in the store.</summary>
internal sealed partial class OperatorRequests(InboxDispatcher inbox, TimeProvider time, ILogger<OperatorRequests> logger)
{
    // As often as a waiting lane looks whether its entry was retried or dropped.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>What else can be asked for.</summary>
    public Func<Network, CancellationToken, Task> Also { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>Looks now and then, until it is stopped.</summary>
    public async Task RunAsync(IReadOnlyList<Network> networks, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            foreach (var network in networks)
            {
                await LookAsync(network, stopping);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task LookAsync(Network network, CancellationToken stopping)
    {
        try
        {
            await inbox.DoAskedAsync(network, stopping);
            await Also(network, stopping);
        }
        catch (StoreUnavailableException)
        {
            // The writer says so; what is asked for waits in the store.
        }
#pragma warning disable CA1031 // A mistake here must not end the messages of everybody.
        catch (Exception exception) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Failed(logger, exception, network.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3080, LogLevel.Error, "{Network}: what the operator asks for could not be done")]
        public static partial void Failed(ILogger logger, Exception exception, string network);
    }
}
