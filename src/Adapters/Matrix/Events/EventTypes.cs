using XmppGateway.Adapters.Matrix.Policy;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>The types of events that mean something here. Homeservers push everything.</summary>
internal static class EventTypes
{
    public const string Message = "m.room.message";
    public const string Reaction = "m.reaction";
    public const string Redaction = "m.room.redaction";

    /// <summary>What a room of several people is like and who may do what in it. Means nothing to a direct chat.</summary>
    public static readonly IReadOnlyList<string> OfGroups =
    [
        "m.room.power_levels", "m.room.topic", "m.room.name", "m.room.avatar", "m.room.join_rules", "m.room.canonical_alias", "m.room.tombstone",
        Groups.GroupRanks.ProgramsType, Groups.GroupAudiences.EventType,
    ];

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> Bridged =
    [
        .. OfGroups, .. PolicyRule.EventTypes.Keys, RoomAcls.EventType,
        Message, "m.room.encrypted", "m.room.encryption", "m.room.member", "m.sticker", Reaction, Redaction,
        Poll.Start, Poll.UnstableStart, Poll.End, Poll.UnstableEnd,
    ];

    /// <summary>True for what somebody says, and what can be shown as a message.</summary>
    public static bool IsSaid(string type) => type is Message or "m.sticker" or Poll.Start or Poll.UnstableStart or Poll.End or Poll.UnstableEnd;
}
