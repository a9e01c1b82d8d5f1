using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Tests.Outbox;

/// <summary>A translator that fails on what a test says.</summary>
internal sealed class FaultyTranslator : IEventTranslator
{
    public IEventTranslator Inner { get; set; } = null!;

    public Predicate<GatewayEvent> FailsOn { get; set; } = _ => false;

    public ValueTask<IReadOnlyList<Stanza>> TranslateAsync(
        Network network, GatewayEvent what, string stanzaId, CancellationToken cancellationToken) =>
        FailsOn(what) ? throw new InvalidOperationException("a mistake") : Inner.TranslateAsync(network, what, stanzaId, cancellationToken);
}
