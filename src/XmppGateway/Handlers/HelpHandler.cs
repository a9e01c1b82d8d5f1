using System.Xml.Linq;
using XmppGateway.Component;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Handlers;

/// <summary>Answers a person who writes to the gateway itself with what to do instead.</summary>
internal sealed class HelpHandler(Networks networks) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza is { Kind: StanzaKind.Message, To.Local: null };

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        // Only people get an answer: not errors, servers (no localpart), headlines, rooms, chat states.
        if (stanza is not { Type: null or "normal" or "chat", From: { Local: not null } from } || StanzaToEvent.BodyOf(stanza) is null)
        {
            return;
        }

        var description = networks[link.Network].Adapter.Description;
        await link.SendAsync(
            new Stanza(StanzaKind.Message)
            {
                From = stanza.To,
                To = from,
                Type = "chat",
                Payloads =
                {
                    new XElement(
                        Namespaces.Component + "body",
                        $"This is the gateway to {description.Name}. Write to people, not to the gateway: " +
                        $"add a contact through it. {description.AddressDescription.English}"),
                },
            },
            cancellationToken);
    }
}
