using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0045 §8 to §10: what moderators and administrators want to know, or to be done, about people (<c>muc#admin</c>).</summary>
public sealed record RoomOrders(IReadOnlyList<RoomItem> Items)
{
    private static readonly XName Query = Namespaces.RoomAdmin + "query";

    /// <summary>The orders of a request, or the question of who is what; null when it has neither.</summary>
    public static RoomOrders? Find(Stanza request) => request is { Kind: StanzaKind.Iq, Type: "get" or "set" } && request.Payload(Query) is { } query
        ? new RoomOrders([.. query.Elements(Namespaces.RoomAdmin + "item").Select(RoomItem.Parse)])
        : null;

    public XElement ToElement() => new(Query, Items.Select(item => item.ToElement(Namespaces.RoomAdmin)));
}
