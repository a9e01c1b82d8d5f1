namespace XmppGateway.Storage;

/// <summary>A foreign room and an XMPP room that are one conversation.</summary>
/// <param name="Id">Given by the store; 0 for a new one.</param>
/// <param name="RemoteId">The foreign room.</param>
/// <param name="Room">The XMPP room, a bare JID.</param>
/// <param name="IsBridge">Joined by an operator, and not opened by somebody who came by its address.</param>
/// <param name="IsOpen">Somebody of the network is in it, and the gateway listens.</param>
/// <param name="Position">The XMPP room's id of the last message that was read; null before the first.</param>
/// <param name="PositionAt">When that was; before the first, when the portal was made.</param>
internal sealed record PortalRow(
    long Id, string Network, string RemoteId, string Room, bool IsBridge, bool IsOpen, string? Position, DateTimeOffset PositionAt);

/// <summary>A ban that has gone through a portal.</summary>
/// <param name="Portal">The portal's number.</param>
/// <param name="IsVisitor">True for one of the network's people, whom the XMPP room has banned; false for an occupant whom the network has banned.</param>
/// <param name="Who">The network's id of the one, the name of the other.</param>
/// <param name="Address">Who they are to the XMPP room, a bare JID.</param>
internal sealed record PortalBanRow(long Portal, bool IsVisitor, string Who, string Address);

/// <summary>One stanza that was said in a portal.</summary>
/// <param name="Portal">The portal's number.</param>
/// <param name="StanzaId">The id that its author gave it; empty when they gave none.</param>
/// <param name="ArchiveId">The id that the XMPP room gave it; null while it has not shown it.</param>
/// <param name="Nick">What its author was called.</param>
/// <param name="OccupantId">XEP-0421; null where the room has none.</param>
/// <param name="ForeignId">Of what came from the network, its foreign id.</param>
/// <param name="At">When it was said.</param>
internal sealed record PortalMessageRow(
    long Portal, string StanzaId, string? ArchiveId, string Nick, string? OccupantId, string? ForeignId, DateTimeOffset At);
