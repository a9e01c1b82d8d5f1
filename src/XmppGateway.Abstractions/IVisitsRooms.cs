namespace XmppGateway.Abstractions;

/// <summary>
/// Optional power: people of the network can take part in rooms of XMPP (XEP-0045). A room of the network and a room of XMPP are then one
/// conversation, a portal: its people of the network sit in the XMPP room as themselves, and its occupants appear in the network's room.
/// <para>
/// What happens in the network's room is published as a <see cref="RoomEvent"/>, as in rooms that the network hosts; what its own occupants do there is
/// published too, and recognised by <see cref="IsOccupant"/>. What happens in the XMPP room comes through <see cref="IAdapter.SendAsync"/>, on
/// one lane for the portal, with a contact that is the network's room, and as <see cref="GatewayEvent.User"/> the occupant
/// (<c>room@service/nick</c>) or the room itself (<c>room@service</c>).
/// </para>
/// <para>Members are called from any thread; all but the first may use the network, and are cancelled after half a minute.</para>
/// </summary>
public interface IVisitsRooms
{
    /// <summary>The language in which the gateway speaks in rooms of the network, for everybody who is there. For <see cref="LocalText.In"/>. Pure.</summary>
    string Language => "en";

    /// <summary>True for an identity that the network lends to an occupant, or to the gateway itself. Pure.</summary>
    bool IsOccupant(RemoteUserId id);

    /// <summary>The occupant behind such an identity; null for any other one, and for the gateway itself.</summary>
    ValueTask<Jid?> FindOccupantAsync(RemoteUserId id, CancellationToken cancellationToken);

    /// <summary>The people of the network who are in the room, without those of <see cref="IsOccupant"/>; null when that cannot be found out now.</summary>
    ValueTask<IReadOnlyList<RemoteContact>?> GetVisitorsAsync(RemoteRoomId room, CancellationToken cancellationToken);

    /// <summary>
    /// Looks whether an existing room can become a portal to an XMPP room: the gateway may come in, and do there what that needs, and nobody else
    /// has joined the two already. Comes in where it may.
    /// </summary>
    ValueTask<PortalOffer> ExamineAsync(RoomAddress room, Jid xmppRoom, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="ExamineAsync"/>, for the room that an ended portal's room names as its successor (<see cref="RoomEnd.Successor"/>): refused also where
    /// the network can tell that it is not one.
    /// </summary>
    ValueTask<PortalOffer> FollowAsync(RemoteRoomId ended, RoomAddress successor, Jid xmppRoom, CancellationToken cancellationToken) =>
        ExamineAsync(successor, xmppRoom, cancellationToken);

    /// <summary>From now on the room is a portal to the XMPP room. Safe to do twice.</summary>
    ValueTask OpenAsync(RemoteRoomId room, Jid xmppRoom, CancellationToken cancellationToken);

    /// <summary>
    /// Takes that back before anything went through the portal: the room is a room of the network again. Does nothing where it is a portal to another
    /// XMPP room. Safe to do twice.
    /// </summary>
    ValueTask CloseAsync(RemoteRoomId room, Jid xmppRoom, CancellationToken cancellationToken);
}

/// <summary>Whether a room of the network can become a portal.</summary>
public abstract record PortalOffer
{
    private PortalOffer()
    {
    }

    /// <summary>It can.</summary>
    /// <param name="Room">Its id.</param>
    public sealed record Ready(RemoteRoomId Room) : PortalOffer;

    /// <summary>Cannot be told now.</summary>
    /// <param name="Reason">Shown to who asked.</param>
    public sealed record Unknown(LocalText Reason) : PortalOffer;

    /// <summary>It cannot.</summary>
    /// <param name="Reason">Shown to who asked.</param>
    public sealed record Refused(LocalText Reason) : PortalOffer;
}

/// <summary>The rooms of XMPP, as an adapter that <see cref="IVisitsRooms"/> sees them.</summary>
public interface IXmppRooms
{
    /// <summary>
    /// Looks whether there is such a room, and whether the operator lets people of this network come into it unasked. Asks the room (some seconds).
    /// </summary>
    ValueTask<XmppRoomAnswer> FindAsync(Jid room, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a room of the network and an XMPP room one conversation from now on; durable when it returns. False when one of them is part of
    /// another. Safe to do twice.
    /// </summary>
    /// <exception cref="StateUnavailableException">It cannot be stored now.</exception>
    ValueTask<bool> OpenAsync(Jid xmppRoom, RemoteRoomId room, CancellationToken cancellationToken);
}

/// <summary>What became of the search for an XMPP room.</summary>
public abstract record XmppRoomAnswer
{
    private XmppRoomAnswer()
    {
    }

    /// <summary>It is there.</summary>
    /// <param name="Name">What it is called; untrusted; null without a name.</param>
    public sealed record Found(string? Name) : XmppRoomAnswer;

    /// <summary>It is not there, or is not to be entered from this network.</summary>
    public sealed record None : XmppRoomAnswer;

    /// <summary>Cannot be told now.</summary>
    public sealed record Unknown : XmppRoomAnswer;
}
