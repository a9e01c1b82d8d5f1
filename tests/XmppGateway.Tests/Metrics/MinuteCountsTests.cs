using FsCheck.Fluent;
using XmppGateway.Metrics;
using Xunit;

namespace XmppGateway.Tests.Metrics;

public sealed class MinuteCountsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_minute_that_runs_is_the_last_one()
    {
        var counts = new MinuteCounts();
        counts.Add(Start, 2);
        counts.Add(Start.AddMinutes(1.5), 3);

        var read = counts.Read(Start.AddMinutes(1.9));

        Assert.Equal(MinuteCounts.Minutes, read.Count);
        Assert.Equal([2, 3], read.TakeLast(2));
        Assert.Equal(5, read.Sum());
    }

    /// <summary>Held against all that was counted, at any steps of time.</summary>
    [Fact]
    public void What_is_older_than_an_hour_is_gone_and_nothing_else() => Prop.ForAll(
        Gen.Choose(0, 5000).Select(seconds => TimeSpan.FromSeconds(seconds)).ListOf().ToArbitrary(),
        steps =>
        {
            var counts = new MinuteCounts();
            var now = Start;
            var all = new List<long>();
            foreach (var step in steps)
            {
                now += step;
                counts.Add(now, 1);
                all.Add(now.ToUnixTimeSeconds() / 60);
            }

            var minute = now.ToUnixTimeSeconds() / 60;
            var expected = Enumerable.Range(0, MinuteCounts.Minutes).Select(i => (long)all.Count(m => m == minute - MinuteCounts.Minutes + 1 + i));
            return expected.SequenceEqual(counts.Read(now));
        }).MustHold();

    [Fact]
    public void A_clock_that_is_put_back_loses_nothing()
    {
        var counts = new MinuteCounts();
        counts.Add(Start, 1);
        counts.Add(Start.AddMinutes(-10), 1);

        Assert.Equal(2, counts.Read(Start)[^1]);
    }
}
