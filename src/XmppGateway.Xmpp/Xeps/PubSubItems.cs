using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0060 §6.5: items of a node, asked for and answered; and told (§7.1).</summary>
/// <param name="Node">The node.</param>
/// <param name="Ids">Those that are asked for; empty for all.</param>
public sealed record PubSubItems(string Node, IReadOnlyList<string> Ids)
{
    public const string RetrieveFeature = "http://jabber.org/protocol/pubsub#retrieve-items";
    public const string PersistentFeature = "http://jabber.org/protocol/pubsub#persistent-items";

    private static readonly XName Name = Namespaces.PubSub + "pubsub";

    /// <summary>What is asked for; null when it is something else.</summary>
    public static PubSubItems? Requested(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: "get" } && stanza.Payload(Name)?.Element(Namespaces.PubSub + "items") is { } items
            ? new PubSubItems(
                (string?)items.Attribute("node") ?? "",
                [.. items.Elements(Namespaces.PubSub + "item").Select(item => (string?)item.Attribute("id") ?? "")])
            : null;

    /// <summary>The answer with one item, or none.</summary>
    public XElement Answer(string id, XElement? item) => new(
        Name, new XElement(Namespaces.PubSub + "items", new XAttribute("node", Node), item is null ? null : Item(Namespaces.PubSub, id, item)));

    /// <summary>The payload of a message that tells of a new item.</summary>
    public static XElement Event(string node, string id, XElement item) => new(
        Namespaces.PubSubEvent + "event",
        new XElement(Namespaces.PubSubEvent + "items", new XAttribute("node", node), Item(Namespaces.PubSubEvent, id, item)));

    private static XElement Item(XNamespace space, string id, XElement content) => new(space + "item", new XAttribute("id", id), content);
}
