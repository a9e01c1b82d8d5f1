namespace XmppGateway.Adapters.Email;

/// <summary>Where an outgoing mail belongs (RFC 5322 §3.6.4).</summary>
internal sealed record ReplyContext(string Subject, string? InReplyTo, IReadOnlyList<string> References);
