using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Handlers;

/// <summary>XEP-0100 §6.3, <c>jabber:iq:gateway</c>: people type the foreign address, clients get the JID.</summary>
internal sealed class GatewayPromptHandler(Networks networks, IAddressBook addressBook) : IStanzaHandler
{
    private const int MaximumAddress = 1000;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza.To?.Local is null && (GatewayPrompt.IsQuestion(stanza) || GatewayPrompt.Typed(stanza) is not null);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var description = network.Adapter.Description;
        var payload = GatewayPrompt.Typed(stanza) is { } typed
            ? GatewayPrompt.Answer(await FindAsync(network, typed, cancellationToken))
            : GatewayPrompt.Question(description.AddressDescription, description.AddressPrompt);
        await link.SendAsync(stanza.Reply().With(payload), cancellationToken);
    }

    private async ValueTask<Jid> FindAsync(Network network, string text, CancellationToken cancellationToken)
    {
        if (text.Length is 0 or > MaximumAddress || network.Adapter.ParseAddress(text) is not { } contact)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable,
                $"This is not an address of {network.Adapter.Description.Name}. {network.Adapter.Description.AddressDescription}"));
        }

        return await addressBook.GetJidAsync(network, contact, cancellationToken);
    }
}
