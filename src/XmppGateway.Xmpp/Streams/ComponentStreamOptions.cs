namespace XmppGateway.Xmpp.Streams;

/// <summary>How to attach one component domain to an XMPP server, and the limits that hold on that stream.</summary>
public sealed record ComponentStreamOptions
{
    /// <summary>Name or address of the XMPP server's component listener.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>
    /// The component's own domain: every stanza sent must come from an address of it. An international name is sent as U-labels, so the
    /// server's configuration must have those, not <c>xn--</c>.
    /// </summary>
    public required string Domain { get; init; }

    public required string Secret { get; init; }

    /// <summary>TLS from the first byte. Only ejabberd's listener speaks it itself; for Prosody use a tunnel.</summary>
    public bool UseTls { get; init; }

    /// <summary>The name that the server's certificate must carry; <see cref="Host"/> when null.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>A PEM file with the only certificates to trust; the system's when null.</summary>
    public string? TrustedCertificateFile { get; init; }

    /// <summary>
    /// The largest stanza that is sent, in bytes on the wire. COMPAT(Prosody 13): above 524,288 it ends the whole stream, so stay below.
    /// </summary>
    public int MaxStanzaBytes { get; init; } = 500_000;

    /// <summary>
    /// Above this an incoming stanza is handed on without its payloads (<see cref="Stanzas.Stanza.Refusal"/>); eight times as much ends
    /// the stream.
    /// </summary>
    public int MaxIncomingStanzaBytes { get; init; } = 1 << 20;

    /// <summary>The deepest element of a stanza, both ways; the stanza itself is 1.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>When nothing else was sent for so long, a space is.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From the first name look-up to the end of the handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
