using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Portals;

/// <summary>The rooms of XMPP as one network may see them.</summary>
internal sealed class XmppRooms(Lazy<Network> network, PortalRules rules, PortalBook book, RoomProbe probe, TimeProvider time) : IXmppRooms
{
    /// <inheritdoc/>
    public async ValueTask<XmppRoomAnswer> FindAsync(Jid room, CancellationToken cancellationToken) =>
        rules.MayVisit(room) ? await probe.FindAsync(network.Value, room, cancellationToken) : new XmppRoomAnswer.None();

    /// <inheritdoc/>
    public async ValueTask<bool> OpenAsync(Jid xmppRoom, RemoteRoomId room, CancellationToken cancellationToken)
    {
        try
        {
            return rules.MayVisit(xmppRoom) && await book.AddAsync(
                network.Value,
                new PortalRow(0, network.Value.Name, room.Value, xmppRoom.ToString(), IsBridge: false, IsOpen: false, null, time.GetUtcNow()),
                cancellationToken) is not null;
        }
        catch (StoreUnavailableException exception)
        {
            throw new StateUnavailableException(exception.Message, exception);
        }
    }
}
