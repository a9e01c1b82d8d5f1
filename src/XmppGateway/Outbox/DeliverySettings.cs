namespace XmppGateway.Outbox;

/// <summary>Limits of the two queues.</summary>
internal sealed record DeliverySettings
{
    /// <summary>How long an outgoing message is tried before its sender gets an error.</summary>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromDays(2);

    /// <summary>
    /// For how long a repeated stanza (same sender, contact, id and content) is recognised after the delivery of the one that came before. What
    /// still waits is always recognised.
    /// </summary>
    public TimeSpan RepeatWindow { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long one attempt of an adapter may take.</summary>
    public TimeSpan AttemptTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many open arrivals a network may have before its sources are told to try again later.</summary>
    public int InboxLimit { get; init; } = 10_000;

    /// <summary>How many entries one lane holds in memory.</summary>
    public int LaneCapacity { get; init; } = 64;

    /// <summary>How many commits of new stanzas of one network may be under way before its reading waits.</summary>
    public int Uncommitted { get; init; } = 2_048;

    /// <summary>
    /// How many sent stanzas of one network may be unconfirmed by the XMPP server before lanes wait: so many at the most come a second
    /// time, under the same ids, when the gateway or the server dies. A fence is one round trip to the server.
    /// </summary>
    public int Unconfirmed { get; init; } = 32;

    /// <summary>When the oldest message was accepted of which a stanza may be a repeat now: it may have waited until it expired, almost.</summary>
    public DateTimeOffset RepeatsSince(DateTimeOffset now) => now - Expiry - RepeatWindow;
}
