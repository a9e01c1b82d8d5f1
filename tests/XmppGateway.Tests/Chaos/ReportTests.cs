using XmppGateway.Chaos;
using XmppGateway.Chaos.Plan;
using XmppGateway.Chaos.Report;
using XmppGateway.EndToEnd.Tests.Crashes;
using Xunit;

namespace XmppGateway.Tests.Chaos;

public sealed class ReportTests
{
    private static readonly Ledger.Findings Good = new(3, 2, 1, [], [], [], 4, 0);

    [Fact]
    public void Each_direction_and_each_kind_has_a_row()
    {
        var text = MarkdownReport.Write(Outcome(Good));

        Assert.Contains("| here to there |     3 |         2 |                  1 |    0 |       0 |         0 |                      4 |", text, StringComparison.Ordinal);
        Assert.Contains("| cut              |     2 |", text, StringComparison.Ordinal);
        Assert.Contains("full-disk skipped: no disk.", text, StringComparison.Ordinal);
        Assert.Contains("In the queues at the end: 5.", text, StringComparison.Ordinal);
        Assert.StartsWith("# Chaos: nothing lost, doubled or reordered", text, StringComparison.Ordinal);
    }

    [Fact]
    public void One_message_that_is_lost_doubled_or_reordered_fails_the_run_and_is_named()
    {
        foreach (var bad in new[] { Good with { Lost = ["x"] }, Good with { Doubled = ["x"] }, Good with { Reordered = ["x"] } })
        {
            Assert.False(Outcome(bad).IsGood);
            Assert.Matches("here to there, (lost|doubled|reordered): x", MarkdownReport.Write(Outcome(bad)));
        }
    }

    [Fact]
    public void A_run_without_messages_or_with_a_sender_that_got_no_answer_proves_nothing()
    {
        Assert.True(Outcome(Good).IsGood);
        Assert.False(Outcome(Good with { Sent = 0 }).IsGood);
        Assert.False((Outcome(Good) with { Stuck = ["a sender got no answer"] }).IsGood);
    }

    [Fact]
    public void Memory_counts_in_a_soak_only()
    {
        Sample[] rising = [new(0, 100, 0), new(50, 100, 0), new(100, 200, 0)];

        Assert.True(Outcome(Good, samples: rising).IsGood);
        Assert.False(Outcome(Good, soak: true, samples: rising).IsGood);
        Assert.Contains("NOT FLAT", MarkdownReport.Write(Outcome(Good, soak: true, samples: rising)), StringComparison.Ordinal);
        Assert.False(Outcome(Good, soak: true).IsGood);
        Assert.True(Outcome(Good, soak: true, samples: [new(0, 100, 0), new(100, 101, 0)]).IsGood);
    }

    private static Outcome Outcome(Ledger.Findings findings, bool soak = false, params Sample[] samples) => new(
        new ChaosOptions(7, TimeSpan.FromMinutes(3), "prosody", "sqlite", new HashSet<DisturbanceKind>(), soak, null),
        [("here to there", findings)],
        new Dictionary<DisturbanceKind, int> { [DisturbanceKind.Cut] = 2 },
        new Dictionary<DisturbanceKind, string> { [DisturbanceKind.FullDisk] = "no disk" },
        samples,
        QueueAtEnd: 5,
        OwnEnds: 0,
        Stuck: []);
}
