namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>How long to wait for the server (RFC 5321 §4.5.3.2).</summary>
internal static class SmtpTimeouts
{
    /// <summary>TCP and TLS together.</summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(30);

    /// <summary>Greeting, EHLO, AUTH, MAIL, RCPT, DATA.</summary>
    public static readonly TimeSpan Command = TimeSpan.FromMinutes(5);

    /// <summary>§4.5.3.2.6: a client that gives up earlier than this after the dot makes duplicates.</summary>
    public static readonly TimeSpan Acceptance = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);
}
