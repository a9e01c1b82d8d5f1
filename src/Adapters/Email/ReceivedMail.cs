namespace XmppGateway.Adapters.Email;

/// <summary>One received mail.</summary>
/// <param name="ReturnPath">Null: never answer this mail with a failure.</param>
internal sealed record ReceivedMail(string Id, string? ReturnPath);
