using XmppGateway.Component;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Handlers;

/// <summary>The last handler: every IQ request gets an answer (RFC 6120 §8.2.3). Late results and errors get none.</summary>
internal sealed class IqFallback : IStanzaHandler
{
    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.IsRequest;

    /// <inheritdoc/>
    public ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken) =>
        // RFC 6120 §8.4: the payload is not understood.
        throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ServiceUnavailable));
}
