namespace XmppGateway.Storage;

/// <summary>What became of an addition to the outbox.</summary>
internal abstract record OutboxAddition
{
    /// <summary>New; the number is its place in the order.</summary>
    public sealed record Added(long Sequence) : OutboxAddition;

    /// <summary>The same message is still on its way.</summary>
    public sealed record RepeatOfOpen : OutboxAddition;

    /// <summary>The same message was delivered before; where its receipt is wished for again, that is open again.</summary>
    /// <param name="Sequence">The number that its entry had.</param>
    /// <param name="ForeignId">What the other side calls it.</param>
    public sealed record RepeatOfDelivered(long Sequence, string? ForeignId) : OutboxAddition;
}
