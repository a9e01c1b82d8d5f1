namespace XmppGateway.Abstractions;

/// <summary>The canonical id of a room on a foreign network (a Matrix room id). Never changes; opaque to the engine; case counts.</summary>
public readonly record struct RemoteRoomId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// How people call a room: an alias, or its id. Several addresses can lead to one room, and one can lead to another room tomorrow; only
/// the network knows which (<see cref="IHostsRooms.EnterAsync"/>).
/// </summary>
/// <param name="Value">In one spelling: read again by <see cref="IHostsRooms.ParseRoom"/>, it gives itself.</param>
public sealed record RoomAddress(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>What somebody may do in a room, from nothing to everything. The engine shows it as affiliation and role (XEP-0045 §5).</summary>
public enum RoomRank
{
    /// <summary>May not come in.</summary>
    Banned = 0,

    /// <summary>Came in without being listed, or by an open door.</summary>
    Guest,

    /// <summary>Belongs to the room.</summary>
    Member,

    /// <summary>May remove people, ban them and take messages of others away.</summary>
    Administrator,

    /// <summary>May do everything, and say who may.</summary>
    Owner,
}

/// <summary>Somebody who is in a room, a user of ours too: those are known by the identity that the network lends them.</summary>
/// <param name="Who">The person; <see cref="RemoteContact.DisplayName"/> is what they are called in this room. Untrusted.</param>
/// <param name="Rank">What they may do.</param>
/// <param name="MaySpeak">False where a room lets only some people speak, and they are none of those.</param>
public record RoomMember(RemoteContact Who, RoomRank Rank, bool MaySpeak = true)
{
    /// <summary>What they are besides, which the rank does not say.</summary>
    public Sequence<RoomHat> Hats { get; init; } = [];
}

/// <summary>Something that somebody is in a room, for people to see (XEP-0317); decides nothing.</summary>
/// <param name="Id">The same for all who are it, in every room of the network: <c>a-z0-9-</c>.</param>
/// <param name="Title">One or two words.</param>
public sealed record RoomHat(string Id, LocalText Title);

/// <summary>What a room is like at one moment.</summary>
public sealed record RoomState
{
    /// <summary>Which room.</summary>
    public required RemoteRoomId Id { get; init; }

    /// <summary>The address that people should use; the id itself where there is no better one.</summary>
    public required RoomAddress Address { get; init; }

    /// <summary>What it is called; untrusted; null without a name.</summary>
    public string? Name { get; init; }

    /// <summary>What it is about (XEP-0045 §8.1); empty without a subject.</summary>
    public RoomSubject Subject { get; init; } = RoomSubject.None;

    /// <summary>Its picture; null without one.</summary>
    public Avatar? Avatar { get; init; }

    /// <summary>True where only those who are invited come in.</summary>
    public bool IsMembersOnly { get; init; }

    /// <summary>True where only some may speak.</summary>
    public bool IsModerated { get; init; }

    /// <summary>True when the network's directory shows it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>True where everybody may change the subject; null where the network has no such rule, or does not say.</summary>
    public bool? EverybodySetsSubject { get; init; }

    /// <summary>True where everybody may ask others in; null where the network has no such rule, or does not say.</summary>
    public bool? EverybodyInvites { get; init; }

    /// <summary>How many people are in it. Known without reading them.</summary>
    public int MemberCount { get; init; }
}

/// <summary>What a room is about.</summary>
/// <param name="Text">Untrusted; empty when there is none.</param>
/// <param name="By">Who has set it; null when unknown.</param>
/// <param name="At">When; null when unknown.</param>
public sealed record RoomSubject(string Text, RemoteContact? By = null, DateTimeOffset? At = null)
{
    /// <summary>No subject.</summary>
    public static RoomSubject None { get; } = new("");
}
