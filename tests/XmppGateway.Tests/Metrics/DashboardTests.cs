using System.Text.Json;
using System.Text.RegularExpressions;
using XmppGateway.Metrics;
using XmppGateway.Operations;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Metrics;

public sealed partial class DashboardTests
{
    private static readonly string Deploy = Path.Combine(SourceTree.Root, "deploy");

    [Fact]
    public void The_dashboard_asks_for_numbers_that_there_are()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Deploy, "grafana-dashboard.json")));
        var asked = file.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .SelectMany(target => Name().Matches(target.GetProperty("expr").GetString()!).Select(match => match.Value))
            .ToHashSet();

        var text = Everything();
        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Matches($"(?m)^{name}[ {{]", text));
    }

    [Fact]
    public void The_handbook_explains_every_number()
    {
        var handbook = File.ReadAllText(Path.Combine(Deploy, "README.md"));
        var names = Type().Matches(Everything()).Select(match => match.Groups[1].Value);

        Assert.All(names, name => Assert.Contains($"`{name}`", handbook, StringComparison.Ordinal));
    }

    /// <summary>One of each.</summary>
    private static string Everything()
    {
        using var metrics = new GatewayMetrics(TimeProvider.System);
        using var reader = new MetricsReader(metrics.Meter);
        var queues = new QueueWatch(new Full(), () => true, ["mail"], TimeProvider.System);
        queues.LookAsync(CancellationToken.None).GetAwaiter().GetResult();
        var health = new Health("ready", "ok", "held", new Dictionary<string, NetworkHealth> { ["mail"] = new("mail.example.org", NetworkHealth.Attached, NetworkHealth.Running) });
        GatewayGauges.Add(metrics.Meter, () => health, queues, TimeProvider.System);
        var mail = new NetworkMetrics(metrics, "mail");
        mail.Accepted(Way.Out);
        mail.Reached(Way.Out, TimeSpan.Zero);
        mail.ForeignAnswered(TimeSpan.Zero);
        mail.Delivered(Way.Out, TimeSpan.Zero);
        mail.Retried();
        mail.TurnedAway(Way.In);
        mail.Failed(Way.Out, "RemoteServerTimeout", "1", "no answer");
        mail.Attached();
        mail.StreamFailed("Transient");
        metrics.Committed(TimeSpan.Zero, 1);
        return reader.Look(PrometheusText.Write);
    }

    [GeneratedRegex("(?:xmpp_gateway|dotnet)_[a-z_]+")]
    private static partial Regex Name();

    [GeneratedRegex("(?m)^# TYPE xmpp_gateway_([a-z_]+) ")]
    private static partial Regex Type();

    private sealed class Full : IQueueStatistics
    {
        public Task<QueueCounts> CountQueuesAsync(string network, CancellationToken cancellationToken) =>
            Task.FromResult(new QueueCounts(1, DateTimeOffset.UnixEpoch, 0, null, 0, 0));
    }
}
