using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using XmppGateway.Configuration;
using XmppGateway.Operations;
using XmppGateway.Storage;

namespace XmppGateway.Composition;

/// <summary>
/// The life of the program: open the store, wait for the lease, work until the lease or the program ends, give the lease back.
/// </summary>
/// <param name="options">For the names of the networks before they work.</param>
/// <param name="activate">Puts together the working part; starts nothing.</param>
internal sealed partial class Gateway(
    GatewayOptions options,
    IStore store,
    LeaseKeeper lease,
    Func<IActiveGateway> activate,
    SystemdNotify systemd,
    TimeProvider time,
    ILogger<Gateway> logger)
{
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(2);

    /// <summary>For a start that is under way when the stop comes, and for giving the lease back: both may hang in the store.</summary>
    public static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(0.5);

    private volatile IActiveGateway? _active;
    private volatile string? _closed = "not open yet";
    private volatile bool _held;
    private volatile bool _announced;

    /// <summary>Runs until <paramref name="stop"/>. Writes <c>ready</c> once, when every network is attached.</summary>
    public async Task RunAsync(TextWriter output, CancellationToken stop)
    {
        try
        {
            await OpenStoreAsync(stop);
            while (true)
            {
                systemd.Status("waiting for the lease");
                await lease.AcquireAsync(stop);
                if (await HasSchemaAsync(stop))
                {
                    _held = true;
                    await WorkAsync(output, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Log.Stopped(logger);
        }
    }

    /// <summary>The store was opened; it may be away again since.</summary>
    public bool HasStore => _closed is null && store.Outdated is null;

    /// <summary>How everything is now.</summary>
    public Health Look()
    {
        var networks = _active?.LookAtNetworks()
            ?? options.Networks.ToDictionary(n => n.Name, n => new NetworkHealth(n.Link.Domain, NetworkHealth.Detached, NetworkHealth.Stopped));
        var obstacle = _closed ?? store.Trouble;
        var status = (_closed, _held) switch
        {
            (not null, _) => "starting",
            (null, false) => "standby",
            _ when obstacle is null && networks.Values.All(n => n.Flows) => "ready",
            _ => _announced ? "degraded" : "starting",
        };
        return new Health(status, obstacle ?? "ok", _held ? "held" : "waiting", networks);
    }

    /// <summary>Answers a foreign server; "try again" while this process does not work.</summary>
    public Task HandleHttpAsync(string network, HttpContext context) => HandleAsync(context, active => active.HandleHttpAsync(network, context));

    /// <summary>Answers the request for a file; "try again" while this process does not work.</summary>
    public Task HandleMediaAsync(HttpContext context) => HandleAsync(context, active => active.HandleMediaAsync(context));

    private Task HandleAsync(HttpContext context, Func<IActiveGateway, Task> handle)
    {
        if (_active is { } active)
        {
            return handle(active);
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "5";
        return Task.CompletedTask;
    }

    private async Task OpenStoreAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await store.OpenAsync(stop).WaitAsync(stop);
                _closed = null;
                return;
            }
            catch (StoreUnavailableException e)
            {
                TellOfStore(e);
                await Task.Delay(StorePause, time, stop);
            }
        }
    }

    /// <summary>
    /// Brings the schema up to date: not before, because the gateway that worked until now may know only the old one. False when it was changed, or cannot be
    /// used, as after an update elsewhere: then the lease is to be taken again.
    /// </summary>
    private async Task<bool> HasSchemaAsync(CancellationToken stop)
    {
        using var upgrading = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var keeping = lease.KeepAsync(upgrading.Token);
        try
        {
            var changed = await store.UpgradeAsync(stop).WaitAsync(stop);
            _closed = null;
            return !changed;
        }
        catch (StoreUnavailableException e)
        {
            TellOfStore(e);
            await lease.ReleaseAsync(StorePatience, stop);
            await Task.Delay(StorePause, time, stop);
            return false;
        }
        finally
        {
            await upgrading.CancelAsync();
            await ((Task)keeping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void TellOfStore(StoreUnavailableException e)
    {
        if (_closed != e.Message)
        {
            Log.StoreAway(logger, e.Message);
            systemd.Status("waiting for the store: " + e.Message);
            _closed = e.Message;
        }
    }

    /// <summary>One tenure of the lease. Returns when the lease was lost; throws when the program stops or has failed.</summary>
    private async Task WorkAsync(TextWriter output, CancellationToken stop)
    {
        await using var active = activate();
        using var tenure = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var keeping = lease.KeepAsync(tenure.Token);
        var serving = ServeAsync(active, output, tenure.Token);
        var lost = false;
        try
        {
            _active = active;
            if (await Task.WhenAny(keeping, serving) == serving)
            {
                await serving;
            }

            var reason = await keeping;
            lost = true;
            Log.LeaseLost(logger, reason);
            systemd.Status("standing by: " + reason);
        }
        finally
        {
            await tenure.CancelAsync();
            await Task.WhenAll(keeping, serving).WaitAsync(StorePatience, time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await StopAsync(active, release: !lost);
        }
    }

    /// <summary>Never returns well: ends with the tenure, or with a mistake.</summary>
    private async Task ServeAsync(IActiveGateway active, TextWriter output, CancellationToken cancellationToken)
    {
        await active.StartAsync(cancellationToken);
        var failed = active.Failed.WaitAsync(cancellationToken);
        if (await Task.WhenAny(active.AllAttached, failed) != failed)
        {
            systemd.Ready();
            if (!_announced)
            {
                _announced = true;
                await output.WriteLineAsync("ready".AsMemory(), cancellationToken);
                await output.FlushAsync(cancellationToken);
            }
        }

        await failed;
    }

    private async Task StopAsync(IActiveGateway active, bool release)
    {
        if (release)
        {
            systemd.Stopping();
        }

        await active.StopAsync(release ? StopLimits.Ordered : StopLimits.WhenLost(options.Store.Lease));
        _active = null;
        _held = false;

        // Also what is left of lost ones: the links are down now.
        await lease.ReleaseAsync(StorePatience, CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Error, "The store cannot be used; waiting for it: {Reason}")]
        public static partial void StoreAway(ILogger logger, string reason);

        [LoggerMessage(1011, LogLevel.Warning, "Standing by, links are down: {Reason}")]
        public static partial void LeaseLost(ILogger logger, string reason);

        [LoggerMessage(1012, LogLevel.Information, "Stopped")]
        public static partial void Stopped(ILogger logger);
    }
}
