using XmppGateway.Outbox;
using Xunit;

namespace XmppGateway.Tests.Outbox;

public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Far = Now.AddDays(2);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(7, 128)]
    [InlineData(8, 256)]
    [InlineData(9, 300)]
    [InlineData(1_000_000, 300)]
    public void Doubles_from_two_seconds_to_five_minutes(int attempts, int seconds) =>
        Assert.Equal(Now.AddSeconds(seconds), RetrySchedule.Next(Now, attempts, null, Far, 0.5));

    [Theory]
    [InlineData(0.0, 1.5)]
    [InlineData(1.0, 2.5)]
    public void Spreads_by_a_quarter_to_each_side(double jitter, double seconds) =>
        Assert.Equal(Now.AddSeconds(seconds), RetrySchedule.Next(Now, 1, null, Far, jitter));

    [Fact]
    public void Waits_as_long_as_the_server_asks() =>
        Assert.Equal(Now.AddMinutes(30), RetrySchedule.Next(Now, 1, TimeSpan.FromMinutes(30), Far, 0.5));

    [Fact]
    public void Does_not_come_back_earlier_than_its_own_schedule_because_the_server_asks_for_less() =>
        Assert.Equal(Now.AddSeconds(8), RetrySchedule.Next(Now, 3, TimeSpan.FromMilliseconds(1), Far, 0.5));

    [Fact]
    public void The_last_attempt_is_at_the_end_of_the_entrys_time() =>
        Assert.Equal(Now.AddSeconds(1), RetrySchedule.Next(Now, 9, null, Now.AddSeconds(1), 0.5));

    [Fact]
    public void Ends_when_the_entry_has_expired() => Assert.Null(RetrySchedule.Next(Now, 1, null, Now, 0.5));

    [Fact]
    public void An_open_circuit_is_looked_at_again_after_its_break() =>
        Assert.Equal(Now.AddSeconds(5), RetrySchedule.NotAsked(Now, TimeSpan.FromSeconds(5), Far));

    [Fact]
    public void An_open_circuit_does_not_keep_an_entry_alive() => Assert.Null(RetrySchedule.NotAsked(Now, TimeSpan.FromSeconds(5), Now));
}
