using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>What rooms are (XEP-0045 §6.4, §15.5), also for those who are not in them.</summary>
internal sealed class RoomDiscoHandler(Networks networks, RoomAddresses addresses, RoomBook book, RoomPictures pictures, RoomRules rules) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => true;

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
        if (room is null && !await IsThereAsync(stanza.To!, network, cancellationToken))
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ItemNotFound, RoomTexts.NoRoomsThere));
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

    /// <summary>A room that nobody of ours has entered may be there all the same. Of one that the operator does not want the network is asked nothing.</summary>
    private async ValueTask<bool> IsThereAsync(Jid jid, Network network, CancellationToken cancellationToken)
    {
        if (await addresses.FindAddressAsync(network, jid, cancellationToken) is not { } address)
        {
            return false;
        }

        return rules.Allows(address.Value)
            ? await ((IHostsRooms)network.Adapter).IsThereAsync(address, cancellationToken)
            : throw rules.Denial();
    }

    private async ValueTask<DiscoInfo> InfoAsync(Stanza stanza, Network network, HostedRoom? room, CancellationToken cancellationToken)
    {
        var state = room is null ? null : await RoomStates.SeenByAsync(room, stanza.From!, cancellationToken);
        var hash = state is null ? null : await pictures.FindHashAsync(room!, state.Avatar, cancellationToken);
        return RoomInfo.Of(JidEscaping.Unescape(stanza.To!.Local!), room, state, hash, ((IHostsRooms)network.Adapter).HasModeration);
    }
}
