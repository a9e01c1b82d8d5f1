using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>Questions to somebody in a room: whether a client is still in it (XEP-0410). Answered at once, for all its rooms.</summary>
internal sealed class OccupantDiscoHandler(Networks networks, RoomAddresses addresses, RoomBook book) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool AsksNetwork(Stanza stanza) => true;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.To?.Resource is not null
        && (DiscoInfo.IsRequest(stanza) || DiscoItems.IsRequest(stanza) || Ping.IsRequest(stanza)) && addresses.IsRoom(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken) =>
        await AskAsync(stanza, await book.FindAsync(networks[link.Network], stanza.To!, cancellationToken), link, cancellationToken);

    /// <summary>XEP-0410 §3: the answer to a question of a client to itself says whether it is in the room.</summary>
    private static async ValueTask AskAsync(Stanza stanza, HostedRoom? room, IComponentLink link, CancellationToken cancellationToken)
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
}
