namespace XmppGateway.Metrics;

/// <summary>What is counted of one network. Any thread.</summary>
internal sealed class NetworkMetrics(GatewayMetrics metrics, string network)
{
    private static readonly GatewayMetrics NoMetrics = new(TimeProvider.System);

    private readonly KeyValuePair<string, object?> _network = new("network", network);

    /// <summary>For whoever is not asked for numbers: counts into the void.</summary>
    public static NetworkMetrics Unread { get; } = new(NoMetrics, "");

    /// <summary>Committed.</summary>
    public void Accepted(Way way, int count = 1) => metrics.Accepted.Add(count, _network, Direction(way));

    /// <summary>Taken by the other side.</summary>
    /// <param name="way">Which way it went.</param>
    /// <param name="since">Since its commit.</param>
    public void Delivered(Way way, TimeSpan since)
    {
        metrics.Delivered.Add(1, _network, Direction(way));
        metrics.DeliveryTime.Record(Seconds(since), _network, Direction(way));
        metrics.Recent.Delivered(network, way);
    }

    /// <summary>An attempt ended with "later".</summary>
    public void Retried() => metrics.Retried.Add(1, _network);

    /// <summary>Given back, or put aside.</summary>
    /// <param name="way">Which way it went.</param>
    /// <param name="reason">From a closed list.</param>
    /// <param name="entry">What operators call it.</param>
    /// <param name="words">The reason for people; no addresses.</param>
    public void Failed(Way way, string reason, string entry, string words)
    {
        metrics.Failed.Add(1, _network, Direction(way), new("reason", reason));
        metrics.Recent.Failed(network, way, entry, words);
    }

    /// <summary>Not taken: its source keeps it.</summary>
    public void TurnedAway(Way way, int count = 1) => metrics.TurnedAway.Add(count, _network, Direction(way));

    /// <summary>Its conversation turns to it, whatever becomes of it; again where the link went before it was confirmed.</summary>
    public void Reached(Way way, TimeSpan since) => metrics.LaneTime.Record(Seconds(since), _network, Direction(way));

    /// <summary>One attempt has ended, well or not.</summary>
    public void ForeignAnswered(TimeSpan took) => metrics.ForeignTime.Record(Seconds(took), _network);

    /// <summary>The component's stream is open.</summary>
    public void Attached() => metrics.Attachments.Add(1, _network);

    /// <summary>It was lost, or could not be opened.</summary>
    /// <param name="kind">From a closed list.</param>
    public void StreamFailed(string kind) => metrics.StreamErrors.Add(1, _network, new("kind", kind));

    // A clock that was put back: a sum that falls would be a counter that began anew.
    private static double Seconds(TimeSpan span) => Math.Max(0, span.TotalSeconds);

    private static KeyValuePair<string, object?> Direction(Way way) => new("direction", way == Way.Out ? "out" : "in");
}
