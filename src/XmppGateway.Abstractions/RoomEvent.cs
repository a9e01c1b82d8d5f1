namespace XmppGateway.Abstractions;

/// <summary>
/// Incoming only: something that happened in a room, for all users of ours who are in it, and for its archive. What a user of ours has done
/// there comes back the same way, from the adapter or from the engine itself. The hierarchy is closed.
/// </summary>
public abstract record RoomEvent : NetworkEvent
{
    private protected RoomEvent()
    {
    }

    /// <summary>Where it happened.</summary>
    public required RemoteRoomId Room { get; init; }

    /// <summary>Who did it, with the name that they have in this room.</summary>
    public required RemoteContact By { get; init; }

    /// <summary>Who may read it later; for what one of our users says the engine asks <see cref="IHostsRooms.AudienceOfAsync"/>.</summary>
    public RoomAudience Audience { get; init; }
}

/// <summary>
/// For whom of those who belong to a room an event is kept: the network's rule as it was when the event was sent. Who is in the room at that moment
/// sees it in any case. Each value is stricter than the one before.
/// </summary>
public enum RoomAudience
{
    /// <summary>Everybody who is in the room, whenever they came.</summary>
    Everybody = 0,

    /// <summary>Who was in the room when it was sent, or had been asked in.</summary>
    Invited,

    /// <summary>Who was in the room when it was sent.</summary>
    Present,
}

/// <summary>Somebody said something.</summary>
public sealed record RoomMessage : RoomEvent
{
    /// <summary>The text. Empty only beside <see cref="Attachments"/>.</summary>
    public required RichText Body { get; init; }

    /// <summary>The foreign id: the same for everybody, and what later events name. Not empty.</summary>
    public required RemoteMessageId Id { get; init; }

    /// <summary>The files that came with it, in order.</summary>
    public Sequence<AttachedFile> Attachments { get; init; } = [];

    /// <summary>What the gateway has to say about it beside the author's words, as in <see cref="Message.Remarks"/>.</summary>
    public Sequence<LocalText> Remarks { get; init; } = [];

    /// <summary>The whole of it, where <see cref="Body"/> is not all, as in <see cref="Message.Whole"/>.</summary>
    public AttachedFile? Whole { get; init; }

    /// <summary>Person or program.</summary>
    public MessageKind Kind { get; init; }

    /// <summary>An opaque thread name, the same for all messages of one thread.</summary>
    public string? Thread { get; init; }

    /// <summary>The message that this one answers.</summary>
    public RemoteMessageId? ReplyTo { get; init; }

    /// <summary>
    /// Set by the engine on what one of our users wrote: the id that their client gave the stanza, by which it knows its own message.
    /// </summary>
    public string? StanzaId { get; init; }
}

/// <summary>The author replaces the text of a message.</summary>
public sealed record RoomEdit : RoomEvent
{
    /// <summary>The message as it was first sent.</summary>
    public required RemoteMessageId Target { get; init; }

    /// <summary>The whole new text. Not empty.</summary>
    public required RichText Body { get; init; }

    /// <summary>The foreign id of the edit itself. Not empty.</summary>
    public required RemoteMessageId Id { get; init; }
}

/// <summary>A message is taken back by its author, or taken away by somebody who may (XEP-0425).</summary>
public sealed record RoomRetraction : RoomEvent
{
    /// <summary>The message as it was first sent.</summary>
    public required RemoteMessageId Target { get; init; }

    /// <summary>Why, where somebody said so.</summary>
    public string? Reason { get; init; }

    /// <summary>Set by the engine: in how many stanzas the message was shown; 0 where nobody has counted.</summary>
    public int Stanzas { get; init; }
}

/// <summary>All reactions of one person to one message from now on; an empty set takes them back.</summary>
public sealed record RoomReactions : RoomEvent
{
    /// <summary>The message as it was first sent.</summary>
    public required RemoteMessageId Target { get; init; }

    /// <summary>Each one a single emoji; no doubles, order as chosen.</summary>
    public required Sequence<string> Emoji { get; init; }
}

/// <summary>How somebody came to be, or not to be, in a room.</summary>
public enum RoomPassage
{
    /// <summary>Is in the room, or was and has another name, rank or right to speak now: <see cref="RoomMemberChange.Member"/> says which.</summary>
    Present = 0,

    /// <summary>Went by themselves, or did not accept an invitation.</summary>
    Left,

    /// <summary>Was put out and may come back.</summary>
    Removed,

    /// <summary>Was put out for good.</summary>
    Banned,

    /// <summary>May come back after having been banned; is not in the room.</summary>
    Unbanned,
}

/// <summary>
/// Somebody came, went, or is somebody else now. <see cref="RoomEvent.By"/> is who brought it about, which may be the person themselves.
/// A repeated one changes nothing.
/// </summary>
public sealed record RoomMemberChange : RoomEvent
{
    /// <summary>Whom it concerns, as they are from now on.</summary>
    public required RoomMember Member { get; init; }

    /// <summary>What happened to them.</summary>
    public required RoomPassage Passage { get; init; }

    /// <summary>Why, where somebody said so; untrusted.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// With <see cref="RoomPassage.Left"/>: the user of ours whose invitation was not accepted. They are told (XEP-0045 §7.8.2), also when they
    /// are not in the room any more. Null where nobody had to accept anything.
    /// </summary>
    public Jid? InvitedBy { get; init; }
}

/// <summary>The ranks of several people have changed at once: the engine reads the members again.</summary>
public sealed record RoomRanksChange : RoomEvent;

/// <summary>The room has another subject.</summary>
public sealed record RoomSubjectChange : RoomEvent
{
    /// <summary>The subject from now on.</summary>
    public required RoomSubject Subject { get; init; }
}

/// <summary>Name, picture or rules of the room are others now: the engine reads its state again (XEP-0045 §10.2.1, status 104).</summary>
public sealed record RoomStateChange : RoomEvent;

/// <summary>The room is over (XEP-0045 §10.9).</summary>
public sealed record RoomEnd : RoomEvent
{
    /// <summary>Where people go on; null when nowhere.</summary>
    public RoomAddress? Successor { get; init; }

    /// <summary>
    /// True when the successor lets people in because they are in this room: they stay in it for a while, so that they come in there.
    /// </summary>
    public bool SuccessorAdmitsMembers { get; init; }

    /// <summary>Why; untrusted; null without a reason.</summary>
    public string? Reason { get; init; }

    /// <summary>True when the room goes on, and only the gateway was put out of it. Of portals (<see cref="IVisitsRooms"/>) alone.</summary>
    public bool IsExclusion { get; init; }
}
