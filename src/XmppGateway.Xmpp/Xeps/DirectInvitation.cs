using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0249: an invitation to a room that does not go through it.</summary>
public static class DirectInvitation
{
    private static readonly XName Name = Namespaces.DirectInvitation + "x";

    public static XElement Create(Jid room, string? reason) => new(
        Name,
        new XAttribute("jid", room.ToString()),
        string.IsNullOrEmpty(reason) ? null : new XAttribute("reason", reason));

    /// <summary>The room; null when a message is none.</summary>
    public static Jid? Find(Stanza message) => Jid.TryParse(message.Payload(Name)?.Attribute("jid")?.Value, out var room) ? room : null;
}
