using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>What comes back to the sender of a message that was not delivered.</summary>
public sealed class OutboxReturnTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
    public async Task What_cannot_be_read_any_more_is_given_back_and_hides_nothing()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        foreach (var (id, text) in new[] { ("m1", "one"), ("m2", "two"), ("m3", "three") })
        {
            var what = new Message
            {
                User = QueuesUnderTest.Alice,
                Contact = QueuesUnderTest.Bob,
                Timestamp = queues.Time.GetUtcNow(),
                Body = new RichText(text),
            };
            var entry = Outgoing.NewEntry(queues.Network, what, QueuesUnderTest.Phone, id, queues.Time.GetUtcNow(), TimeSpan.FromDays(2));
            await queues.Store.AddOutgoingAsync(id == "m2" ? entry with { Payload = [0x7B, 1, 2] } : entry, queues.Time.GetUtcNow().AddDays(-1), Token);
        }

        await queues.RestartAsync();

        Assert.Equal("one", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
        Assert.Equal("three", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
        var error = await queues.NextStanzaAsync();
        Assert.Equal(("m2", "error", QueuesUnderTest.Phone), (error.Id, error.Type, error.To));
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(10, Token)).Count == 0);
        Assert.Single(queues.Logger.Lines, line => line.Text == "test: entry 2 cannot be read");
        Assert.DoesNotContain(queues.Logger.Lines, line => line.Text.Contains("stay in the store", StringComparison.Ordinal));
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
    public async Task The_last_attempt_is_made_at_the_end_of_its_time()
    {
        await using var queues = await QueuesUnderTest.StartAsync(new DeliverySettings { Expiry = TimeSpan.FromMinutes(1) });
        var end = queues.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(
            queues.Time.GetUtcNow() < end ? new DeliveryResult.Retry("450 mailbox busy") : new DeliveryResult.Delivered(null));
        await queues.WriteAsync("hello", "m1");
        var (receipt, took) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());

        Assert.Equal("m1", receipt.Payload(Namespaces.Receipts + "received")?.Attribute("id")?.Value);

        // Time goes on while the attempt is made and told; not for as long as another wait.
        Assert.InRange(took, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1.5));
    }
}
