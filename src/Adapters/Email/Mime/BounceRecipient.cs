namespace XmppGateway.Adapters.Email.Mime;

/// <summary>One recipient of a bounce.</summary>
/// <param name="Status">RFC 3463: <c>5.1.1</c>.</param>
/// <param name="Reason">Why, in words, for the diagnostic and for the human part.</param>
internal sealed record BounceRecipient(EmailAddress Address, string Status, string Reason);
