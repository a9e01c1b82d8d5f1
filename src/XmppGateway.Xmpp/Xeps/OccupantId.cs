using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0421: the same for one person in one room, whatever they are called.</summary>
public static class OccupantId
{
    private static readonly XName Name = Namespaces.OccupantId + "occupant-id";

    public static XElement Create(string id) => new(Name, new XAttribute("id", id));

    public static string? Find(Stanza stanza) => stanza.Payload(Name)?.Attribute("id")?.Value;
}
