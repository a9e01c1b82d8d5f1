namespace XmppGateway.Metrics;

/// <summary>One series: a value, or for a histogram the number of values up to each bound. Any thread.</summary>
/// <param name="bounds">Ascending; empty for what is no histogram.</param>
internal sealed class MetricSeries(double[] bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = bounds.Length == 0 ? [] : new long[bounds.Length + 1];
    private double _value;

    /// <summary>The value; of a histogram the sum.</summary>
    public double Value
    {
        get
        {
            lock (_lock)
            {
                return _value;
            }
        }
    }

    public void Set(double value)
    {
        lock (_lock)
        {
            _value = value;
        }
    }

    public void Add(double value)
    {
        lock (_lock)
        {
            _value += value;
        }
    }

    public void Observe(double value)
    {
        var index = Array.BinarySearch(bounds, value);
        lock (_lock)
        {
            _counts[index < 0 ? ~index : index]++;
            _value += value;
        }
    }

    /// <summary>Of a histogram: how many values were at most each bound, the last without any; and their sum.</summary>
    public (IReadOnlyList<(double Bound, long Count)> Buckets, double Sum) Read()
    {
        lock (_lock)
        {
            var buckets = new (double, long)[_counts.Length];
            var count = 0L;
            for (var i = 0; i < _counts.Length; i++)
            {
                count += _counts[i];
                buckets[i] = (i < bounds.Length ? bounds[i] : double.PositiveInfinity, count);
            }

            return (buckets, _value);
        }
    }
}
