namespace XmppGateway.Adapters.Email.Mime;

/// <summary>A mailbox as a header field names it. The address is what was written there: see <see cref="EmailAddress"/> for a checked one. Empty
/// where the field has only a name.</summary>
internal sealed record Mailbox(string? DisplayName, string Address);
