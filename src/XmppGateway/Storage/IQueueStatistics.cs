namespace XmppGateway.Storage;

/// <summary>How full the queues are, for whoever looks after the gateway.</summary>
internal interface IQueueStatistics
{
    /// <summary>Of one network. Counts rows: not for the stanza path.</summary>
    Task<QueueCounts> CountQueuesAsync(string network, CancellationToken cancellationToken);
}

/// <summary>The queues of one network.</summary>
/// <param name="Outgoing">Entries on their way to the foreign network.</param>
/// <param name="OldestOutgoing">When the oldest of them was accepted; null without any.</param>
/// <param name="Incoming">Arrivals that the XMPP server has not taken.</param>
/// <param name="OldestIncoming">When the oldest of them was accepted.</param>
/// <param name="SetAside">Arrivals that the gateway failed on.</param>
/// <param name="Held">Messages of strangers that wait for their recipient's word.</param>
internal sealed record QueueCounts(
    long Outgoing, DateTimeOffset? OldestOutgoing, long Incoming, DateTimeOffset? OldestIncoming, long SetAside, long Held);
