using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>The message map row of an incoming message: what replies, errors and repeats refer to.</summary>
internal static class MapRow
{
    /// <summary>The row, or null for an event that nothing can refer to.</summary>
    public static MappedMessage? Of(Network network, GatewayEvent what, string stanzaId, DateTimeOffset now) =>
        what is Message { Id: { } id } message
            ? new MappedMessage(
                network.Name, message.User.ToString(), message.Contact.Id.Value, stanzaId, id.Value, Outgoing: false, From: null, now)
            : null;
}
