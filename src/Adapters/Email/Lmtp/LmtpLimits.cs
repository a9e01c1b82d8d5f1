namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>What one peer may ask of the server. Every limit is enforced while streaming, none after buffering.</summary>
internal sealed record LmtpLimits
{
    /// <summary>The largest message, as announced by SIZE (RFC 1870).</summary>
    public int MaxMessageBytes { get; init; } = 25 * 1024 * 1024;

    /// <summary>RFC 5321 §4.5.3.1.4 asks for 512; extensions and UTF-8 addresses make longer lines.</summary>
    public int MaxCommandBytes { get; init; } = 4096;

    /// <summary>RFC 5321 §4.5.3.1.6 says 1000 with CRLF; real mail has longer lines, and endless ones are an attack.</summary>
    public int MaxTextLineBytes { get; init; } = 64 * 1024;

    /// <summary>RFC 5321 §4.5.3.1.8 asks for at least 100.</summary>
    public int MaxRecipients { get; init; } = 1000;

    /// <summary>Refused commands before the connection is closed.</summary>
    public int MaxErrors { get; init; } = 20;

    public int MaxConnections { get; init; } = 100;

    public int MaxConnectionsPerAddress { get; init; } = 50;

    /// <summary>What all connections together may hold, in memory and on the disk, of messages that are not stored yet.</summary>
    public long MaxBufferedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>RFC 5321 §4.5.3.2.7: at least five minutes for the next command, not for its next byte.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From the 354 to the final dot.</summary>
    public TimeSpan DataTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
