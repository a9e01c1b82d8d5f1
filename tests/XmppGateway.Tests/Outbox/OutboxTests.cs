using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>Which messages are delivered, in which order, and what is logged of it.</summary>
public sealed class OutboxTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stopped_network_is_sent_nothing_until_it_is_resumed()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var asked = 0;
        queues.Guard.OnStopped = () => asked++ < 3;
        await queues.WriteAsync("hello");

        var (delivery, _) = await queues.AdvanceUntilAsync(queues.NextDeliveryAsync());

        Assert.Equal(("hello", 1), (QueuesUnderTest.BodyOf(delivery), delivery.Attempt));
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task A_delivered_message_is_one_line_in_the_log_without_people_and_words()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var attempts = 0;
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(
            ++attempts == 1 ? new DeliveryResult.Retry("450 later") : new DeliveryResult.Delivered(null));
        await queues.WriteAsync("hello", "m1");
        var delivery = await queues.NextDeliveryAsync();
        await queues.AdvanceUntilAsync(queues.NextStanzaAsync());

        var line = Assert.Single(queues.Logger.Lines, line => line.Text.Contains("delivered after", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Matches($@"^test: entry 1 \({delivery.Id[..8]}\) delivered after [1-9]\d*\.\d{{3}} s, attempt 2$", line.Text);
    }

    [Theory]
    [InlineData(true, LogLevel.Warning)]
    [InlineData(false, LogLevel.Information)]
    public async Task A_message_that_must_wait_is_one_line_and_a_warning_when_the_whole_server_is_away(bool serverWide, LogLevel level)
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Retry("no answer", ServerWide: serverWide));
        await queues.WriteAsync("hello", "m1");
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(1, Token)) is [{ Attempts: 1 }]);

        Assert.Equal(level, Assert.Single(queues.Logger.Lines, line => line.Text.Contains("no answer", StringComparison.Ordinal)).Level);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_waits_for_a_server_goes_within_seconds_when_that_is_back(bool adapterSaysSo)
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var isAway = true;
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(
            isAway ? new DeliveryResult.Retry("no answer", ServerWide: true) : new DeliveryResult.Delivered(null));
        await queues.WriteAsync("one", "m1");
        await queues.NextDeliveryAsync();
        for (var attempt = 2; attempt <= 8; attempt++)
        {
            await queues.AdvanceUntilAsync(queues.NextDeliveryAsync());
        }

        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(1, Token)) is [{ Attempts: 8 }]);
        isAway = false;
        if (adapterSaysSo)
        {
            queues.Circuits.NoteBack("test", queues.Adapter.ServerOf(QueuesUnderTest.Bob));
        }
        else
        {
            await queues.WriteAsync("two", "m2", contact: "carol");
            Assert.Equal("two", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
        }

        // The pause after eight attempts is three minutes at least. A lane that reads the store has no timer: none that is further away may be fired meanwhile.
        var (next, took) = await queues.Time.AdvanceUntilAsync(queues.NextDeliveryAsync(), TimeSpan.FromSeconds(6));
        Assert.Equal("one", QueuesUnderTest.BodyOf(next));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_pause_that_the_server_has_asked_for_is_kept_whoever_gets_through()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (delivery, _) => ValueTask.FromResult<DeliveryResult>(
            QueuesUnderTest.BodyOf(delivery) == "one" && delivery.Attempt == 1
                ? new DeliveryResult.Retry("slow down", TimeSpan.FromMinutes(4), ServerWide: true)
                : new DeliveryResult.Delivered(null));
        await queues.WriteAsync("one", "m1");
        await queues.NextDeliveryAsync();
        await queues.WriteAsync("two", "m2", contact: "carol");
        await queues.NextDeliveryAsync();

        var (_, took) = await queues.AdvanceUntilAsync(queues.NextDeliveryAsync());
        Assert.True(took >= TimeSpan.FromMinutes(3.9), took.ToString());
    }

    [Fact]
    public async Task A_delivery_that_must_wait_keeps_its_conversation_in_order_and_its_id()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var failures = 3;
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(
            failures-- > 0 ? new DeliveryResult.Retry("450 later") : new DeliveryResult.Delivered(null));
        await queues.WriteAsync("one", "m1");
        await queues.WriteAsync("two", "m2");

        var first = await queues.NextDeliveryAsync();
        for (var attempt = 2; attempt <= 4; attempt++)
        {
            var (repeat, _) = await queues.AdvanceUntilAsync(queues.NextDeliveryAsync());
            Assert.Equal("one", QueuesUnderTest.BodyOf(repeat));
            Assert.Equal(first.Id, repeat.Id);
            Assert.Equal(attempt, repeat.Attempt);
        }

        var (next, _) = await queues.AdvanceUntilAsync(queues.NextDeliveryAsync());
        Assert.Equal("two", QueuesUnderTest.BodyOf(next));
    }

    [Fact]
    public async Task A_conversation_that_waits_delays_no_other_one()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (delivery, _) => ValueTask.FromResult<DeliveryResult>(
            delivery.Event.Contact.Id.Value == "bob" ? new DeliveryResult.Retry("later") : new DeliveryResult.Delivered(null));
        await queues.WriteAsync("to bob", "m1", "bob");
        await queues.WriteAsync("to eve", "m2", "eve");

        var receipt = await queues.NextStanzaAsync();

        Assert.Equal("m2", receipt.Payload(Namespaces.Receipts + "received")?.Attribute("id")?.Value);
    }

    [Fact]
    public async Task After_a_restart_what_was_left_goes_out_with_the_same_ids_and_in_order()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, queues.Time, token);
            return new DeliveryResult.Delivered(null);
        };
        for (var i = 1; i <= 200; i++)
        {
            await queues.WriteAsync("text " + i, "m" + i);
        }

        var before = await queues.NextDeliveryAsync();
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(500, Token)).Count == 200);
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(null));
        await queues.RestartAsync();

        for (var i = 1; i <= 200; i++)
        {
            var delivery = await queues.NextDeliveryAsync();
            Assert.Equal("text " + i, QueuesUnderTest.BodyOf(delivery));
            Assert.True(i > 1 || delivery.Id == before.Id);
        }
    }

    [Fact]
    public async Task A_client_that_counts_its_ids_from_one_again_loses_nothing()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.WriteAsync("before the restart", "1");
        await queues.WriteAsync("after the restart", "1");

        Assert.Equal("before the restart", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
        Assert.Equal("after the restart", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
    }

    [Fact]
    public async Task Identical_messages_without_ids_all_go_out()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.WriteAsync("ok", null);
        await queues.WriteAsync("ok", null);

        await queues.NextDeliveryAsync();
        await queues.NextDeliveryAsync();
    }

    [Fact]
    public async Task A_network_whose_server_takes_no_answers_holds_up_no_other()
    {
        await using var queues = await QueuesUnderTest.StartAsync(new DeliverySettings { Uncommitted = 2 });
        var healthy = new ScriptedLink();
        var other = new Network("other", queues.Adapter, healthy);
        await queues.WriteAsync("known contact", "m1");
        await queues.NextStanzaAsync();
        await queues.WriteAsync("known contact", "m1", network: other);
        await healthy.NextAsync(Token);
        queues.OutboxStore.IsAway = true;
        var reads = new TaskCompletionSource();
        queues.Link.Reads = reads.Task;

        var hanging = Enumerable.Range(0, 3).Select(i => queues.WriteAsync("hello", "h" + i).AsTask()).ToArray();
        try
        {
            Assert.False(hanging[2].IsCompleted);
            for (var i = 0; i < 10; i++)
            {
                await queues.WriteAsync("hello", "m2", network: other).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Token);
                Assert.Equal("m2", (await healthy.NextAsync(Token)).Id);
            }
        }
        finally
        {
            reads.SetResult();
            await Task.WhenAll(hanging);
        }
    }

    [Fact]
    public async Task A_mistake_in_the_adapter_is_logged_and_the_delivery_comes_again()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var first = true;
        queues.Adapter.OnSend = (_, _) =>
        {
            if (first)
            {
                first = false;
                throw new InvalidOperationException("a mistake");
            }

            return ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(null));
        };
        await queues.WriteAsync("hello", "m1");

        await queues.AdvanceUntilAsync(queues.NextStanzaAsync());
        Assert.Single(queues.Logger.Lines, line => line.Exception is InvalidOperationException);
    }
}
