namespace XmppGateway.Abstractions;

/// <summary>
/// Something that happened, in no network's own form: between one user and one contact (<see cref="GatewayEvent"/>), or in a room
/// (<see cref="RoomEvent"/>). Closed, like both.
/// </summary>
public abstract record NetworkEvent
{
    private protected NetworkEvent()
    {
    }

    /// <summary>When it happened at its source; a late one is shown with a delay stamp.</summary>
    public required DateTimeOffset Timestamp { get; init; }
}

/// <summary>
/// Something that happened between one XMPP user and one foreign contact. The hierarchy is closed: a <c>switch</c> over it ends in a
/// throwing default. What a user sends to a room is one too: <see cref="Contact"/> is then the room.
/// </summary>
public abstract record GatewayEvent : NetworkEvent
{
    private protected GatewayEvent()
    {
    }

    /// <summary>
    /// The XMPP user, a bare JID. Of what goes out to a portal (<see cref="IVisitsRooms"/>): the occupant, <c>room@service/nick</c>, or the room itself.
    /// </summary>
    public required Jid User { get; init; }

    /// <summary>
    /// The person on the foreign network; in an incoming event with the id that <see cref="IAdapter.ParseAddress"/> gives for its address.
    /// In an outgoing one it may be a room (<see cref="RemoteContact.IsRoom"/>).
    /// </summary>
    public required RemoteContact Contact { get; init; }

    /// <summary>
    /// Incoming only: the user did this, with another client of their account on the foreign network. It is shown to them as their
    /// own (XEP-0280 by privilege), and otherwise as a marked message of the contact.
    /// </summary>
    public bool ByUser { get; init; }
}

/// <summary>Who speaks in a <see cref="Message"/>.</summary>
public enum MessageKind
{
    /// <summary>A person.</summary>
    Chat,

    /// <summary>A program: a notice of the gateway or of the foreign network. Never answered automatically.</summary>
    Notice,
}

/// <summary>A message, in either direction.</summary>
public sealed record Message : GatewayEvent
{
    /// <summary>The text. Empty only beside <see cref="Attachments"/>.</summary>
    public required RichText Body { get; init; }

    /// <summary>The files that came with it, in order.</summary>
    public Sequence<AttachedFile> Attachments { get; init; } = [];

    /// <summary>
    /// What the gateway has to say about it beside the author's words: a file that is missing, a warning. A line each after the body, in the user's
    /// language, and enough for a message without a body. Incoming only; a few.
    /// </summary>
    public Sequence<LocalText> Remarks { get; init; } = [];

    /// <summary>
    /// The whole of it as the network has it, kept by <see cref="IAdapterContext.KeepMediaAsync"/>, where <see cref="Body"/> is not all: the user gets
    /// one line with a link to it. Of type <c>text/html</c> it is shown by browsers: who gives one has written it anew from harmless elements, with
    /// its pictures as <c>data:</c> addresses, because all else is forbidden to it. Incoming only; null where the body is all.
    /// </summary>
    public AttachedFile? Whole { get; init; }

    /// <summary>Person or program.</summary>
    public MessageKind Kind { get; init; }

    /// <summary>The subject, where the network has one.</summary>
    public string? Subject { get; init; }

    /// <summary>An opaque thread name, the same for all messages of one thread.</summary>
    public string? Thread { get; init; }

    /// <summary>The foreign id of this message. Set by the adapter on incoming messages; null on outgoing ones.</summary>
    public RemoteMessageId? Id { get; init; }

    /// <summary>The foreign id of the message that this one answers. The engine translates it from and to XMPP ids.</summary>
    public RemoteMessageId? ReplyTo { get; init; }

    /// <summary>
    /// Incoming only: what <see cref="ReplyTo"/> says, where the network tells it: clients that know no answers see the beginning of it above the
    /// message (XEP-0428). Null where it is not known, and where nobody would want to read it again.
    /// </summary>
    public RichText? Answered { get; init; }
}

/// <summary>The author replaces the text of a message. Attachments stay. In either direction.</summary>
public sealed record Edit : GatewayEvent
{
    /// <summary>The foreign id of the message as it was first sent; every later edit names the same one.</summary>
    public required RemoteMessageId Target { get; init; }

    /// <summary>The whole new text. Not empty.</summary>
    public required RichText Body { get; init; }

    /// <summary>The foreign id of the edit itself, where the network gives it one. Set by the adapter on incoming edits.</summary>
    public RemoteMessageId? Id { get; init; }
}

/// <summary>A message is taken back. In either direction.</summary>
public sealed record Retraction : GatewayEvent
{
    /// <summary>The foreign id of the message as it was first sent.</summary>
    public required RemoteMessageId Target { get; init; }

    /// <summary>Why, where somebody said so.</summary>
    public string? Reason { get; init; }
}

/// <summary>
/// All reactions of one person to one message from now on; an empty set takes them back. In either direction. A network that sends single
/// changes keeps the set in its notes.
/// </summary>
public sealed record Reactions : GatewayEvent
{
    /// <summary>The foreign id of the message.</summary>
    public required RemoteMessageId Target { get; init; }

    /// <summary>Each one a single emoji as Unicode has it; no doubles, order as chosen.</summary>
    public required Sequence<string> Emoji { get; init; }
}

