using XmppGateway.Component;
using XmppGateway.Xmpp.Streams;
using Xunit;

namespace XmppGateway.Tests.Component;

public sealed class ReconnectTests
{
    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(2, 0.2)]
    [InlineData(5, 1.6)]
    [InlineData(9, 25.6)]
    [InlineData(10, 30)]
    [InlineData(100_000, 30)]
    public void Comes_back_at_once_and_then_doubles_up_to_half_a_minute(int attempt, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Reconnect.Delay(StreamFailure.Transient, attempt, 1.0));

    [Fact]
    public void Jitter_halves_at_the_most() =>
        Assert.Equal(TimeSpan.FromSeconds(15), Reconnect.Delay(StreamFailure.Transient, 20, 0.0));

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void A_wrong_configuration_is_tried_twice_a_minute_from_the_first_failure_on(int attempt) =>
        Assert.Equal(TimeSpan.FromSeconds(30), Reconnect.Delay(StreamFailure.Configuration, attempt, 0.7));

    [Fact]
    public void Two_instances_that_kick_each_other_out_do_so_slowly() =>
        Assert.InRange(Reconnect.Delay(StreamFailure.Conflict, 1, 0.0), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
}
