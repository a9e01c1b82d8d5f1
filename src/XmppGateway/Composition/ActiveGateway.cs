using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Handlers;
using XmppGateway.Media;
using XmppGateway.Operations;
using XmppGateway.Outbox;
using XmppGateway.Portals;
using XmppGateway.Protection;
using XmppGateway.Rooms;
using XmppGateway.Roster;
using XmppGateway.Routing;

namespace XmppGateway.Composition;

/// <summary>One tenure: starts everything in the order in which it is needed, and stops it in the order in which it is not any more.</summary>
internal sealed class ActiveGateway(
    InboxDispatcher inbox,
    OutboxDispatcher outbox,
    OutgoingDelivery delivery,
    StanzaRouter router,
    PresenceAnnouncer announcer,
    RoomParts rooms,
    PortalParts portals,
    ProtectionParts protection,
    RosterCare rosterCare,
    Maintenance maintenance,
    OperatorRequests requests,
    MediaServices media,
    TimeProvider time,
    ILogger<ActiveGateway> logger) : IActiveGateway
{
    private readonly List<ActiveNetwork> _networks = [];
    private readonly BoundedSteps _steps = new(time, logger);
    private readonly CancellationTokenSource _loops = new();
    private readonly TaskCompletionSource _allAttached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _running = [];

    public IEnumerable<Network> Networks => _networks.Select(n => n.Network);

    public Task AllAttached => _allAttached.Task;

    public Task Failed => _failed.Task;

    /// <summary>Makes a network part of this tenure; before the start.</summary>
    public void Add(ActiveNetwork network) => _networks.Add(network);

    /// <summary>A link has attached or gone.</summary>
    public void LinkChanged(Network network, bool attached)
    {
        if (attached && _networks.TrueForAll(n => n.Link.IsAttached))
        {
            _allAttached.TrySetResult();
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Rules and stops hold from the first arrival on.
        var persistence = new Persistence(time, logger);
        await persistence.KeepTryingAsync(protection.StartAsync, cancellationToken);
        foreach (var network in _networks)
        {
            await network.StartAdapterAsync(cancellationToken);
        }

        await persistence.KeepTryingAsync(token => outbox.StartAsync([.. Networks], token), cancellationToken);
        foreach (var network in _networks)
        {
            Run(network.Link.RunAsync);
        }

        Run(maintenance.RunAsync);
        Run(token => requests.RunAsync([.. Networks], token));
        Run(protection.RunAsync);
        Run(token => rosterCare.RunAsync([.. Networks], token));
    }

    public async Task StopAsync(StopLimits limits)
    {
        _networks.ForEach(network => network.Retire());

        // What is under way is brought to its end while there are links for receipts and for the fence. Stanzas are still taken, and stored.
        await Task.WhenAll(
            _steps.RunAsync("what was being delivered", limits.Attempts, outbox.StopAsync),
            EachAsync("confirming what was sent", limits.LastFence, (network, token) => network.Traffic.FinishAsync(token)));

        // Then nothing but the stream's end is said to users.
        await EachAsync("showing contacts as away", limits.Goodbyes, (network, token) => WithdrawAsync(network.Network, token));

        // No delivery is under way, so neither needs the other any more, and an adapter that hangs holds no link open.
        await Task.WhenAll(
            _steps.RunAsync("closing the links", limits.Links, _ => CloseLinksAsync()),
            EachAsync("stopping the adapter", limits.Adapters, (network, token) => network.StopAdapterAsync(token)));
    }

    public IReadOnlyDictionary<string, NetworkHealth> LookAtNetworks() => _networks.ToDictionary(
        n => n.Network.Name, n => n.Look(inbox.Open(n.Network.Name), protection.Stops.Find(n.Network.Name)));

    public Task HandleHttpAsync(string network, HttpContext context) =>
        ((IServesHttp)Networks.First(n => n.Name == network).Adapter).HandleHttpAsync(context);

    public Task HandleMediaAsync(HttpContext context) => media.Endpoint.HandleAsync(context);

    public async ValueTask DisposeAsync()
    {
        await EachAsync("disposing of the adapter", BoundedSteps.Grace, (network, _) => network.DisposeOfAdapterAsync());
        if (_steps.HasLeftBehind)
        {
            // What hangs still uses the rest, which is nothing but memory.
            return;
        }

        _networks.ForEach(network => network.Dispose());
        outbox.Dispose();
        delivery.Dispose();
        router.Dispose();
        rooms.Dispose();
        portals.Dispose();
        media.Dispose();
        _loops.Dispose();
    }

    private async Task WithdrawAsync(Network network, CancellationToken cancellationToken)
    {
        await portals.WithdrawAsync(network, cancellationToken);
        await rooms.WithdrawAsync(network, cancellationToken);
        await announcer.WithdrawAsync(network, cancellationToken);
    }

    private void Run(Func<CancellationToken, Task> loop) => _running.Add(WatchAsync(loop));

    private async Task WatchAsync(Func<CancellationToken, Task> loop)
    {
        var task = loop(_loops.Token);
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_loops.IsCancellationRequested)
        {
            // A loop that ends by itself is a mistake; the program ends with it, and its supervisor starts it again.
            _failed.TrySetException(task.Exception?.InnerException ?? new InvalidOperationException("A loop has ended by itself."));
        }
    }

    private async Task CloseLinksAsync()
    {
        await _loops.CancelAsync();
        await Task.WhenAll(_running);
        await router.DrainAsync();
    }

    private Task EachAsync(string what, TimeSpan limit, Func<ActiveNetwork, CancellationToken, Task> step) =>
        Task.WhenAll(_networks.Select(n => _steps.RunAsync($"{n.Network.Name}: {what}", limit, token => step(n, token))));
}
