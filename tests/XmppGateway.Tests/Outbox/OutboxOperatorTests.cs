using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>What the operator does to messages that wait.</summary>
public sealed class OutboxOperatorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_operator_makes_due_does_not_wait_for_its_time()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var down = true;
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(
            down ? new DeliveryResult.Retry("later", TimeSpan.FromHours(3)) : new DeliveryResult.Delivered(null));
        await queues.WriteAsync("hello", "m1");
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(1, Token)) is [{ Attempts: 1 }]);

        await QueuesUnderTest.UntilAsync(() => Task.FromResult(queues.Time.PendingTimers > 0));
        down = false;
        await queues.Store.RetryOutgoingAsync(null, Token);
        var receipt = queues.NextStanzaAsync().AsTask();
        for (var look = 0; look < 3 && !receipt.IsCompleted; look++)
        {
            // The lane looks into the store every five seconds.
            queues.Time.Advance(TimeSpan.FromSeconds(5));
            await QueuesUnderTest.UntilAsync(() => Task.FromResult(receipt.IsCompleted || queues.Time.PendingTimers > 0));
        }

        await receipt.InTimeAsync();
    }

    [Fact]
    public async Task What_the_operator_drops_during_an_attempt_comes_back_without_another_one()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = async (_, _) =>
        {
            await queues.Store.DropOutgoingAsync(1, Token);
            return new DeliveryResult.Retry("450 later", TimeSpan.FromHours(3));
        };
        await queues.WriteAsync("hello", "m1");
        var (error, took) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());

        var said = StanzaError.Find(error)!;
        Assert.Equal(("m1", "service-unavailable", "removed by the operator"), (error.Id, said.Condition, said.Text));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromHours(1));
        Assert.Equal(1, (await queues.NextDeliveryAsync()).Attempt);
    }

    [Fact]
    public async Task What_the_operator_drops_behind_one_that_waits_comes_back_to_its_sender()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var down = true;
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(
            down ? new DeliveryResult.Retry("later", TimeSpan.FromMinutes(1)) : new DeliveryResult.Delivered(null));
        await queues.WriteAsync("one", "m1");
        await queues.WriteAsync("two", "m2");
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(2, Token)) is [{ Attempts: 1 }, _]);
        var second = (await queues.Store.ListOutgoingAsync(2, Token))[1];
        await queues.Store.DropOutgoingAsync(second.Sequence, Token);
        down = false;

        var (receipt, _) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());
        var (error, _) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());

        Assert.NotNull(receipt.Payload(Namespaces.Receipts + "received"));
        Assert.Equal(("m2", "error"), (error.Id, error.Type));
        var said = StanzaError.Find(error)!;
        Assert.Equal((StanzaErrorType.Cancel, "service-unavailable", "removed by the operator"), (said.Type, said.Condition, said.Text));
    }
}
