namespace XmppGateway.Storage;

/// <summary>A foreign room that at least one user has entered.</summary>
/// <param name="Id">Given by the store; 0 for a new one.</param>
/// <param name="RemoteId">The canonical foreign id.</param>
/// <param name="Address">The address that people should use.</param>
/// <param name="Name">What it is called; null without a name.</param>
internal sealed record RoomRow(long Id, string Network, string RemoteId, string Address, string? Name);

/// <summary>A user of ours who belongs to a room, whether a client of theirs is in it just now or not.</summary>
/// <param name="Room">The room's number.</param>
/// <param name="User">Bare JID.</param>
/// <param name="Self">The identity that the network lends them there.</param>
/// <param name="Nick">What they are called there, as they wished.</param>
internal sealed record RoomUserRow(long Room, string User, string Self, string Nick);

/// <summary>A client that is in a room: kept so that it can be told when the gateway comes back without knowing anything else of it.</summary>
/// <param name="Room">The room's number.</param>
/// <param name="Client">Full JID.</param>
/// <param name="Occupant">The full JID under which it is in the room: <c>room@domain/nick</c>.</param>
internal sealed record RoomClientRow(long Room, string Client, string Occupant);

/// <summary>Somebody who belongs to a room and was in it with no client for long.</summary>
/// <param name="User">Bare JID.</param>
internal sealed record AbsentUser(RoomRow Room, string User);
