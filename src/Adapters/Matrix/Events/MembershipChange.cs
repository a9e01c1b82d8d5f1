using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>What an `m.room.member` event means for a direct chat.</summary>
internal enum MembershipChange
{
    Nothing,

    /// <summary>Somebody invites a ghost: a chat begins.</summary>
    GhostInvited,

    /// <summary>A ghost invites somebody: a room of our own making.</summary>
    GhostInvites,

    /// <summary>The ghost was put out of its room.</summary>
    GhostRemoved,

    /// <summary>The contact is in the room (or has another name now).</summary>
    ContactJoined,

    /// <summary>The contact left, declined the invitation or was put out.</summary>
    ContactLeft,

    /// <summary>A third person is in the room: no direct chat any more.</summary>
    StrangerJoined,
}

/// <summary>The table from an event to its meaning.</summary>
internal static class MembershipChanges
{
    public static MembershipChange Of(ClientEvent what, RoomNote? note, GhostIds ids)
    {
        if (what.StateKey is not { } member)
        {
            return MembershipChange.Nothing;
        }

        return (what.Content.Text("membership"), ids.IsOurs(member), ids.IsOurs(what.Sender), note) switch
        {
            ("invite", true, false, _) => MembershipChange.GhostInvited,
            ("invite", false, true, _) => MembershipChange.GhostInvites,
            ("leave" or "ban", true, false, not null) => MembershipChange.GhostRemoved,
            ("join", false, _, not null) => member == note.Contact ? MembershipChange.ContactJoined : MembershipChange.StrangerJoined,
            ("leave" or "ban", false, _, not null) when member == note.Contact => MembershipChange.ContactLeft,
            _ => MembershipChange.Nothing,
        };
    }
}
