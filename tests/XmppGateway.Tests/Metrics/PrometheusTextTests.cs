using System.Diagnostics.Metrics;
using XmppGateway.Metrics;
using Xunit;

namespace XmppGateway.Tests.Metrics;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new("under test");
    private readonly MetricsReader _reader;

    public PrometheusTextTests() => _reader = new MetricsReader(_meter);

    [Fact]
    public void Counters_add_up_by_their_labels()
    {
        var counter = _meter.CreateCounter<long>("xmpp_gateway.messages.accepted", null, "Messages that were committed.");
        counter.Add(2, new("network", "mail"), new("direction", "out"));
        counter.Add(1, new("network", "mail"), new("direction", "in"));
        counter.Add(3, new("network", "mail"), new("direction", "out"));

        Assert.Equal(
            """
            # HELP xmpp_gateway_messages_accepted_total Messages that were committed.
            # TYPE xmpp_gateway_messages_accepted_total counter
            xmpp_gateway_messages_accepted_total{network="mail",direction="in"} 1
            xmpp_gateway_messages_accepted_total{network="mail",direction="out"} 5

            """,
            Written());
    }

    [Fact]
    public void A_histogram_says_how_many_were_at_most_each_bound()
    {
        var histogram = _meter.CreateHistogram(
            "xmpp_gateway.foreign.duration", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in (double[])[0.05, 0.1, 0.5, 7])
        {
            histogram.Record(value, new KeyValuePair<string, object?>("network", "mail"));
        }

        Assert.Equal(
            """
            # TYPE xmpp_gateway_foreign_duration_seconds histogram
            xmpp_gateway_foreign_duration_seconds_bucket{network="mail",le="0.1"} 2
            xmpp_gateway_foreign_duration_seconds_bucket{network="mail",le="1"} 3
            xmpp_gateway_foreign_duration_seconds_bucket{network="mail",le="+Inf"} 4
            xmpp_gateway_foreign_duration_seconds_sum{network="mail"} 7.65
            xmpp_gateway_foreign_duration_seconds_count{network="mail"} 4

            """,
            Written());
    }

    [Fact]
    public void What_is_looked_at_has_its_present_value_only()
    {
        IEnumerable<Measurement<int>> now = [new(7, new KeyValuePair<string, object?>("network", "mail")), new(1, new KeyValuePair<string, object?>("network", "matrix"))];
        _meter.CreateObservableGauge("queue", () => now);
        _ = Written();
        now = [new(3, new KeyValuePair<string, object?>("network", "mail"))];

        Assert.Equal("# TYPE queue gauge\nqueue{network=\"mail\"} 3\n", Written());
    }

    /// <summary>The text format 0.0.4: backslash, quotation mark and line feed are escaped in label values.</summary>
    [Fact]
    public void Nothing_in_a_label_ends_its_line()
    {
        _meter.CreateCounter<int>("odd").Add(1, new KeyValuePair<string, object?>("a.b", "1\" \\ \n} 9"));

        Assert.Equal("# TYPE odd_total counter\nodd_total{a_b=\"1\\\" \\\\ \\n} 9\"} 1\n", Written());
    }

    [Fact]
    public void Labels_without_end_do_not_fill_the_memory()
    {
        var counter = _meter.CreateCounter<int>("many");
        for (var i = 0; i < 5000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("user", i));
        }

        Assert.Equal(1000, _reader.Look(families => families.Single(family => family.Name == "many").Series.Count));
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_count_at_once()
    {
        var counter = _meter.CreateCounter<long>("busy");
        var histogram = _meter.CreateHistogram<double>("busy.time", "s");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < 10_000; i++)
                {
                    counter.Add(1, new KeyValuePair<string, object?>("network", "mail"));
                    histogram.Record(0.5);
                }
            },
            TestContext.Current.CancellationToken)));

        Assert.Contains("busy_total{network=\"mail\"} 80000\n", Written(), StringComparison.Ordinal);
        Assert.Contains("busy_time_seconds_count 80000\nbusy_time_seconds", Written() + "busy_time_seconds", StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _meter.Dispose();
    }

    private string Written() => _reader.Look(families => PrometheusText.Write([.. families.Where(family => !family.Name.StartsWith("dotnet.", StringComparison.Ordinal))]));
}
