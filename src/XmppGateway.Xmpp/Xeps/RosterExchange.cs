using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0144: contacts that a client is asked to put into the roster, or to take out.</summary>
public static class RosterExchange
{
    private static readonly XNamespace Namespace = "http://jabber.org/protocol/rosterx";

    /// <summary>§6 (entity use cases): what a client that understands it says in its service discovery.</summary>
    public static string Feature => Namespace.NamespaceName;

    /// <summary>The suggestion; <paramref name="action"/> is <c>add</c>, <c>delete</c> or <c>modify</c>.</summary>
    public static XElement Create(string action, IEnumerable<RosterItem> items) => new(
        Namespace + "x",
        items.Select(item => new XElement(
            Namespace + "item",
            new XAttribute("action", action),
            new XAttribute("jid", item.Jid.ToString()),
            string.IsNullOrEmpty(item.Name) ? null : new XAttribute("name", item.Name),
            item.Groups.Select(g => new XElement(Namespace + "group", g)))));

    /// <summary>The JIDs that a stanza suggests, with the action.</summary>
    public static IEnumerable<(string Action, string Jid)> Find(Stanza stanza) =>
        stanza.Payload(Namespace + "x")?.Elements(Namespace + "item")
            .Select(i => ((string?)i.Attribute("action") ?? "add", (string?)i.Attribute("jid") ?? "")) ?? [];
}
