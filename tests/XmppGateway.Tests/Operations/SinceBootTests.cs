using XmppGateway.Operations;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Operations;

public sealed class SinceBootTests
{
    [Theory]
    [InlineData("350735.47 234388.90\n", 35073547)]
    [InlineData("0.05 0.00\n", 5)]
    public void The_kernel_tells_the_seconds_since_the_start(string text, long expected) => Assert.Equal(expected, SinceBoot.Read(text));

    [Fact]
    public void Only_the_clock_of_the_system_is_replaced_and_goes_on_as_fast()
    {
        var manual = new ManualTimeProvider();
        Assert.Same(manual, SinceBoot.InPlaceOf(manual));
        var clock = SinceBoot.InPlaceOf(TimeProvider.System);
        Assert.IsType<SinceBoot>(clock);

        var (usual, own) = (TimeProvider.System.GetTimestamp(), clock.GetTimestamp());
        while (TimeProvider.System.GetElapsedTime(usual) < TimeSpan.FromMilliseconds(60))
        {
            Thread.Yield();
        }

        Assert.InRange(clock.GetElapsedTime(own).TotalMilliseconds, 30, 10_000);
    }
}
