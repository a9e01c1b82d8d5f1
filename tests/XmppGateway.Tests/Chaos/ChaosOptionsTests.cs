using XmppGateway.Chaos;
using XmppGateway.Chaos.Plan;
using Xunit;

namespace XmppGateway.Tests.Chaos;

public sealed class ChaosOptionsTests
{
    [Fact]
    public void Every_option_is_read()
    {
        var (options, mistake) = ChaosOptions.Read(
            "--seed 7 --minutes 1.5 --server ejabberd --store postgres --without cut --without full-disk --soak --report a.md".Split(' '), seed: 1);

        Assert.Null(mistake);
        Assert.Equal((7, 90, "ejabberd", "postgres", true, "a.md"), (options!.Seed, options.Length.TotalSeconds, options.Server, options.Store, options.Soak, options.Report));
        Assert.Equal([DisturbanceKind.Cut, DisturbanceKind.FullDisk], options.Without.Order());
    }

    [Theory]
    [InlineData("--seed")]
    [InlineData("--seed x")]
    [InlineData("--minutes 0")]
    [InlineData("--minutes -1")]
    [InlineData("--server openfire")]
    [InlineData("--without everything")]
    [InlineData("--help-me now")]
    public void What_is_not_understood_is_named(string words) =>
        Assert.StartsWith(words, ChaosOptions.Read(words.Split(' '), seed: 1).Mistake, StringComparison.Ordinal);

    [Fact]
    public void The_usage_names_every_kind() =>
        Assert.All(DisturbanceKinds.All, kind => Assert.Contains(kind.Word(), ChaosOptions.Usage, StringComparison.Ordinal));
}
