using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace XmppGateway.Metrics;

/// <summary>All series of one instrument. Any thread.</summary>
internal sealed class MetricFamily
{
    // Our own labels are closed lists; an instrument of somebody else's must not fill the memory.
    private const int MaxSeries = 1000;
    private static readonly double[] UsualBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<LabelValues, MetricSeries> _series = new();
    private readonly bool _adds;
    private readonly double[] _bounds;

    public MetricFamily(Instrument instrument)
    {
        Name = instrument.Name;
        Unit = instrument.Unit;
        Description = instrument.Description;
        var kind = instrument.GetType().Name;
        Kind = kind.StartsWith("Histogram", StringComparison.Ordinal) ? MetricKind.Histogram
            : kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) ? MetricKind.Counter
            : MetricKind.Gauge;
        _adds = kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("UpDownCounter", StringComparison.Ordinal);
        IsObserved = instrument.IsObservable;
        _bounds = Kind == MetricKind.Histogram ? [.. (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? UsualBounds] : [];
    }

    public string Name { get; }

    public string? Unit { get; }

    public string? Description { get; }

    public MetricKind Kind { get; }

    /// <summary>Its values are asked for at each look.</summary>
    public bool IsObserved { get; }

    /// <summary>In the order of their labels.</summary>
    public IReadOnlyList<(LabelValues Labels, MetricSeries Series)> Series =>
        [.. _series.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value))];

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = LabelValues.Of(tags);
        if (!_series.TryGetValue(labels, out var series))
        {
            if (_series.Count >= MaxSeries)
            {
                return;
            }

            series = _series.GetOrAdd(labels, static (_, bounds) => new MetricSeries(bounds), _bounds);
        }

        if (Kind == MetricKind.Histogram)
        {
            series.Observe(value);
        }
        else if (_adds)
        {
            series.Add(value);
        }
        else
        {
            series.Set(value);
        }
    }

    /// <summary>What is asked for now has no more series than it is answered with.</summary>
    public void Forget() => _series.Clear();
}
