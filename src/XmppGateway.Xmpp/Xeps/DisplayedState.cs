using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0490: how far a user has read a chat, for their own clients.</summary>
/// <param name="Chat">The bare JID of the contact.</param>
/// <param name="By">Who gave the id: the account of the user.</param>
/// <param name="Id">The id of the last message that was displayed, in the archive of the user.</param>
public sealed record DisplayedState(Jid Chat, Jid By, string Id)
{
    private const string Node = "urn:xmpp:mds:displayed:0";

    // §7: only the user may read it. §4.2: every chat has an item, and nobody is told of old ones.
    private static readonly (string Name, string Value)[] Options =
        [("pubsub#persist_items", "true"), ("pubsub#max_items", "max"), ("pubsub#send_last_published_item", "never"), ("pubsub#access_model", "whitelist")];

    /// <summary>§4.2: the payload of the request that tells it.</summary>
    public XElement Publish() => new(
        Namespaces.PubSub + "pubsub",
        new XElement(
            Namespaces.PubSub + "publish",
            new XAttribute("node", Node),
            new XElement(
                Namespaces.PubSub + "item",
                new XAttribute("id", Chat.ToString()),
                new XElement(
                    Namespaces.DisplayedSync + "displayed",
                    new XElement(Namespaces.StanzaIds + "stanza-id", new XAttribute("by", By.ToString()), new XAttribute("id", Id))))),
        new XElement(
            Namespaces.PubSub + "publish-options",
            new XElement(
                Namespaces.DataForms + "x",
                new XAttribute("type", "submit"),
                Field("FORM_TYPE", "http://jabber.org/protocol/pubsub#publish-options", new XAttribute("type", "hidden")),
                Options.Select(option => Field(option.Name, option.Value, null)))));

    private static XElement Field(string name, string value, XAttribute? type) =>
        new(Namespaces.DataForms + "field", new XAttribute("var", name), type, new XElement(Namespaces.DataForms + "value", value));
}
