using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0030 §4: what belongs to an entity.</summary>
public sealed record DiscoItems(IReadOnlyList<DiscoItem> Items, string? Node = null)
{
    private static readonly XName Query = Namespaces.DiscoItems + "query";

    public static bool IsRequest(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: "get" } && stanza.Payload(Query) is not null;

    /// <inheritdoc cref="DiscoInfo.RequestedNode"/>
    public static string? RequestedNode(Stanza request) => request.Payload(Query)?.Attribute("node")?.Value;

    public static XElement Request(string? node = null) => new(Query, node is null ? null : new XAttribute("node", node));

    /// <summary>What an answer says, without items whose address is none; null when it has no query.</summary>
    public static DiscoItems? Parse(Stanza result)
    {
        if (result.Payload(Query) is not { } query)
        {
            return null;
        }

        var items = new List<DiscoItem>();
        foreach (var item in query.Elements(Namespaces.DiscoItems + "item"))
        {
            if (Jid.TryParse(item.Attribute("jid")?.Value, out var jid))
            {
                items.Add(new DiscoItem(jid, item.Attribute("name")?.Value, item.Attribute("node")?.Value));
            }
        }

        return new DiscoItems(items, query.Attribute("node")?.Value);
    }

    public XElement ToElement() => new(
        Query,
        Node is null ? null : new XAttribute("node", Node),
        Items.Select(i => i.ToElement()));
}
