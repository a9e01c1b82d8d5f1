namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>Whose chat a room is.</summary>
/// <param name="User">The XMPP user's bare JID.</param>
/// <param name="Contact">The Matrix user.</param>
internal sealed record RoomNote(string User, string Contact);
