using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>
/// The server cannot be used now, or broke the protocol: the connection is over, nothing is said about any recipient. The message is
/// shown to operators. Never leaves this folder: <see cref="SmtpClient"/> turns it into a retry.
/// </summary>
#pragma warning disable CA1064 // It never leaves this folder.
internal sealed class SmtpUnavailableException(LocalText reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>For the user; the message is for the operator.</summary>
    public LocalText Reason { get; } = reason;

    /// <summary>What the server said, where it was the server that refused.</summary>
    public SmtpReply? Reply { get; init; }

    /// <summary>RFC 4954 §6: the login is what it refuses.</summary>
    public bool IsLogin => Reason == SmtpTexts.NoLogin || Reply is { Code: 454 or 530 or 534 or 535 or 538 };
}
#pragma warning restore CA1064
