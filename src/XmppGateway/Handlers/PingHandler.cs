using XmppGateway.Component;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Handlers;

/// <summary>XEP-0199: the gateway and every contact are as alive as this program.</summary>
internal sealed class PingHandler : IStanzaHandler
{
    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => IqAnswers.IsRequest(stanza, "get", Namespaces.Ping + "ping");

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken) =>
        await link.SendAsync(IqAnswers.Result(stanza), cancellationToken);
}
