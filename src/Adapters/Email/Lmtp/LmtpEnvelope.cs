namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>The part of a transaction before DATA.</summary>
/// <param name="Sender">The reverse path; empty for the null sender.</param>
/// <param name="Recipients">The accepted recipients in order; a repeated one stands twice, as it gets two answers.</param>
internal sealed record LmtpEnvelope(string Sender, IReadOnlyList<LmtpRecipient> Recipients);

/// <summary>One accepted recipient.</summary>
/// <param name="Mailbox">As the client wrote it.</param>
/// <param name="Owner">Whatever the mailbox needs to recognise it again.</param>
internal sealed record LmtpRecipient(string Mailbox, object? Owner);
