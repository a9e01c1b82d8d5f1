using XmppGateway.Metrics;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Metrics;

/// <summary>What is counted of a network, as Prometheus reads it.</summary>
public sealed class NetworkMetricsTests
{
    [Fact]
    public void A_clock_that_was_put_back_takes_nothing_from_a_sum()
    {
        using var metrics = new GatewayMetrics(new ManualTimeProvider());
        using var reader = new MetricsReader(metrics.Meter);
        var mail = new NetworkMetrics(metrics, "mail");

        mail.Delivered(Way.Out, TimeSpan.FromSeconds(2));
        mail.Delivered(Way.Out, TimeSpan.FromHours(-1));

        var lines = reader.Look(PrometheusText.Write).Split('\n');
        var sum = Assert.Single(lines, line => line.Contains("delivery_duration_seconds_sum", StringComparison.Ordinal));
        Assert.EndsWith(" 2", sum, StringComparison.Ordinal);
    }
}
