namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>The command that a reply answers: the same code means different things to MAIL and to RCPT.</summary>
internal enum SmtpStage
{
    Mail,
    Recipient,

    /// <summary>DATA itself, and the final dot.</summary>
    Data,
}
