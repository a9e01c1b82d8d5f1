using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>One mail and whom it goes to.</summary>
/// <param name="Id">Chosen once per mail, the same on every attempt; also the ENVID, by which a bounce can name it (RFC 3461 §4.4).</param>
/// <param name="From">The reverse path; null is the null sender.</param>
/// <param name="To">At least one.</param>
/// <param name="Message">Complete, lines ending in CRLF.</param>
internal sealed record SmtpEnvelope(string Id, EmailAddress? From, IReadOnlyList<EmailAddress> To, ReadOnlyMemory<byte> Message);
