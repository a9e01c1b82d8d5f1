using System.Xml.Linq;
using XmppGateway.Component;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Handlers;

/// <summary>XEP-0030: says what the gateway and its contacts are, and only what they can do.</summary>
internal sealed class DiscoHandler(Networks networks, IAddressBook addressBook) : IStanzaHandler
{
    private static readonly XName Info = Namespaces.DiscoInfo + "query";
    private static readonly XName Items = Namespaces.DiscoItems + "query";

    private static readonly string[] GatewayFeatures =
    [
        Namespaces.DiscoInfo.NamespaceName,
        Namespaces.DiscoItems.NamespaceName,
        Namespaces.Gateway.NamespaceName,
        Namespaces.Version.NamespaceName,
        Namespaces.Ping.NamespaceName,
        @"jid\20escaping", // XEP-0106 §5
    ];

    private static readonly string[] ContactFeatures =
    [
        Namespaces.DiscoInfo.NamespaceName,
        Namespaces.DiscoItems.NamespaceName,
        Namespaces.Ping.NamespaceName,
        Namespaces.Receipts.NamespaceName, // sent, when the foreign side has accepted
        Namespaces.Reply.NamespaceName,
    ];

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => IqAnswers.IsRequest(stanza, "get", Info) || IqAnswers.IsRequest(stanza, "get", Items);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var query = stanza.Payloads[0];
        if (query.Attribute("node") is { Value.Length: > 0 })
        {
            // XEP-0030 §7: there are no nodes here.
            throw new StanzaErrorException(new StanzaError("item-not-found", StanzaErrorType.Cancel));
        }

        var payload = query.Name == Items
            ? new XElement(Items)
            : stanza.To!.Local is null
                ? GatewayInfo(network)
                : await ContactInfoAsync(stanza, network, cancellationToken);
        await link.SendAsync(IqAnswers.Result(stanza, payload), cancellationToken);
    }

    private static XElement GatewayInfo(Network network) =>
        InfoOf("gateway", network.Adapter.Description.DiscoType, network.Adapter.Description.Name, GatewayFeatures);

    // XEP-0030 §3.1 with the registry: a JID with a localpart and no resource is an account. Contacts have no resources
    // (XEP-0100 §4.4.1), so a client's identity (client/pc) would be wrong even where other gateways claim one.
    private async ValueTask<XElement> ContactInfoAsync(Stanza stanza, Network network, CancellationToken cancellationToken)
    {
        var contact = await addressBook.FindContactAsync(network, stanza.To!.Bare, cancellationToken)
            ?? throw Addresses.Malformed(network);
        return InfoOf("account", "registered", contact.DisplayName ?? contact.Address, ContactFeatures);
    }

    private static XElement InfoOf(string category, string type, string name, IEnumerable<string> features) => new(
        Info,
        new XElement(
            Namespaces.DiscoInfo + "identity",
            new XAttribute("category", category),
            new XAttribute("type", type),
            new XAttribute("name", Translation.BodyText.CleanLine(name))),
        features.Select(f => new XElement(Namespaces.DiscoInfo + "feature", new XAttribute("var", f))));
}
