using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0317 §4: what an occupant is besides affiliation and role.</summary>
public static class Hats
{
    public static readonly string Feature = Namespaces.Hats.NamespaceName;

    private static readonly XName Container = Namespaces.Hats + "hats";
    private static readonly XName Hat = Namespaces.Hats + "hat";

    /// <summary>Zero or more, titled in one language.</summary>
    public static XElement Create(IEnumerable<(string Uri, string Title)> hats, string language) => new(
        Container,
        hats.Select(hat => new XElement(
            Hat, new XAttribute("title", hat.Title), new XAttribute("uri", hat.Uri), new XAttribute(XNamespace.Xml + "lang", language))));

    /// <summary>Those of a presence; empty without any.</summary>
    public static IReadOnlyList<(string Uri, string Title)> Find(Stanza presence) =>
    [
        .. from hat in presence.Payload(Container)?.Elements(Hat) ?? []
           let uri = hat.Attribute("uri")?.Value
           let title = hat.Attribute("title")?.Value
           where uri is not null && title is not null
           select (uri, title),
    ];
}
