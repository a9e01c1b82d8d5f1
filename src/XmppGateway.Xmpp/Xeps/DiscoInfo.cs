using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0030 §3: what an entity is and can. <paramref name="Node"/> repeats that of the request.</summary>
public sealed record DiscoInfo(
    IReadOnlyList<DiscoIdentity> Identities, IReadOnlyList<string> Features, string? Node = null, XElement? Form = null)
{
    private static readonly XName Query = Namespaces.DiscoInfo + "query";

    public static bool IsRequest(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: "get" } && stanza.Payload(Query) is not null;

    /// <summary>The node that a request asks about; null when it asks about the entity itself.</summary>
    public static string? RequestedNode(Stanza request) => request.Payload(Query)?.Attribute("node")?.Value;

    public static XElement Request(string? node = null) => new(Query, node is null ? null : new XAttribute("node", node));

    /// <summary>What an answer says; null when it has no query.</summary>
    public static DiscoInfo? Parse(Stanza result)
    {
        if (result.Payload(Query) is not { } query)
        {
            return null;
        }

        var identities = query.Elements(Namespaces.DiscoInfo + "identity").Select(DiscoIdentity.Parse).ToList();
        var features = query.Elements(Namespaces.DiscoInfo + "feature").Select(f => f.Attribute("var")?.Value ?? "").ToList();
        return new DiscoInfo(identities, features, query.Attribute("node")?.Value, query.Element(XName.Get("x", "jabber:x:data")));
    }

    public XElement ToElement() => new(
        Query,
        Node is null ? null : new XAttribute("node", Node),
        Identities.Select(i => i.ToElement()),
        Features.Select(f => new XElement(Namespaces.DiscoInfo + "feature", new XAttribute("var", f))),
        Form);
}
