using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace XmppGateway.Metrics;

/// <summary>
/// Keeps the values of instruments for whoever looks. Without a package: what .NET has of it in the box is enough for text, and the
/// exporter for it is not released. Any thread.
/// </summary>
internal sealed class MetricsReader : IDisposable
{
    // .NET's own: memory, collector, thread pool, processor time.
    private const string RuntimeMeter = "System.Runtime";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    private readonly Lock _looking = new();

    /// <param name="meter">Of which the instruments are read, beside those of the runtime.</param>
    public MetricsReader(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter || instrument.Meter.Name == RuntimeMeter)
            {
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, static i => new MetricFamily(i)));
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>Everything as it is now, in the order of the names, for as long as it is read: whoever looks next takes away what is observed.</summary>
    public T Look<T>(Func<IReadOnlyList<MetricFamily>, T> read)
    {
        lock (_looking)
        {
            foreach (var family in _families.Values.Where(family => family.IsObserved))
            {
                family.Forget();
            }

            _listener.RecordObservableInstruments();
            return read([.. _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)]);
        }
    }

    public void Dispose() => _listener.Dispose();
}
