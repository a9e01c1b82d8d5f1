using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Configuration;
using XmppGateway.Metrics;
using XmppGateway.Operations;
using XmppGateway.Operations.Status;
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
        using var metrics = new GatewayMetrics(around.Time);
        var store = around.CreateStore(options.Store, loggers);
        store.Committed = metrics.Committed;
        try
        {
            await RunAsync(options, around, store, metrics, loggers, stop);
        }
        finally
        {
            await CloseAsync(store, around.Time);
        }
    }

    private static async Task RunAsync(
        GatewayOptions options, Surroundings around, IStore store, GatewayMetrics metrics, ILoggerFactory loggers, CancellationToken stop)
    {
        using var systemd = new SystemdNotify(around.Environment);
        var domains = options.Networks.Select(n => n.Link.Domain).ToList();
        using var holder = LeaseHolder.Create(LeaseHolder.Purpose(options));
        var lease = new LeaseKeeper(store, domains, holder.Claim, options.Store.Lease, SinceBoot.InPlaceOf(around.Time), loggers.CreateLogger<LeaseKeeper>());
        var services = new GatewayServices(options, store, metrics, around.Time, loggers) { IsInDoubt = () => lease.IsInDoubt };
        var gateway = new Gateway(options, store, lease, services.Activate, systemd, around.Time, loggers.CreateLogger<Gateway>());

        var queues = new QueueWatch(store, () => gateway.HasStore, [.. options.Networks.Select(n => n.Name)], around.Time);
        GatewayGauges.Add(metrics.Meter, gateway.Look, queues, around.Time);
        using var reader = new MetricsReader(metrics.Meter);
        var operators = new OperatorEndpoints(
            new OperatorAccess(options.Http.Token, options.Http.PublicUrl is not null), reader, () => StatusPage.Write(gateway.Look(), queues.Seen, metrics.Recent, GatewayGauges.Version, around.Time.GetUtcNow()));
        using var export = OtlpExport.Start(options.Metrics);

        await using var http = await HttpServer.StartAsync(Listeners(options, services, gateway, operators), loggers, stop);
        await using var watchdog = new Watchdog(systemd, around.Time);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watching = queues.RunAsync(life.Token);
        try
        {
            await gateway.RunAsync(around.Output, stop);
        }
        finally
        {
            await life.CancelAsync();
            await watching.WaitAsync(StorePatience, around.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

    private static List<HttpListener> Listeners(GatewayOptions options, GatewayServices services, Gateway gateway, OperatorEndpoints operators)
    {
        var listeners = services.FindHttpAddresses()
            .Select(found => new HttpListener(found.Network, found.Listen, context => gateway.HandleHttpAsync(found.Network, context)))
            .ToList();
        if (options.Http.Listen is { } listen)
        {
            var health = new HealthEndpoint(gateway.Look, operators.Access);
            listeners.Add(new HttpListener("Http:Listen", listen, context => context.Request.Path.Value switch
            {
                MetricsEndpoint.Path => operators.Metrics.HandleAsync(context),
                StatusEndpoint.Path => operators.Status.HandleAsync(context),
                { } path when path.StartsWith("/media/", StringComparison.Ordinal) => gateway.HandleMediaAsync(context),
                _ => health.HandleAsync(context),
            }));
        }

        return listeners;
    }
}
