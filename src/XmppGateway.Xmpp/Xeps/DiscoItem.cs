using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0030 §4: one of the things that belong to an entity.</summary>
public sealed record DiscoItem(Jid Jid, string? Name = null, string? Node = null)
{
    internal XElement ToElement() => new(
        Namespaces.DiscoItems + "item",
        new XAttribute("jid", Jid.ToString()),
        Name is null ? null : new XAttribute("name", Name),
        Node is null ? null : new XAttribute("node", Node));
}
