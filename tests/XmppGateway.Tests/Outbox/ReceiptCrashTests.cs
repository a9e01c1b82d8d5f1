using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>Receipts of what is delivered, when the gateway or its link dies before the XMPP server has them: none is lost, and nothing is delivered again.</summary>
public abstract class ReceiptCrashTests
{
    [Fact]
    public async Task A_crash_before_the_receipt_is_written_loses_none()
    {
        await using var queues = await StartAsync();
        queues.Link.Reads = new TaskCompletionSource().Task;
        await WriteAsync(queues, "m1");
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(queues.Link.Begun == 1));

        queues.Link.Reads = Task.CompletedTask;
        await queues.RestartAsync();

        Assert.Equal("m1", ConfirmedBy(await queues.NextStanzaAsync()));
        await NothingIsLeftAsync(queues);
    }

    [Fact]
    public async Task A_crash_before_the_server_has_it_tells_it_again()
    {
        await using var queues = await StartAsync();
        queues.Link.OnFence = () => new TaskCompletionSource<bool>().Task;
        await WriteAsync(queues, "m1", "m2");
        Assert.Equal(("m1", "m2"), (ConfirmedBy(await queues.NextStanzaAsync()), ConfirmedBy(await queues.NextStanzaAsync())));

        queues.Link.OnFence = () => Task.FromResult(true);
        await queues.RestartAsync();

        Assert.Equal(("m1", "m2"), (ConfirmedBy(await queues.NextStanzaAsync()), ConfirmedBy(await queues.NextStanzaAsync())));
        await NothingIsLeftAsync(queues);
    }

    [Fact]
    public async Task A_fence_on_the_next_stream_does_not_prove_what_was_sent_on_the_one_before()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "m1");
        Assert.Equal("m1", ConfirmedBy(await queues.NextStanzaAsync()));
        queues.Link.Stream++;

        Assert.Equal("m1", ConfirmedBy((await queues.AdvanceUntilAsync(queues.NextStanzaAsync())).Result));
        await NothingIsLeftAsync(queues);
    }

    [Fact]
    public async Task A_fence_that_does_not_come_back_has_it_told_again()
    {
        await using var queues = await StartAsync();
        queues.Link.OnFence = () =>
        {
            queues.Link.OnFence = () => Task.FromResult(true);
            return Task.FromResult(false);
        };
        await WriteAsync(queues, "m1");
        Assert.Equal("m1", ConfirmedBy(await queues.NextStanzaAsync()));

        Assert.Equal("m1", ConfirmedBy((await queues.AdvanceUntilAsync(queues.NextStanzaAsync())).Result));
        await NothingIsLeftAsync(queues);
    }

    [Fact]
    public async Task What_the_server_has_is_told_once()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "m1", "m2");
        await queues.NextStanzaAsync();
        await queues.NextStanzaAsync();
        Assert.Equal(2, (await queues.Store.ReadOpenReceiptsAsync("test", 10, Token)).Count);

        await ClosedAsync(queues);
        await queues.RestartAsync();

        await queues.WriteAsync("more", "m3");
        Assert.Equal("m3", ConfirmedBy(await queues.NextStanzaAsync()));
    }

    [Fact]
    public async Task An_orderly_stop_has_it_proven()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "m1");
        await queues.NextStanzaAsync();

        await queues.StopAsync(CancellationToken.None);

        Assert.Empty(await queues.Store.ReadOpenReceiptsAsync("test", 10, Token));
    }

    [Fact]
    public async Task A_crash_before_the_server_has_that_of_a_repeat_tells_it_again()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "m1");
        await queues.NextStanzaAsync();
        await ClosedAsync(queues);
        queues.Link.OnFence = () => new TaskCompletionSource<bool>().Task;
        await queues.WriteAsync("body of m1", "m1");
        Assert.Equal("m1", ConfirmedBy(await queues.NextStanzaAsync()));

        queues.Link.OnFence = () => Task.FromResult(true);
        await queues.RestartAsync();

        Assert.Equal("m1", ConfirmedBy(await queues.NextStanzaAsync()));
        await NothingIsLeftAsync(queues);
    }

    [Fact]
    public async Task That_of_a_repeat_waits_for_a_link_that_is_away()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "m1");
        await queues.NextStanzaAsync();
        await ClosedAsync(queues);
        await queues.DetachAsync();
        await queues.WriteAsync("body of m1", "m1");
        await QueuesUnderTest.UntilAsync(async () => await queues.Store.CountIncomingAsync("test", Token) == 1
            && (await queues.Store.ReadOpenReceiptsAsync("test", 10, Token)).Count == 0);

        queues.Attach();

        Assert.Equal("m1", ConfirmedBy(await queues.NextStanzaAsync()));
        await NothingIsLeftAsync(queues);
    }

    [Fact]
    public async Task The_proof_of_the_first_is_none_of_that_of_a_repeat()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "m1");
        await queues.NextStanzaAsync();
        var first = await queues.Store.ReadOpenReceiptsAsync("test", 10, Token);
        await queues.WriteAsync("body of m1", "m1");
        await queues.NextStanzaAsync();

        await queues.Store.CloseReceiptsAsync([.. first.Select(receipt => (receipt.Sequence, receipt.DeliveryId))], Token);

        Assert.Single(await queues.Store.ReadOpenReceiptsAsync("test", 10, Token));
        await ClosedAsync(queues);
    }

    [Fact]
    public async Task A_repeat_that_wants_no_receipt_leaves_no_mark()
    {
        await using var queues = await StartAsync();
        await WriteAsync(queues, "m1");
        await queues.NextStanzaAsync();
        await ClosedAsync(queues);

        await queues.WriteAsync("body of m1", "m1", wantsReceipt: false);
        await queues.WriteAsync("more", "m2", wantsReceipt: false);
        await queues.NextDeliveryAsync();

        Assert.Empty(await queues.Store.ReadOpenReceiptsAsync("test", 10, Token));
    }

    [Fact]
    public async Task Who_wants_no_receipt_leaves_no_mark()
    {
        await using var queues = await StartAsync();
        await queues.WriteAsync("one", "m1", wantsReceipt: false);
        await queues.WriteAsync("two", id: null);
        await queues.NextDeliveryAsync();
        await queues.NextDeliveryAsync();

        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(10, Token)).Count == 0);
        Assert.Empty(await queues.Store.ReadOpenReceiptsAsync("test", 10, Token));
    }

    /// <summary>The store that all lives share; null for SQLite in a folder.</summary>
    private protected abstract Task<Func<IStore>?> NewStoreAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<QueuesUnderTest> StartAsync() => await QueuesUnderTest.StartAsync(create: await NewStoreAsync());

    private static async Task WriteAsync(QueuesUnderTest queues, params string[] ids)
    {
        foreach (var id in ids)
        {
            await queues.WriteAsync("body of " + id, id);
            await queues.NextDeliveryAsync();
        }

        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(10, Token)).Count == 0);
    }

    private static async Task ClosedAsync(QueuesUnderTest queues)
    {
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(queues.Time.HasTimer(TimeSpan.FromSeconds(1))));
        queues.Time.Advance(TimeSpan.FromSeconds(1));
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ReadOpenReceiptsAsync("test", 10, Token)).Count == 0);
    }

    /// <summary>Neither a second delivery, nor a receipt that nobody has.</summary>
    private static async Task NothingIsLeftAsync(QueuesUnderTest queues)
    {
        await QueuesUnderTest.UntilAsync(async () => await queues.Store.CountIncomingAsync("test", Token) == 0);
        Assert.Empty(await queues.Store.ReadOpenReceiptsAsync("test", 10, Token));
        await queues.WriteAsync("last", "last");
        Assert.Equal("last", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
    }

    private static string? ConfirmedBy(Stanza stanza) => stanza.Payload(Namespaces.Receipts + "received")?.Attribute("id")?.Value;
}
