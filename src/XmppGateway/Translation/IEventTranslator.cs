using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Translation;

/// <summary>Turns what happened on a foreign network into stanzas for the XMPP user.</summary>
internal interface IEventTranslator
{
    /// <summary>
    /// The stanzas for one event, in the order to send; empty when nothing is to be shown. The same event and id give the same stanzas
    /// again, so that a replay after a lost link is recognised. Looks things up in the store; sends nothing.
    /// </summary>
    ValueTask<IReadOnlyList<Stanza>> TranslateAsync(
        Network network, GatewayEvent what, string stanzaId, CancellationToken cancellationToken);
}
