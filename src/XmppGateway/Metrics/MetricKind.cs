namespace XmppGateway.Metrics;

/// <summary>What the values of an instrument mean.</summary>
internal enum MetricKind
{
    /// <summary>Only grows while the process lives.</summary>
    Counter,

    /// <summary>How it is now.</summary>
    Gauge,

    /// <summary>How many were at most how long.</summary>
    Histogram,
}
