using XmppGateway.Abstractions;
using XmppGateway.Configuration;
using XmppGateway.Operations.Doctor;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Operations.Doctor;

/// <summary>What is well, what had better be changed, and what does not do; and that what is told to add is what the sample files have.</summary>
public sealed class JudgementTests
{
    private const long Gibibyte = 1L << 30;

    [Theory]
    [InlineData(0, CheckOutcome.Ok)]
    [InlineData(9.9, CheckOutcome.Ok)]
    [InlineData(-11, CheckOutcome.Warning)]
    [InlineData(299, CheckOutcome.Warning)]
    [InlineData(-301, CheckOutcome.Failed)]
    public void Clocks(double seconds, CheckOutcome outcome) => Assert.Equal(outcome, ComponentChecks.JudgeTime(TimeSpan.FromSeconds(seconds)).Outcome);

    [Theory]
    [InlineData(10 * Gibibyte, 100 * Gibibyte, CheckOutcome.Ok)]
    [InlineData(Gibibyte, 20 * Gibibyte, CheckOutcome.Ok)]
    [InlineData(Gibibyte - 1, 10 * Gibibyte, CheckOutcome.Warning)]
    [InlineData(4 * Gibibyte, 100 * Gibibyte, CheckOutcome.Warning)]
    [InlineData(60L << 20, Gibibyte, CheckOutcome.Failed)]
    public void Disks(long free, long total, CheckOutcome outcome) => Assert.Equal(outcome, StoreChecks.JudgeSpace(free, total).Outcome);

    [Theory]
    [InlineData(0, null, true, CheckOutcome.Ok)]
    [InlineData(15, null, true, CheckOutcome.Ok)]
    [InlineData(15, null, false, CheckOutcome.Ok)]
    [InlineData(15, "page 3 is gone", true, CheckOutcome.Failed)]
    [InlineData(14, null, true, CheckOutcome.Warning)]
    [InlineData(16, null, true, CheckOutcome.Failed)]
    public void Stores(long version, string? damage, bool isComplete, CheckOutcome outcome) =>
        Assert.Equal(outcome, StoreChecks.Judge(new StoreFindings(version, 15, damage, isComplete)).Outcome);

    [Fact]
    public void The_lines_for_a_component_are_those_of_the_sample_files()
    {
        var sample = File.ReadAllText(Path.Combine(SourceTree.Root, "config", "prosody", "components.cfg.lua"))
            + File.ReadAllText(Path.Combine(SourceTree.Root, "config", "ejabberd", "listeners.yml"));
        var lines = XmppRemedies.Component(new LinkOptions("mail.example.org", new HostPort("127.0.0.1", 5347), "never shown", false, null));

        Assert.All(lines.Where(line => line.StartsWith("  ", StringComparison.Ordinal)), line => Assert.Contains(
            line.Replace(XmppRemedies.TheSecret, "change me", StringComparison.Ordinal).Trim(), sample, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("never shown", StringComparison.Ordinal));
    }

    [Fact]
    public void The_lines_for_privileges_are_those_of_the_readme()
    {
        var readme = File.ReadAllText(Path.Combine(SourceTree.Root, "README.md"));

        Assert.All(
            XmppRemedies.Privileges("example.org", "matrix.example.org").Where(line => line.StartsWith("  ", StringComparison.Ordinal)),
            line => Assert.Contains(line.Trim(), readme, StringComparison.Ordinal));
    }
}
