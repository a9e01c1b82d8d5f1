namespace XmppGateway.Xmpp.Stanzas;

/// <summary>What an incoming stanza may cost. Above these it is handed on without payloads, and the stream goes on.</summary>
internal sealed record StanzaLimits
{
    /// <summary>Bytes on the wire.</summary>
    public int Bytes { get; init; } = 1 << 20;

    /// <summary>Bytes at which the stream ends: nothing can be skipped for ever.</summary>
    public long HardBytes => 8L * Bytes;

    /// <summary>The deepest element; the stanza is 1.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>Elements in one stanza.</summary>
    public int Elements { get; init; } = 20_000;

    /// <summary>Attributes of one element.</summary>
    public int Attributes { get; init; } = 128;
}
