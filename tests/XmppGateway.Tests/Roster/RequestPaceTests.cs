using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Roster;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Roster;

public sealed class RequestPaceTests
{
    private static readonly Jid Alice = Jid.Parse("alice@localhost");

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_handful_at_once_then_one_every_three_seconds()
    {
        var pace = new RequestPace(_time);

        Assert.Equal([0, 0, 0, 0, 0, 3, 6, 9], Enumerable.Range(0, 8).Select(_ => pace.Take("mail", Alice).TotalSeconds));
    }

    [Fact]
    public void A_pause_gives_the_handful_back_and_no_more()
    {
        var pace = new RequestPace(_time);
        for (var i = 0; i < 5; i++)
        {
            pace.Take("mail", Alice);
        }

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal([0, 0, 0, 0, 0, 3], Enumerable.Range(0, 6).Select(_ => pace.Take("mail", Alice).TotalSeconds));
    }

    [Fact]
    public void Never_more_than_the_burst_and_the_rate_allow() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt[]>(),
        gaps =>
        {
            var time = new ManualTimeProvider();
            var pace = new RequestPace(time);
            var start = time.GetUtcNow();
            var moments = new List<double>();
            foreach (var gap in gaps)
            {
                time.Advance(TimeSpan.FromSeconds(gap.Get % 7));
                moments.Add((time.GetUtcNow() - start + pace.Take("mail", Alice)).TotalSeconds);
            }

            return Enumerable.Range(0, moments.Count).All(
                first => Enumerable.Range(first, moments.Count - first).All(
                    last => last - first + 1 <= 5 + Math.Ceiling((moments[last] - moments[first]) / 3) + 1e-6));
        }).MustHold();
}
