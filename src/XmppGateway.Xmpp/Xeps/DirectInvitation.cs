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
}
