using XmppGateway.Component;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Handlers;

/// <summary>XEP-0092 for the gateway. No operating system: §6 leaves it out where it could help an attacker.</summary>
internal sealed class VersionHandler : IStanzaHandler
{
    private static readonly string Version = typeof(VersionHandler).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza.To?.Local is null && SoftwareVersion.IsRequest(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken) =>
        await link.SendAsync(stanza.Reply().With(new SoftwareVersion("xmpp-gateway", Version).ToElement()), cancellationToken);
}
