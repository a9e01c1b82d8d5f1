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

    /// <summary>The room and the reason; null where a message is no invitation, or one to no room. One of a room itself, in which this stands beside XEP-0045's, is none.</summary>
    public static (Jid Room, string? Reason)? Find(Stanza message) =>
        message is { Kind: StanzaKind.Message, IsError: false } && message.Payload(Name) is { } invitation
        && Jid.TryParse(invitation.Attribute("jid")?.Value, out var room) && room is { Local: not null, Resource: null }
            ? (room, invitation.Attribute("reason")?.Value is { Length: > 0 } reason ? reason : null)
            : null;
}
