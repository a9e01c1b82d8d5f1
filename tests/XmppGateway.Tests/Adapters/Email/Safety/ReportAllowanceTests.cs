using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Safety;

/// <summary>Everybody is told that their mail has failed; only not all at once.</summary>
public sealed class ReportAllowanceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_program_that_writes_a_hundred_mails_to_nobody_hears_of_each()
    {
        await using var fixture = await EmailFixture.StartAsync();
        for (var i = 0; i < 100; i++)
            Assert.IsType<DeliveryResult.Delivered>(await ReportAsync(fixture, i));

        Assert.Equal(100, fixture.Smtp.Messages.Count);
    }

    [Fact]
    public async Task What_is_too_much_at_once_waits_and_is_told_then()
    {
        await using var fixture = await EmailFixture.StartAsync();
        for (var i = 0; i < ReportAllowance.Capacity; i++)
            await ReportAsync(fixture, i);

        var waits = Assert.IsType<DeliveryResult.Retry>(await ReportAsync(fixture, ReportAllowance.Capacity));
        Assert.Equal(TimeSpan.FromSeconds(ReportAllowance.Refill), waits.After);
        Assert.Equal(ReportAllowance.Capacity, fixture.Smtp.Messages.Count);

        ((ManualTimeProvider)fixture.Context.Time).Advance(waits.After!.Value);
        Assert.IsType<DeliveryResult.Delivered>(await ReportAsync(fixture, ReportAllowance.Capacity));
        Assert.IsType<DeliveryResult.Retry>(await ReportAsync(fixture, ReportAllowance.Capacity + 1));
    }

    [Fact]
    public void A_report_that_could_not_be_handed_over_is_counted_once()
    {
        var (once, _) = ReportAllowance.Full.Take("a", Now);

        Assert.Equal((once, (TimeSpan?)null), once.Take("a", Now + TimeSpan.FromMinutes(3)));
        Assert.Equal((ReportAllowance.Capacity - 1) * ReportAllowance.Refill, once.Credit);
    }

    [Fact]
    public void Whoever_waits_as_long_as_they_were_told_may_go() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ushort[]>(), ArbMap.Default.ArbFor<short>(), (pauses, step) =>
        {
            var (bucket, now) = (ReportAllowance.Full with { Credit = 3 * ReportAllowance.Refill, At = Now.ToUnixTimeSeconds() }, Now.AddSeconds(step));
            foreach (var (number, pause) in pauses.Index())
            {
                now = now.AddSeconds(pause % 90);
                (bucket, var wait) = bucket.Take($"{number}", now);
                Assert.InRange(bucket.Credit, 0, ReportAllowance.Capacity * ReportAllowance.Refill);
                if (wait is null)
                    continue;

                Assert.InRange(wait.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(ReportAllowance.Refill));
                now += wait.Value;
                (bucket, wait) = bucket.Take($"{number}", now);
                Assert.Null(wait);
            }
        }).MustHold();

    private static async Task<DeliveryResult> ReportAsync(EmailFixture fixture, int number)
    {
        await fixture.ReceiveAsync($"From: bob@example.test\nMessage-ID: <{number}@x>\n\nhi {number}");
        return await fixture.Adapter.SendAsync(
            new(
                $"{number:D26}",
                new Undeliverable
                {
                    User = Jid.Parse("alice@localhost"),
                    Contact = new(new("bob@example.test"), "bob@example.test"),
                    Timestamp = Now,
                    Failed = new($"{number}@x"),
                    Condition = FailureCondition.RecipientUnavailable,
                    Reason = "away",
                },
                1),
            EmailFixture.Cancelled);
    }
}
