using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Presence;

/// <summary>XEP-0115 §6.2: what is behind the hash of a presence.</summary>
internal sealed class CapabilitiesHandler(Networks networks, IAddressBook addresses, ContactPresenceStanza stanzas) : IStanzaHandler
{
    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        DiscoInfo.IsRequest(stanza) && DiscoInfo.RequestedNode(stanza)?.StartsWith("xmpp:", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var contact = stanza.To!.Local is null
            ? null
            : await addresses.FindContactAsync(network, stanza.To.Bare, cancellationToken) ?? throw Addresses.Malformed(network);
        var node = DiscoInfo.RequestedNode(stanza);
        if (node != ContactPresenceStanza.NodeOf(network) + "#" + stanzas.HashOf(network, contact))
        {
            // A hash of before: the next presence brings the new one.
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ItemNotFound, DiscoTexts.OldHash));
        }

        var info = contact is null ? GatewayFeatures.InfoOf(network) : ContactFeatures.InfoOf(network.CapabilitiesOf(contact));
        await link.SendAsync(stanza.Reply().With((info with { Node = node }).ToElement()), cancellationToken);
    }
}
