using System.Diagnostics.Metrics;

namespace XmppGateway.Metrics;

/// <summary>
/// What the gateway counts of its work, as instruments of .NET: read by <c>/metrics</c>, OTLP and <c>dotnet-counters</c> alike. A message here is whatever
/// has an entry of its own in the outbox or the inbox: texts, corrections, reactions, receipts. Labels are names from the configuration and
/// closed lists, never addresses: their number is bounded. Any thread.
/// </summary>
internal sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "XmppGateway";

    // From a message that a neighbour takes to one that waits for a server that is down for a day.
    private static readonly double[] Waits = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86400];
    private static readonly double[] Commits = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

    private readonly Counter<long> _writes;
    private readonly Histogram<double> _commit;

    public GatewayMetrics(TimeProvider time)
    {
        Recent = new RecentTraffic(time);
        Accepted = Count("messages.accepted", "Messages that were committed, and so will be delivered or given back.");
        Delivered = Count("messages.delivered", "Messages that the other side has taken.");
        Retried = Count("messages.retried", "Attempts that ended with \"try again later\".");
        Failed = Count("messages.failed", "Messages that were given back to their senders or put aside, by reason.");
        TurnedAway = Count("messages.turned_away", "Messages whose source was told to try again: they could not be stored, or too many wait.");
        Attachments = Count("link.attachments", "How often the component's stream was opened; the first is no reconnect.");
        StreamErrors = Count("link.errors", "Streams that were lost or could not be opened, by kind.");
        DeliveryTime = Time("messages.delivery.duration", "From the commit of a message until the other side has taken it.", Waits);
        LaneTime = Time("messages.lane.duration", "From the commit of a message until its conversation turns to it: the lag of the lanes.", Waits);
        ForeignTime = Time("foreign.duration", "What one attempt takes at the foreign server.", Waits);
        _writes = Count("store.writes", "Changes of the store.");
        _commit = Time("store.commit.duration", "One commit of the store, which may hold many changes.", Commits);
    }

    /// <summary>The last hour, for the status page.</summary>
    public RecentTraffic Recent { get; }

    /// <summary>Where gauges are added.</summary>
    public Meter Meter { get; } = new(MeterName);

    public Counter<long> Accepted { get; }

    public Counter<long> Delivered { get; }

    public Counter<long> Retried { get; }

    public Counter<long> Failed { get; }

    public Counter<long> TurnedAway { get; }

    public Counter<long> Attachments { get; }

    public Counter<long> StreamErrors { get; }

    public Histogram<double> DeliveryTime { get; }

    public Histogram<double> LaneTime { get; }

    public Histogram<double> ForeignTime { get; }

    public void Committed(TimeSpan took, int writes)
    {
        _writes.Add(writes);
        _commit.Record(took.TotalSeconds);
    }

    public void Dispose() => Meter.Dispose();

    private Counter<long> Count(string name, string description) => Meter.CreateCounter<long>("xmpp_gateway." + name, null, description);

    private Histogram<double> Time(string name, string description, double[] bounds) => Meter.CreateHistogram(
        "xmpp_gateway." + name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
}
