using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>What rooms are (XEP-0045 §6.4, §15.5), also for those who are not in them; and whether a client is still in one (XEP-0410).</summary>
internal sealed class RoomDiscoHandler(Networks networks, RoomAddresses addresses, RoomBook book, RoomPictures pictures) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool AsksNetwork(Stanza stanza) => true;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        (DiscoInfo.IsRequest(stanza) || DiscoItems.IsRequest(stanza) || Ping.IsRequest(stanza)) && addresses.IsRoom(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var room = await book.FindAsync(network, stanza.To!, cancellationToken);
        if (stanza.To!.Resource is not null)
        {
            await AskOccupantAsync(stanza, room, link, cancellationToken);
            return;
        }

        if (Ping.IsRequest(stanza))
        {
            await link.SendAsync(stanza.Reply(), cancellationToken);
            return;
        }

        var payload = DiscoItems.IsRequest(stanza)
            // §6.5: who is in a room is for those who are in it.
            ? new DiscoItems([]).ToElement()
            : (await InfoAsync(stanza, network, room, cancellationToken)).ToElement();
        await link.SendAsync(stanza.Reply().With(payload), cancellationToken);
    }

    /// <summary>XEP-0410 §3: the answer to a question of a client to itself says whether it is in the room.</summary>
    private static async ValueTask AskOccupantAsync(Stanza stanza, HostedRoom? room, IComponentLink link, CancellationToken cancellationToken)
    {
        if (room?.Find(stanza.From!, stanza.To!) is null)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable, RoomTexts.NotInRoom));
        }

        if (room.Occupants?.Find(stanza.To!.Resource!) is not { } occupant)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ItemNotFound, RoomTexts.NoSuchOccupant));
        }

        if (room.UserOf(occupant.Member.Who.Id) != stanza.From!.Bare || !Ping.IsRequest(stanza))
        {
            // XEP-0410 §4: so that no client takes the answer of another one for its own.
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ServiceUnavailable));
        }

        await link.SendAsync(stanza.Reply(), cancellationToken);
    }

    private async ValueTask<DiscoInfo> InfoAsync(Stanza stanza, Network network, HostedRoom? room, CancellationToken cancellationToken)
    {
        var state = room is null ? null : await RoomStates.SeenByAsync(room, stanza.From!, cancellationToken);
        var hash = state is null ? null : await pictures.FindHashAsync(room!, state.Avatar, cancellationToken);
        return RoomInfo.Of(JidEscaping.Unescape(stanza.To!.Local!), room, state, hash, ((IHostsRooms)network.Adapter).HasModeration);
    }
}
