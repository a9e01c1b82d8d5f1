using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Protection;

/// <summary>A handler after which something else looks at the stanza, too.</summary>
internal sealed class WatchedHandler(IStanzaHandler inner, Func<Stanza, IComponentLink, CancellationToken, ValueTask> watch) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => inner.TakesLong;

    /// <inheritdoc/>
    public bool AsksNetwork(Stanza stanza) => inner.AsksNetwork(stanza);

    /// <inheritdoc/>
    public StanzaKind? Only => inner.Only;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => inner.Handles(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        await inner.HandleAsync(stanza, link, cancellationToken);
        await watch(stanza, link, cancellationToken);
    }
}
