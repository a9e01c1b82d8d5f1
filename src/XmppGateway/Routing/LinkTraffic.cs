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
/// <param name="logger">Where bugs go.</param>
internal sealed partial class LinkTraffic(
    Lazy<Network> network,
    StanzaRouter router,
    InboxDispatcher inbox,
    Func<Network, CancellationToken, Task> announce,
    Action<Network, bool> attachedChanged,
    ILogger<LinkTraffic> logger) : ILinkEvents
{
    /// <inheritdoc/>
    public async Task AttachedAsync(IComponentLink link, CancellationToken cancellationToken)
    {
        attachedChanged(network.Value, true);
        await Task.WhenAll(
            GuardAsync(() => inbox.ServeAsync(network.Value, cancellationToken), cancellationToken),
            GuardAsync(() => announce(network.Value, cancellationToken), cancellationToken));
    }

    /// <inheritdoc/>
    public void Detached(IComponentLink link) => attachedChanged(network.Value, false);

    /// <inheritdoc/>
    public ValueTask ReceivedAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken) =>
        router.RouteAsync(stanza, link, cancellationToken);

    private async Task GuardAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The stream has ended.
        }
#pragma warning disable CA1031 // What fails beside the reading must be seen, and must not end the stream.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(logger, exception, link: network.Value.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2110, LogLevel.Error, "{Link}: what serves the attachment failed; connect again to resume")]
        public static partial void Failed(ILogger logger, Exception exception, string link);
    }
}
