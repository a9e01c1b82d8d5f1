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

    /// <summary>What is waited for before; null for nothing.</summary>
    public Func<GatewayEvent, Task>? Before { get; set; }

    public async ValueTask<IReadOnlyList<Stanza>> TranslateAsync(
        Network network, GatewayEvent what, string stanzaId, CancellationToken cancellationToken)
    {
        if (Before is not null)
        {
            await Before(what);
        }

        return FailsOn(what) ? throw new InvalidOperationException("a mistake") : await Inner.TranslateAsync(network, what, stanzaId, cancellationToken);
    }
}
