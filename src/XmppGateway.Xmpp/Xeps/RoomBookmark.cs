using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0402: a room among the bookmarks of a user, as their own server keeps it.</summary>
/// <param name="Room">Bare JID of the room.</param>
/// <param name="Conference">The element, with all that clients have put into it.</param>
public sealed record RoomBookmark(Jid Room, XElement Conference)
{
    private const string Node = "urn:xmpp:bookmarks:1";

    private static readonly XNamespace Space = Node;
    private static readonly XName Pubsub = Namespaces.PubSub + "pubsub";

    // XEP-0402 §3.2.
    private static readonly (string Name, string Value)[] Options =
        [("pubsub#persist_items", "true"), ("pubsub#max_items", "max"), ("pubsub#send_last_published_item", "never"), ("pubsub#access_model", "whitelist")];

    /// <summary>Clients enter it by themselves.</summary>
    public bool IsEnteredAtOnce => Conference.Attribute("autojoin")?.Value is "true" or "1";

    /// <summary>A new one.</summary>
    public static RoomBookmark Create(Jid room, string? name, string? nick, bool isEnteredAtOnce) => new(room, new XElement(
        Space + "conference",
        name is null ? null : new XAttribute("name", name),
        new XAttribute("autojoin", isEnteredAtOnce ? "true" : "false"),
        nick is null ? null : new XElement(Space + "nick", nick)));

    /// <summary>The payload that asks for the bookmark of one room.</summary>
    public static XElement Request(Jid room) => new(
        Pubsub,
        new XElement(
            Namespaces.PubSub + "items",
            new XAttribute("node", Node),
            new XElement(Namespaces.PubSub + "item", new XAttribute("id", room.ToString()))));

    /// <summary>The bookmark of a room in the answer; null when there is none in it.</summary>
    public static RoomBookmark? Find(Stanza answer, Jid room) =>
        answer.Payload(Pubsub)?.Element(Namespaces.PubSub + "items")?.Elements(Namespaces.PubSub + "item")
            .Where(item => Jid.TryParse(item.Attribute("id")?.Value, out var id) && id == room)
            .Select(item => item.Element(Space + "conference")).FirstOrDefault(conference => conference is not null) is { } found
            ? new RoomBookmark(room, found)
            : null;

    /// <summary>The same, which clients enter by themselves or do not.</summary>
    public RoomBookmark AtOnce(bool isEnteredAtOnce)
    {
        var conference = new XElement(Conference);
        conference.SetAttributeValue("autojoin", isEnteredAtOnce ? "true" : "false");
        return this with { Conference = conference };
    }

    /// <summary>The payload that puts it there.</summary>
    public XElement Publish() => new(
        Pubsub,
        new XElement(
            Namespaces.PubSub + "publish",
            new XAttribute("node", Node),
            new XElement(Namespaces.PubSub + "item", new XAttribute("id", Room.ToString()), new XElement(Conference))),
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
