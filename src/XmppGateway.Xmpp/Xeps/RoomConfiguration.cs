using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0045 §10: what owners ask of a room (<c>muc#owner</c>): its configuration form, filled in or to be filled in, or its end.</summary>
/// <param name="Form">Null in a request for the form.</param>
/// <param name="IsEnd">True when the room is to be destroyed (§10.9).</param>
public sealed record RoomConfiguration(DataForm? Form, bool IsEnd = false)
{
    /// <summary>The form's type (XEP-0068).</summary>
    public const string FormType = "http://jabber.org/protocol/muc#roomconfig";

    private static readonly XName Query = Namespaces.RoomOwner + "query";

    /// <summary>What a request asks; null when it has nothing of it.</summary>
    public static RoomConfiguration? Find(Stanza request) => request is { Kind: StanzaKind.Iq, Type: "get" or "set" } && request.Payload(Query) is { } query
        ? new RoomConfiguration(DataForm.Find(query), query.Element(Namespaces.RoomOwner + "destroy") is not null)
        : null;

    public XElement ToElement() => new(Query, Form?.ToElement());
}
