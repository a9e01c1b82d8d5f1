using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Configuration;
using XmppGateway.Operations;
using XmppGateway.Storage;

namespace XmppGateway.Composition;

/// <summary>What lives as long as the process: logs, store, lease, HTTP server. The rest comes and goes with the lease.</summary>
internal static class GatewayProcess
{
    private static readonly TimeSpan HttpPatience = TimeSpan.FromSeconds(0.5);

    // Kestrel's own limit for connections that it has to cut off.
    private static readonly TimeSpan HttpAbort = TimeSpan.FromSeconds(1);

    // Writes that are queued are carried out; nobody waits for those that a hanging database keeps.
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(0.5);

    /// <summary>The time between the end of the work and that of the process when everything hangs.</summary>
    public static TimeSpan LongestEnd => HttpPatience + HttpAbort + StorePatience;

    /// <exception cref="StartFailedException">An HTTP address cannot be used.</exception>
    /// <exception cref="AdapterStartException">An adapter can never work as configured.</exception>
    public static async Task RunAsync(GatewayOptions options, Surroundings around, CancellationToken stop)
    {
        using var loggers = Logging.Create(options.Log, around.Environment["JOURNAL_STREAM"] is not null);
        var store = around.CreateStore(options.Store, loggers);
        try
        {
            await RunAsync(options, around, store, loggers, stop);
        }
        finally
        {
            await CloseAsync(store, around.Time);
        }
    }

    private static async Task RunAsync(
        GatewayOptions options, Surroundings around, IStore store, ILoggerFactory loggers, CancellationToken stop)
    {
        using var systemd = new SystemdNotify(around.Environment);
        var domains = options.Networks.Select(n => n.Link.Domain).ToList();
        using var holder = LeaseHolder.Create(options.Store.Connection + '\n' + string.Join('\n', domains));
        var services = new GatewayServices(options, store, around.Time, loggers);
        var lease = new LeaseKeeper(store, domains, holder.Name, around.Time, loggers.CreateLogger<LeaseKeeper>());
        var gateway = new Gateway(options, store, lease, services.Activate, systemd, around.Time, loggers.CreateLogger<Gateway>());

        await using var http = await HttpServer.StartAsync(Listeners(options, services, gateway), loggers, stop);
        await using var watchdog = new Watchdog(systemd, around.Time);
        try
        {
            await gateway.RunAsync(around.Output, stop);
        }
        finally
        {
            using var patience = new CancellationTokenSource(HttpPatience, around.Time);
            await http.StopAsync(patience.Token);
        }
    }

    private static async Task CloseAsync(IStore store, TimeProvider time)
    {
        try
        {
            await Task.Run(() => store.DisposeAsync().AsTask()).WaitAsync(StorePatience, time);
        }
        catch (TimeoutException)
        {
            // The process ends without it: what was not committed was not acknowledged either.
        }
    }

    private static List<HttpListener> Listeners(GatewayOptions options, GatewayServices services, Gateway gateway)
    {
        var listeners = services.FindHttpAddresses()
            .Select(found => new HttpListener(found.Network, found.Listen, context => gateway.HandleHttpAsync(found.Network, context)))
            .ToList();
        if (options.Http.Listen is { } listen)
        {
            var health = new HealthEndpoint(gateway.Look);
            listeners.Add(new HttpListener(
                "Http:Listen",
                listen,
                context => context.Request.Path.StartsWithSegments("/media", StringComparison.Ordinal) ? gateway.HandleMediaAsync(context) : health.HandleAsync(context)));
        }

        return listeners;
    }
}
