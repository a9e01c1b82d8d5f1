namespace XmppGateway.Abstractions;

/// <summary>Something that a user of ours wants to be done in a room. Closed.</summary>
public abstract record RoomChange
{
    private RoomChange()
    {
    }

    /// <summary>Another subject; an empty one takes it away (XEP-0045 §8.1).</summary>
    public sealed record Subject(string Text) : RoomChange;

    /// <summary>Another name for the user in this room (§7.6).</summary>
    public sealed record Nick(string Name) : RoomChange;

    /// <summary>Another rank for somebody; <see cref="RoomRank.Banned"/> puts them out for good (§9, §10).</summary>
    public sealed record Rank(RemoteUserId Who, RoomRank To, string? Reason) : RoomChange;

    /// <summary>Whether somebody may speak where only some may (§8.4).</summary>
    public sealed record Voice(RemoteUserId Who, bool MaySpeak) : RoomChange;

    /// <summary>Puts somebody out, who may come back (§8.2).</summary>
    public sealed record Remove(RemoteUserId Who, string? Reason) : RoomChange;

    /// <summary>Asks somebody to come in (§7.8).</summary>
    public sealed record Invite(RemoteUserId Who, string? Reason) : RoomChange;

    /// <summary>Another picture; null takes it away (XEP-0486). Of a kind and size that <see cref="Avatar"/> allows.</summary>
    public sealed record Photo(Picture? Picture) : RoomChange;

    /// <summary>Takes a message of somebody away (XEP-0425).</summary>
    public sealed record Retract(RemoteMessageId Target, string? Reason) : RoomChange;

    /// <summary>Another name, or other rules, for the room (§10.2); null leaves one as it is. The engine asks for one at a time.</summary>
    public sealed record Configuration(string? Name, bool? IsMembersOnly, bool? IsModerated, bool? IsPublic) : RoomChange
    {
        /// <summary>Only of a room with <see cref="RoomState.EverybodySetsSubject"/>.</summary>
        public bool? EverybodySetsSubject { get; init; }

        /// <summary>Only of a room with <see cref="RoomState.EverybodyInvites"/>.</summary>
        public bool? EverybodyInvites { get; init; }
    }
}
