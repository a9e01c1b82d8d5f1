using System.Xml.Linq;
using XmppGateway.Component;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Handlers;

/// <summary>XEP-0100 §6.3, <c>jabber:iq:gateway</c>: people type the foreign address, clients get the JID.</summary>
internal sealed class GatewayPromptHandler(Networks networks, IAddressBook addressBook) : IStanzaHandler
{
    private const int MaximumAddress = 1000;

    private static readonly XName Query = Namespaces.Gateway + "query";

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza.To?.Local is null && (IqAnswers.IsRequest(stanza, "get", Query) || IqAnswers.IsRequest(stanza, "set", Query));

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var payload = stanza.Type == "get"
            ? Prompt(network)
            : await FindAsync(network, stanza.Payloads[0], cancellationToken);
        await link.SendAsync(IqAnswers.Result(stanza, payload), cancellationToken);
    }

    private static XElement Prompt(Network network) => new(
        Query,
        new XElement(Namespaces.Gateway + "desc", network.Adapter.Description.AddressDescription),
        new XElement(Namespaces.Gateway + "prompt", network.Adapter.Description.AddressPrompt));

    private async ValueTask<XElement> FindAsync(Network network, XElement query, CancellationToken cancellationToken)
    {
        var text = query.Element(Namespaces.Gateway + "prompt")?.Value.Trim() ?? "";
        if (text.Length is 0 or > MaximumAddress || network.Adapter.ParseAddress(text) is not { } contact)
        {
            throw new StanzaErrorException(new StanzaError(
                "not-acceptable",
                StanzaErrorType.Modify,
                $"This is not an address of {network.Adapter.Description.Name}. {network.Adapter.Description.AddressDescription}"));
        }

        var jid = await addressBook.GetJidAsync(network, contact, cancellationToken);
        return new XElement(Query, new XElement(Namespaces.Gateway + "jid", jid.ToString()));
    }
}
