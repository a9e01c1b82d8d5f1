using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>One item of a roster (RFC 6121 §2.1.2).</summary>
/// <param name="Subscription"><c>none</c>, <c>to</c>, <c>from</c>, <c>both</c>, or <c>remove</c> in a set or a push.</param>
public sealed record RosterItem(Jid Jid, string? Name, string Subscription, Sequence<string> Groups)
{
    private static readonly XNamespace Roster = "jabber:iq:roster";

    /// <summary>The namespace of rosters.</summary>
    public static string Feature => Roster.NamespaceName;

    /// <summary>A request for the roster, or a set or push of items.</summary>
    public static XElement Query(params IEnumerable<RosterItem> items) => new(Roster + "query", items.Select(i => i.ToElement()));

    /// <summary>The items of a result or a push; null when the stanza holds no roster. Items that cannot be read are left out.</summary>
    public static IReadOnlyList<RosterItem>? Find(Stanza iq) =>
        iq.Payload(Roster + "query") is { } query ? [.. query.Elements(Roster + "item").Select(Parse).OfType<RosterItem>()] : null;

    private static RosterItem? Parse(XElement item) =>
        Jid.TryParse((string?)item.Attribute("jid"), out var jid)
            ? new RosterItem(
                jid, (string?)item.Attribute("name"), (string?)item.Attribute("subscription") ?? "none",
                [.. item.Elements(Roster + "group").Select(g => g.Value)])
            : null;

    private XElement ToElement() => new(
        Roster + "item",
        new XAttribute("jid", Jid.ToString()),
        string.IsNullOrEmpty(Name) ? null : new XAttribute("name", Name),
        new XAttribute("subscription", Subscription),
        Groups.Select(g => new XElement(Roster + "group", g)));
}
