using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Operations;
using XmppGateway.Outbox;
using XmppGateway.Protection;
using XmppGateway.Routing;

namespace XmppGateway.Composition;

/// <summary>One tenure: starts everything in the order in which it is needed, and stops it in the order in which it is not any more.</summary>
internal sealed partial class ActiveGateway(
    InboxDispatcher inbox,
    OutboxDispatcher outbox,
    OutgoingDelivery delivery,
    StanzaRouter router,
    PresenceAnnouncer announcer,
    ProtectionParts protection,
    Maintenance maintenance,
    OperatorRequests requests,
    TimeProvider time,
    ILogger<ActiveGateway> logger) : IActiveGateway
{
    // Of the patience of a stop: first what is under way outside, then the sources, then the goodbyes.
    private static readonly TimeSpan OutboxPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AdapterPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(1);

    private readonly List<ActiveNetwork> _networks = [];
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
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _networks.ForEach(network => network.Retire());
        using (var patience = Patience(OutboxPatience, cancellationToken))
        {
            await outbox.StopAsync(patience.Token);
        }

        using (var patience = Patience(AdapterPatience, cancellationToken))
        {
            await FinishAsync(
                _networks.Where(n => n.IsStarted).Select(n => n.Network.Adapter.StopAsync(patience.Token)), "an adapter did not stop in order");
        }

        using (var patience = Patience(GoodbyePatience, cancellationToken))
        {
            await FinishAsync(Networks.Select(n => announcer.WithdrawAsync(n, patience.Token)), "contacts could not all be shown as away");
        }

        await _loops.CancelAsync();
        await FinishAsync(_running, "a loop has failed");
        await router.DrainAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public IReadOnlyDictionary<string, NetworkHealth> LookAtNetworks() => _networks.ToDictionary(
        n => n.Network.Name, n => n.Look(inbox.Open(n.Network.Name), protection.Stops.Find(n.Network.Name)));

    public Task HandleHttpAsync(string network, HttpContext context) =>
        ((IServesHttp)Networks.First(n => n.Name == network).Adapter).HandleHttpAsync(context);

    public async ValueTask DisposeAsync()
    {
        foreach (var network in _networks)
        {
            network.Link.Dispose();
            await DisposeAsync(network.Network.Adapter);
        }

        outbox.Dispose();
        delivery.Dispose();
        router.Dispose();
        _loops.Dispose();
    }

    private static async ValueTask DisposeAsync(IAdapter adapter)
    {
        if (adapter is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            (adapter as IDisposable)?.Dispose();
        }
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

    private async Task FinishAsync(IEnumerable<Task> tasks, string what)
    {
        var all = Task.WhenAll(tasks);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (all.IsFaulted)
        {
            Log.NotInOrder(logger, all.Exception, what);
        }
    }

    private static CancellationTokenSource Patience(TimeSpan limit, CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(limit);
        return source;
    }

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Warning, "While stopping: {What}")]
        public static partial void NotInOrder(ILogger logger, Exception exception, string what);
    }
}
