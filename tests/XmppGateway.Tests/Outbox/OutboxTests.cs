using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Outbox;

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
    public async Task The_receipt_comes_when_the_foreign_side_has_accepted_and_that_is_stored()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.WriteAsync("hello", "m1");

        var receipt = await queues.NextStanzaAsync();

        Assert.Equal("m1", receipt.Payload(Namespaces.Receipts + "received")?.Attribute("id")?.Value);
        Assert.Equal(QueuesUnderTest.Phone, receipt.To);
        Assert.Empty(await queues.Store.ListOutgoingAsync(10, Token));
        var row = await queues.Store.FindByStanzaAsync("test", "alice@localhost", "bob", "m1", Token);
        Assert.StartsWith("foreign-", row?.ForeignId, StringComparison.Ordinal);
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

    [Fact]
    public async Task No_receipt_goes_out_before_the_delivery_is_stored()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (_, _) =>
        {
            queues.OutboxStore.IsAway = true;
            return ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(null));
        };
        await queues.WriteAsync("hello", "m1");
        var receipt = queues.NextStanzaAsync().AsTask();
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(
            queues.Logger.Lines.Any(line => line.Text.Contains("trying again", StringComparison.Ordinal))));
        Assert.False(receipt.IsCompleted);

        queues.OutboxStore.IsAway = false;

        await queues.AdvanceUntilAsync(new ValueTask<Stanza>(receipt));
        Assert.Empty(await queues.Store.ListOutgoingAsync(1, Token));
    }

    [Fact]
    public async Task A_delivery_that_ends_during_a_stop_is_stored_and_receipted_when_the_store_comes_back_in_time()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (_, _) =>
        {
            queues.OutboxStore.IsAway = true;
            return ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(null));
        };
        await queues.WriteAsync("hello", "m1");
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(queues.Time.HasTimer(TimeSpan.FromSeconds(1))));

        var stopping = queues.StopAsync(CancellationToken.None);
        queues.OutboxStore.IsAway = false;
        queues.Time.Advance(TimeSpan.FromSeconds(1));
        await stopping;

        Assert.Empty(await queues.Store.ListOutgoingAsync(1, Token));
        Assert.True(queues.Link.TryNext(out var receipt));
        Assert.Equal("m1", receipt?.Payload(Namespaces.Receipts + "received")?.Attribute("id")?.Value);
    }

    [Fact]
    public async Task A_refused_message_is_in_the_outbox_until_the_notice_for_its_sender_is_stored()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (_, _) =>
            ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Rejected("no", FailureCondition.NotAllowed));
        var open = -1;
        queues.InboxStore.OnAdd = async commit =>
        {
            var sequences = await commit;
            open = (await queues.Store.ListOutgoingAsync(10, Token)).Count;
            return sequences;
        };
        await queues.WriteAsync("hello", "m1");

        Assert.Equal("error", (await queues.NextStanzaAsync()).Type);
        Assert.Equal(1, open);
    }

    [Fact]
    public async Task A_crash_between_the_notice_and_the_end_of_a_refused_message_tells_its_sender_once()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (_, _) =>
            ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Rejected("no", FailureCondition.NotAllowed));
        queues.InboxStore.OnAdd = commit =>
        {
            queues.OutboxStore.IsAway = true;
            return commit;
        };
        await queues.WriteAsync("hello", "m1");
        Assert.Equal("m1", (await queues.NextStanzaAsync()).Id);
        await QueuesUnderTest.UntilAsync(async () => await queues.Store.CountIncomingAsync("test", Token) == 0);
        Assert.Single(await queues.Store.ListOutgoingAsync(1, Token));

        await queues.RestartAsync();

        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(1, Token)).Count == 0);
        await queues.WriteAsync("hello again", "m2");
        Assert.Equal("m2", (await queues.NextStanzaAsync()).Id);
    }

    [Fact]
    public async Task A_refusal_reaches_the_sender_in_the_foreign_servers_own_words()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (_, _) =>
            ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Rejected("550 no such user", FailureCondition.NoSuchRecipient));
        await queues.WriteAsync("hello", "m1");

        var error = await queues.NextStanzaAsync();

        Assert.Equal("error", error.Type);
        Assert.Equal("m1", error.Id);
        Assert.Equal(QueuesUnderTest.Phone, error.To);
        Assert.Equal("item-not-found", StanzaError.Find(error)!.Condition);
        Assert.Equal("550 no such user", StanzaError.Find(error)!.Text);
    }

    [Fact]
    public async Task A_refusal_is_not_lost_while_the_xmpp_server_is_away()
    {
        await using var queues = await QueuesUnderTest.StartAsync(attached: false);
        queues.Link.IsAttached = false;
        queues.Adapter.OnSend = (_, _) =>
            ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Rejected("no", FailureCondition.NotAllowed));
        await queues.WriteAsync("hello", "m1");
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(1, Token)).Count == 0);

        queues.Attach();

        Assert.Equal("error", (await queues.NextStanzaAsync()).Type);
    }

    [Fact]
    public async Task A_receipt_is_not_lost_while_the_xmpp_server_is_away()
    {
        await using var queues = await QueuesUnderTest.StartAsync(attached: false);
        queues.Link.IsAttached = false;
        await queues.WriteAsync("hello", "m1");
        await QueuesUnderTest.UntilAsync(async () => await queues.Store.CountIncomingAsync("test", Token) == 1);

        queues.Attach();

        var receipt = await queues.NextStanzaAsync();
        Assert.Equal("m1", receipt.Payload(Namespaces.Receipts + "received")?.Attribute("id")?.Value);
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
    public async Task A_repeat_by_the_client_is_delivered_once_and_gets_its_receipt_again()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.WriteAsync("hello", "m1");
        await queues.NextStanzaAsync();
        await queues.WriteAsync("hello", "m1");

        var again = await queues.NextStanzaAsync();
        Assert.Equal("m1", again.Payload(Namespaces.Receipts + "received")?.Attribute("id")?.Value);
        await queues.WriteAsync("next", "m2");
        await queues.NextDeliveryAsync();
        Assert.Equal("next", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
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
    public async Task A_message_that_could_not_be_stored_is_given_back_to_be_tried_again()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.WriteAsync("known contact", "m1");
        await queues.NextStanzaAsync();
        queues.OutboxStore.IsAway = true;
        await queues.WriteAsync("hello", "m2");

        var error = await queues.NextStanzaAsync();

        Assert.Equal("m2", error.Id);
        Assert.Equal(StanzaErrorType.Wait, StanzaError.Find(error)!.Type);
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
    public async Task A_mistake_in_the_store_is_answered_and_does_not_end_the_conversation()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.WriteAsync("known contact", "m1");
        await queues.NextStanzaAsync();
        queues.OutboxStore.HasBug = true;
        await queues.WriteAsync("hello", "m2");
        var error = await queues.NextStanzaAsync();
        queues.OutboxStore.HasBug = false;

        await queues.WriteAsync("hello again", "m3");

        Assert.Equal(("m2", "error"), (error.Id, error.Type));
        Assert.Equal("m3", (await queues.NextStanzaAsync()).Payload(Namespaces.Receipts + "received")?.Attribute("id")?.Value);
    }

    [Fact]
    public async Task A_message_that_cannot_be_delivered_in_its_time_comes_back_with_the_last_reason()
    {
        await using var queues = await QueuesUnderTest.StartAsync(new DeliverySettings { Expiry = TimeSpan.FromMinutes(1) });
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Retry("450 mailbox busy"));
        await queues.WriteAsync("hello", "m1");
        var (error, took) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());

        Assert.Equal("remote-server-timeout", StanzaError.Find(error)!.Condition);
        Assert.Equal("450 mailbox busy", StanzaError.Find(error)!.Text);
        Assert.True(took >= TimeSpan.FromMinutes(1));
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

        await receipt.WaitAsync(Token);
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
