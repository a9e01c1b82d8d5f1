namespace XmppGateway.Adapters.Matrix.History;

/// <summary>An event up to which a room is known. What is older is never read again.</summary>
/// <param name="Time">When the event happened, in milliseconds, as its homeserver says.</param>
internal sealed record RoomPosition(string RoomId, string EventId, long Time);
