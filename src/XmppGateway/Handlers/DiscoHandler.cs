using XmppGateway.Component;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Handlers;

/// <summary>XEP-0030: says what the gateway and its contacts are, and only what they can do.</summary>
internal sealed class DiscoHandler(Networks networks, IAddressBook addressBook) : IStanzaHandler
{
    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => DiscoInfo.IsRequest(stanza) || DiscoItems.IsRequest(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        if (DiscoInfo.RequestedNode(stanza) is { Length: > 0 } || DiscoItems.RequestedNode(stanza) is { Length: > 0 })
        {
            // XEP-0030 §7: contacts have no nodes; those of the gateway are its commands.
            throw new StanzaErrorException(StanzaError.Of(
                StanzaConditions.ItemNotFound, stanza.To?.Local is null ? DiscoTexts.NoNodeOfGateway : DiscoTexts.NoNodeOfContact));
        }

        var payload = DiscoItems.IsRequest(stanza)
            ? new DiscoItems([]).ToElement()
            : (await InfoAsync(stanza, network, cancellationToken)).ToElement();
        await link.SendAsync(stanza.Reply().With(payload), cancellationToken);
    }

    private async ValueTask<DiscoInfo> InfoAsync(Stanza stanza, Network network, CancellationToken cancellationToken)
    {
        if (stanza.To!.Local is null)
        {
            return GatewayFeatures.InfoOf(network);
        }

        var contact = await addressBook.FindContactAsync(network, stanza.To.Bare, cancellationToken)
            ?? throw Addresses.Malformed(network);
        return ContactFeatures.InfoOf(network.CapabilitiesOf(contact));
    }
}
