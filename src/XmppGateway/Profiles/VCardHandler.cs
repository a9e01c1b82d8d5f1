using XmppGateway.Accounts;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Profiles;

/// <summary>XEP-0054: the vCards of contacts and of the gateway. May ask the network.</summary>
internal sealed class VCardHandler(Networks networks, IAddressBook addresses, ContactProfiles profiles, Languages languages) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public bool AsksNetwork(Stanza stanza) => stanza.To!.Local is not null;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => VCardTemp.IsRequest(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var details = stanza.To!.Local is null
            ? await OfGatewayAsync(stanza, network, cancellationToken)
            : await OfContactAsync(stanza, network, cancellationToken);
        await link.SendAsync(stanza.Reply().With(VCardTemp.Create(details)), cancellationToken);
    }

    private async ValueTask<PersonalDetails> OfGatewayAsync(Stanza stanza, Network network, CancellationToken cancellationToken)
    {
        var description = network.Adapter.Description;
        var language = await languages.FindAsync(network.Name, stanza, cancellationToken);
        return new PersonalDetails(BodyText.CleanLine(description.Name)) { Note = BodyText.Clean(description.AddressDescription.In(language)) };
    }

    private async ValueTask<PersonalDetails> OfContactAsync(Stanza stanza, Network network, CancellationToken cancellationToken)
    {
        var contact = await addresses.FindContactAsync(network, stanza.To!.Bare, cancellationToken) ?? throw Addresses.Malformed(network);
        return CardDetails.Of(contact, await profiles.FindForAsync(network, contact, stanza.From!.Bare, cancellationToken));
    }
}