/// <summary>The reader has seen this message and all before it. In either direction; with <see cref="GatewayEvent.ByUser"/>, the user has, elsewhere.</summary>
public sealed record Displayed : GatewayEvent
{
    /// <summary>The foreign id of the newest message that was seen.</summary>
    public required RemoteMessageId UpTo { get; init; }
}

/// <summary>Incoming only: a user is asked to come into a room. Shown as a mediated invitation (XEP-0045 §7.8.2).</summary>
public sealed record RoomInvitation : GatewayEvent
{
    /// <summary>The room. <see cref="GatewayEvent.Contact"/> is who invites.</summary>
    public required RoomAddress Room { get; init; }

    /// <summary>What the inviter or the network says with it; untrusted; null without words.</summary>
    public string? Reason { get; init; }

    /// <summary>True when the user has wanted in before, and was told to wait for this: their clients may enter by themselves.</summary>
    public bool IsAwaited { get; init; }
}

/// <summary>
/// Incoming only: those who decide in a closed room say no to a user who has asked to come in (<see cref="RoomEntry.Refused"/> told them to wait).
/// Shown as a message of the room.
/// </summary>
public sealed record RoomRefusal : GatewayEvent
{
    /// <summary>The room. <see cref="GatewayEvent.Contact"/> is who says no.</summary>
    public required RoomAddress Room { get; init; }

    /// <summary>Why, where somebody said so; untrusted.</summary>
    public string? Reason { get; init; }

    /// <summary>True when the user is banned there: asking again is of no use.</summary>
    public bool IsBan { get; init; }
}

/// <summary>
/// Outgoing only, to a portal: an occupant of the XMPP room came or went, or one of the network's people was put out of it. A repeated one changes
/// nothing.
/// </summary>
public sealed record OccupantChange : GatewayEvent
{
    /// <summary>What happened to <see cref="GatewayEvent.User"/>, or to <see cref="Visitor"/>.</summary>
    public required RoomPassage Passage { get; init; }

    /// <summary>The one of the network's people whom it concerns; null when it is the occupant who is <see cref="GatewayEvent.User"/>.</summary>
    public RemoteUserId? Visitor { get; init; }

    /// <summary>Why, where somebody said so; untrusted.</summary>
    public string? Reason { get; init; }
}

/// <summary>Outgoing only, to a portal: the XMPP room has another subject, which <see cref="GatewayEvent.User"/> has set.</summary>
public sealed record SubjectChange : GatewayEvent
{
    /// <summary>The subject from now on; empty for none.</summary>
    public required string Subject { get; init; }
}

/// <summary>Outgoing only: the portal is one no more. People are told why, and the occupants leave.</summary>
public sealed record PortalEnd : GatewayEvent
{
    /// <summary>For people.</summary>
    public required string Reason { get; init; }
}

/// <summary>
/// Incoming only: the foreign side wants to be seen as a contact of the user (an invitation to a direct chat). The engine sends a
/// subscription request (XEP-0100 §5.3) unless the user already has the contact or has refused it.
/// </summary>
public sealed record ContactRequest : GatewayEvent;

/// <summary>
/// Incoming only: a message that the foreign side had accepted did not reach its recipient after all (a bounce). The engine answers
/// the original stanza with an error.
/// </summary>
public sealed record DeliveryFailure : GatewayEvent
{
    /// <summary>The foreign id under which the message was accepted.</summary>
    public required RemoteMessageId Failed { get; init; }

    /// <summary>
    /// The <see cref="Delivery.Id"/> of the message, where the adapter tells of the failure while it still delivers: some of those for whom it was did not
    /// get it. Null otherwise.
    /// </summary>
    public string? DeliveryId { get; init; }

    /// <summary>The adapter cannot tell whether the user ever sent it: where the engine does not know the message either, nobody is told.</summary>
    public bool OnlyIfKnown { get; init; }

    /// <summary>Why, for the engine.</summary>
    public required FailureCondition Condition { get; init; }

    /// <summary>Why, for the user; what the foreign server said stays in its words (<see cref="LocalText.Quoting"/>).</summary>
    public required LocalText Reason { get; init; }
}

/// <summary>
/// Outgoing only: the XMPP side refused an incoming message, or the gateway failed on it, after its source had been told that it was
/// accepted. The adapter tells the author in its network's own form (a bounce mail, a notice in the room), unless that is a program.
/// Never itself answered with a failure.
/// </summary>
public sealed record Undeliverable : GatewayEvent
{
    /// <summary>The foreign id of the refused message, when it had one.</summary>
    public RemoteMessageId? Failed { get; init; }

    /// <summary>The room of a refused <see cref="RoomInvitation"/>: the adapter declines it; one that cannot does nothing. Null for a message.</summary>
    public RoomAddress? Invitation { get; init; }

    /// <summary>Why, for the adapter.</summary>
    public required FailureCondition Condition { get; init; }

    /// <summary>Why, for the author.</summary>
    public required string Reason { get; init; }
}

/// <summary>Incoming only: the foreign side has a message that the user wrote.</summary>
public sealed record Receipt : GatewayEvent
{
    /// <summary>The foreign id under which the message was accepted, or its delivery id.</summary>
    public required RemoteMessageId For { get; init; }
}
