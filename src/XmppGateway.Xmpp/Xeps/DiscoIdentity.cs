using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0030 §3.1: one kind of thing that an entity is, such as <c>gateway/smtp</c>.</summary>
public sealed record DiscoIdentity(string Category, string Type, string? Name = null)
{
    internal static DiscoIdentity Parse(XElement element) => new(
        element.Attribute("category")?.Value ?? "", element.Attribute("type")?.Value ?? "", element.Attribute("name")?.Value);

    internal XElement ToElement() => new(
        Namespaces.DiscoInfo + "identity",
        new XAttribute("category", Category),
        new XAttribute("type", Type),
        Name is null ? null : new XAttribute("name", Name));
}
