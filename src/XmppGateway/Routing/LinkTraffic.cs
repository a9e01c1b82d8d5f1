using Microsoft.Extensions.Logging;
using XmppGateway.Component;
using XmppGateway.Outbox;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Routing;

/// <summary>Connects a network's link with the rest: stanzas go to the router; an attachment starts the inbox and tells presences.</summary>
/// <param name="network">The network, as soon as it is put together.</param>
/// <param name="router">Takes every stanza.</param>
/// <param name="inbox">Delivers while the link is attached.</param>
/// <param name="announce">Tells users that the gateway and their contacts are there (XEP-0100 §4.5).</param>
/// <param name="attachedChanged">Told when the link attaches (true) and goes (false).</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where bugs go.</param>
internal sealed class LinkTraffic(
    Lazy<Network> network,
    StanzaRouter router,
    InboxDispatcher inbox,
    Func<Network, CancellationToken, Task> announce,
    Action<Network, bool> attachedChanged,
    TimeProvider time,
    ILogger<LinkTraffic> logger) : ILinkEvents, IDisposable
{
    private readonly Supervision _serving = new("arrivals are not delivered", time, logger);
    private readonly Supervision _announcing = new("contacts are not shown as available", time, logger);

    private readonly CancellationTokenSource _finishing = new();

    /// <summary>Sees whether all stanzas come to this link; null for one that nobody divides.</summary>
    public BalanceWatch? Balance { get; init; }

    /// <summary>What does not work although the link is attached, for operators; null when all does.</summary>
    public string? Trouble => _serving.Failure ?? _announcing.Failure;

    /// <inheritdoc/>
    public async Task AttachedAsync(IComponentLink link, CancellationToken cancellationToken)
    {
        attachedChanged(network.Value, true);
        using var announcing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _finishing.Token);
        await Task.WhenAll(
            _serving.RunAsync(link.Network, token => inbox.ServeAsync(network.Value, token), cancellationToken),
            _announcing.RunAsync(link.Network, token => announce(network.Value, token), announcing.Token),
            Balance?.RunAsync(link, announcing.Token) ?? Task.CompletedTask);
    }

    /// <summary>
    /// Before an orderly end of the stream: sends nothing more of its own, and returns when the server has taken what was sent. The token
    /// ends the wait; what is not proved by then comes again.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was not proved in time.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await _finishing.CancelAsync();
        await inbox.FinishAsync(network.Value, cancellationToken);
    }

    /// <inheritdoc/>
    public void Detached(IComponentLink link) => attachedChanged(network.Value, false);

    /// <inheritdoc/>
    public void Dispose() => _finishing.Dispose();

    /// <inheritdoc/>
    public ValueTask ReceivedAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken) =>
        Balance?.TryReturn(stanza) is true ? ValueTask.CompletedTask : router.RouteAsync(stanza, link, cancellationToken);
}
