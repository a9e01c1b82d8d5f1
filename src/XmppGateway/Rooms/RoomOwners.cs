using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Rooms;

/// <summary>What only owners may do. Pure.</summary>
internal static class RoomOwners
{
    /// <summary>The room, for a client of one of its owners that is in it.</summary>
    /// <exception cref="StanzaErrorException">They are none (XEP-0045 §10.2).</exception>
    public static HostedRoom Require(HostedRoom? room, Jid client) =>
        room?.Find(client) is not null && room.OccupantOf(client)?.Member.Rank == RoomRank.Owner
            ? room
            : throw new StanzaErrorException(StanzaError.Of(StanzaConditions.Forbidden, RoomTexts.OnlyOwners));
}
