using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Component;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Handlers;

/// <summary>XEP-0100 §6.3, <c>jabber:iq:gateway</c>: people type the foreign address, clients get the JID.</summary>
internal sealed class GatewayPromptHandler(Networks networks, IAddressBook addressBook, Languages languages) : IStanzaHandler
{
    private const int MaximumAddress = 1000;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza.To?.Local is null && (GatewayPrompt.IsQuestion(stanza) || GatewayPrompt.Typed(stanza) is not null);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var description = network.Adapter.Description;
        var reply = stanza.Reply();
        if (GatewayPrompt.Typed(stanza) is { } typed)
        {
            reply.Payloads.Add(GatewayPrompt.Answer(await FindAsync(network, typed, cancellationToken)));
        }
        else
        {
            // XEP-0100 §6.3: in the language of the user.
            reply.Lang = await languages.FindAsync(network.Name, stanza, cancellationToken);
            reply.Payloads.Add(GatewayPrompt.Question(
                description.AddressDescription.In(reply.Lang), description.AddressPrompt.In(reply.Lang)));
        }

        await link.SendAsync(reply, cancellationToken);
    }

    private async ValueTask<Jid> FindAsync(Network network, string text, CancellationToken cancellationToken)
    {
        if (text.Length is 0 or > MaximumAddress || network.Adapter.ParseAddress(text) is not { } contact)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable, PeopleTexts.NotAnAddress(network)));
        }

        return await addressBook.GetJidAsync(network, contact, cancellationToken);
    }
}
