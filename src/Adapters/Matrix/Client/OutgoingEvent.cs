namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>An event to be sent: its type and its content as JSON.</summary>
internal sealed record OutgoingEvent(string Type, ReadOnlyMemory<byte> Content);
