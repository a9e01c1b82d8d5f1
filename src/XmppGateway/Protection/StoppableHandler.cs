using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Protection;

/// <summary>
/// A handler that asks nothing of a network which an admin has stopped: entering rooms and changing them, searching, profiles. Messages are
/// refused by <see cref="OutgoingGuard"/>. Who leaves may leave.
/// </summary>
internal sealed class StoppableHandler(IStanzaHandler inner, Stops stops) : IStanzaHandler
{
    private static readonly StanzaError Refused =
        new(StanzaConditions.ServiceUnavailable, StanzaErrorType.Wait, ProtectionTexts.Stopped.English) { LocalText = ProtectionTexts.Stopped };

    /// <inheritdoc/>
    public bool TakesLong => inner.TakesLong;

    /// <inheritdoc/>
    public bool AsksNetwork(Stanza stanza) => inner.AsksNetwork(stanza);

    /// <inheritdoc/>
    public StanzaKind? Only => inner.Only;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => inner.Handles(stanza);

    /// <inheritdoc/>
    /// <exception cref="StanzaErrorException">Also while the network is stopped.</exception>
    public ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken) =>
        stops.IsStopped(link.Network) && inner.AsksNetwork(stanza) && !stanza.IsError
            ? throw new StanzaErrorException(stanza is { Kind: StanzaKind.Presence, To.Resource: not null } ? Refused with { By = stanza.To.Bare } : Refused)
            : inner.HandleAsync(stanza, link, cancellationToken);
}
