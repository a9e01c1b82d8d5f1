namespace XmppGateway.Storage;

/// <summary>What became of an addition to the outbox.</summary>
internal abstract record OutboxAddition
{
    /// <summary>New; the number is its place in the order.</summary>
    public sealed record Added(long Sequence) : OutboxAddition;

    /// <summary>The same message is still on its way.</summary>
    public sealed record RepeatOfOpen : OutboxAddition;

    /// <summary>The same message was delivered before: its receipt may be sent again.</summary>
    public sealed record RepeatOfDelivered : OutboxAddition;
}
