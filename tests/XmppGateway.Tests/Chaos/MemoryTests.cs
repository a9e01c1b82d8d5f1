using System.Xml.Linq;
using XmppGateway.Chaos.Report;
using Xunit;

namespace XmppGateway.Tests.Chaos;

public sealed class MemoryTests
{
    [Fact]
    public void The_slope_is_that_of_the_second_half()
    {
        // Rises quickly to 100 MiB, then 1 MiB a minute.
        var memory = Memory.Of([.. Enumerable.Range(0, 121).Select(minute => new Sample(minute * 60, minute < 60 ? 40 + minute : 100 + minute - 60, 0))])!;

        Assert.Equal(60, memory.SlopePerHour, tolerance: 0.001);
        Assert.Equal((40, 40, 160), (memory.Start, memory.Least, memory.Most));
        Assert.False(memory.IsFlat);
    }

    [Theory]
    [InlineData(100, 7.9, true)]
    [InlineData(100, 8.1, false)]
    [InlineData(400, 20, true)] // 5 % of the mean
    [InlineData(400, 21, false)]
    [InlineData(400, -100, true)]
    public void It_is_flat_when_it_rises_little(double from, double rise, bool flat)
    {
        var memory = Memory.Of([new(0, 1, 0), new(100, from, 0), new(150, from + (rise / 2), 0), new(200, from + rise, 0)])!;

        Assert.Equal(flat, memory.IsFlat);
    }

    [Fact]
    public void Two_points_of_the_same_moment_have_no_slope() => Assert.Equal(0, Memory.Of([new(1, 10, 0), new(1, 20, 0)])!.SlopePerHour);

    [Fact]
    public void A_chart_is_drawn_of_anything()
    {
        foreach (var samples in new Sample[][] { [], [new(0, 100, null)], [new(0, 100, 3), new(5, 120.5, null), new(10, 90, 0)] })
            Assert.Equal("svg", XDocument.Parse(Chart.Draw(samples)).Root!.Name.LocalName);
    }
}
