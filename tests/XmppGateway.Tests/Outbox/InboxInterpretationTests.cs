using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>Arrivals that the adapter has to look at before they are events.</summary>
public sealed class InboxInterpretationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_raw_arrival_that_is_not_understood_yet_holds_its_lane_and_no_other()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var away = true;
        queues.Adapter.OnInterpret = raw => raw.Lane == "room 1" && away
            ? new Interpretation.Later("the homeserver is away", TimeSpan.FromSeconds(1))
            : new Interpretation.Understood([queues.Incoming(raw.Key, Encoding.UTF8.GetString(raw.Payload.Span))]);
        await queues.PublishRawAsync("k1", "room 1", "one");
        await queues.PublishRawAsync("k2", "room 1", "two");
        await queues.PublishRawAsync("k3", "room 2", "other room");

        Assert.Equal("other room", (await queues.NextStanzaAsync()).Body);
        away = false;

        var (one, _) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());
        Assert.Equal("one", one.Body);
        Assert.Equal("two", (await queues.NextStanzaAsync()).Body);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task A_wait_that_no_timer_allows_is_bounded_and_loses_nothing(long ticks)
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var asked = 0;
        queues.Adapter.OnInterpret = raw => asked++ == 0
            ? new Interpretation.Later("Retry-After: 9999999999", TimeSpan.FromTicks(ticks))
            : new Interpretation.Understood([queues.Incoming(raw.Key, "hello")]);
        await queues.PublishRawAsync("k1", "room", "hello");

        var (stanza, took) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());

        Assert.Equal("hello", stanza.Body);
        // The clock goes on while the lane works, on a busy machine for hours.
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task An_arrival_that_the_adapter_fails_on_is_put_aside_and_its_neighbours_go_on()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnInterpret = raw => raw.Key == "k1"
            ? throw new InvalidOperationException("a mistake")
            : new Interpretation.Understood([queues.Incoming(raw.Key, "good")]);
        await queues.PublishRawAsync("k1", "room", "bad");
        await queues.PublishRawAsync("k2", "room", "good");

        Assert.Equal("good", (await queues.NextStanzaAsync()).Body);
        await QueuesUnderTest.UntilAsync(async () => await queues.Store.CountIncomingAsync("test", Token) == 0);
        Assert.Single(queues.Logger.Lines, line => line.Exception is InvalidOperationException);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_hangs_holds_its_conversation_and_no_other(bool isInterpreter)
    {
        await using var queues = await QueuesUnderTest.StartAsync(new DeliverySettings { Unconfirmed = 1 });
        var hang = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task WaitAsync(bool isSlow)
        {
            if (isSlow)
            {
                begun.TrySetResult();
                await hang.Task;
            }
        }

        queues.Adapter.OnInterpretAsync = async raw =>
        {
            await WaitAsync(isInterpreter && raw.Key == "k1");
            var message = queues.Incoming(raw.Key, raw.Key);
            return new Interpretation.Understood([message]);
        };
        queues.Translator.Before = what => WaitAsync(!isInterpreter && what is Message { Body.Plain: "k1" });
        await queues.PublishRawAsync("k1", "room 1", "one");
        await queues.PublishRawAsync("k2", "room 1", "two");
        await begun.Task.WaitAsync(Token);
        await queues.PublishRawAsync("k3", "room 2", "three");

        var (other, _) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());
        hang.SetResult();

        Assert.Equal("k3", other.Body);
        Assert.Equal("k1", (await queues.NextStanzaAsync()).Body);
        Assert.Equal("k2", (await queues.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task An_arrival_whose_interpretation_was_given_up_is_tried_again_and_not_overtaken()
    {
        await using var queues = await QueuesUnderTest.StartAsync(new DeliverySettings { Unconfirmed = 1 });
        var timeouts = 2;
        queues.Adapter.OnInterpret = raw => timeouts-- > 0
            ? throw new TaskCanceledException("the homeserver did not answer")
            : new Interpretation.Understood([queues.Incoming(raw.Key, raw.Key)]);
        await queues.PublishRawAsync("k1", "room", "one");
        await queues.PublishRawAsync("k2", "room", "two");

        var (one, _) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());
        Assert.Equal("k1", one.Body);
        Assert.Equal("k2", (await queues.NextStanzaAsync()).Body);
    }
}
