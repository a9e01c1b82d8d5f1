using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>Ranks as XEP-0045 §5 has them, and back. Pure.</summary>
internal static class RoomRanks
{
    private static readonly (RoomRank Rank, RoomAffiliation Affiliation, RoomRole Role)[] Table =
    [
        (RoomRank.Banned, RoomAffiliation.Outcast, RoomRole.None),
        (RoomRank.Guest, RoomAffiliation.None, RoomRole.Participant),
        (RoomRank.Member, RoomAffiliation.Member, RoomRole.Participant),
        (RoomRank.Administrator, RoomAffiliation.Admin, RoomRole.Moderator),
        (RoomRank.Owner, RoomAffiliation.Owner, RoomRole.Moderator),
    ];

    public static RoomAffiliation AffiliationOf(RoomMember member) => Row(member.Rank).Affiliation;

    /// <summary>§5.1: in a room where not everybody may speak, those who may not are visitors.</summary>
    public static RoomRole RoleOf(RoomMember member) => Row(member.Rank).Role switch
    {
        RoomRole.Participant when !member.MaySpeak => RoomRole.Visitor,
        var role => role,
    };

    public static RoomRank RankOf(RoomAffiliation affiliation)
    {
        foreach (var row in Table)
        {
            if (row.Affiliation == affiliation)
            {
                return row.Rank;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(affiliation), affiliation, "Not an affiliation.");
    }

    private static (RoomRank Rank, RoomAffiliation Affiliation, RoomRole Role) Row(RoomRank rank)
    {
        foreach (var row in Table)
        {
            if (row.Rank == rank)
            {
                return row;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(rank), rank, "Not a rank.");
    }
}
