namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>
/// The server cannot be used now, or broke the protocol: the connection is over, nothing is said about any recipient. The message is
/// shown to operators. Never leaves this folder: <see cref="SmtpClient"/> turns it into a retry.
/// </summary>
#pragma warning disable CA1064 // It never leaves this folder.
internal sealed class SmtpUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
#pragma warning restore CA1064
