using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>What the sender is told of a message that was delivered, and when.</summary>
public sealed class OutboxReceiptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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

    [Theory]
    [InlineData(false, true, 1)]
    [InlineData(true, true, 0)]
    [InlineData(true, false, 0)]
    public async Task Acceptance_is_the_receipt_where_the_network_cannot_tell_more(bool networkTells, bool wantsReceipt, int onAcceptance)
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.Capabilities = new Capabilities { Receipts = networkTells };
        await queues.WriteAsync("hello", "m1", wantsReceipt: wantsReceipt);
        await queues.WriteAsync("hello again", "m2", wantsReceipt: false);
        await QueuesUnderTest.UntilAsync(async () => await FindAsync("m2") is { IsOpen: false });

        Assert.Equal(onAcceptance, queues.Link.TakeSent().Count);
        Assert.Equal(wantsReceipt, (await FindAsync("m1"))!.WantsReceipt);
        Assert.False((await FindAsync("m2"))!.WantsReceipt);

        Task<MappedMessage?> FindAsync(string id) => queues.Store.FindByStanzaAsync("test", "alice@localhost", "bob", id, Token);
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
    public async Task A_repeat_of_what_waited_for_longer_than_a_day_is_delivered_once_and_gets_its_receipt_again()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var away = true;
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(away ? new DeliveryResult.Retry("later") : new DeliveryResult.Delivered(null));
        await queues.WriteAsync("hello", "m1");
        await queues.NextDeliveryAsync();
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(1, Token)) is [{ Attempts: 1 }]);
        away = false;
        queues.Time.Advance(TimeSpan.FromHours(30));
        await queues.AdvanceUntilAsync(queues.NextStanzaAsync());
        await queues.NextDeliveryAsync();

        await queues.WriteAsync("hello", "m1");
        var again = await queues.NextStanzaAsync();
        await queues.WriteAsync("next", "m2");

        Assert.Equal("m1", again.Payload(Namespaces.Receipts + "received")?.Attribute("id")?.Value);
        Assert.Equal("next", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
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
}
