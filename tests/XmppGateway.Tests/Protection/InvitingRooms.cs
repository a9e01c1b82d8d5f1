using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Tests.Protection;

/// <summary>Invites in words; fails on one room.</summary>
internal sealed class InvitingRooms : IRoomTraffic
{
    public static readonly RoomAddress Broken = new("#broken:evil.example");

    public ValueTask<bool> ShowAsync(Network network, RoomEvent what, string stanzaId, CancellationToken attached) => ValueTask.FromResult(false);

    public ValueTask<RoomEvent?> ReflectAsync(
        Network network, GatewayEvent what, RemoteMessageId? id, string stanzaId, CancellationToken cancellationToken) => default;

    public ValueTask<Stanza?> InviteAsync(Network network, RoomInvitation invitation, string stanzaId, CancellationToken cancellationToken)
    {
        if (invitation.Room == Broken)
        {
            throw new InvalidOperationException("It is broken.");
        }

        var stanza = Stanza.Message(Jid.Parse(network.Link.Domain), invitation.User, stanzaId);
        stanza.Payloads.Add(new System.Xml.Linq.XElement(Namespaces.Component + "body", "come to " + invitation.Room.Value));
        return ValueTask.FromResult<Stanza?>(stanza);
    }

    public ValueTask<Stanza> RefuseAsync(Network network, RoomRefusal refusal, string stanzaId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
