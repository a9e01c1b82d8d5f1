using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>What is taken from a network, up to which limits, and in which order it is shown.</summary>
public sealed class InboxTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_arrival_is_in_the_store_when_its_source_is_told()
    {
        await using var queues = await QueuesUnderTest.StartAsync(attached: false);

        Assert.Equal(Acceptance.Taken, await queues.ArriveAsync("k1", "hello"));
        Assert.Equal(1, await queues.Store.CountIncomingAsync("test", Token));
    }

    [Fact]
    public async Task What_is_not_to_be_heard_is_taken_and_not_stored()
    {
        await using var queues = await QueuesUnderTest.StartAsync(attached: false);
        queues.Guard.OnDrop = what => what is Message { Body.Plain: "spam" };

        Assert.Equal(Acceptance.Taken, await queues.ArriveAsync("k1", "spam"));
        Assert.Equal(0, await queues.Store.CountIncomingAsync("test", Token));
        await queues.Inbox.AcceptAsync(
            queues.Network, [new Arrival.Ready("k2", queues.Incoming("k2", "spam")), new Arrival.Ready("k3", queues.Incoming("k3", "hello"))], Token);
        Assert.Equal(1, await queues.Store.CountIncomingAsync("test", Token));
    }

    [Fact]
    public async Task Nothing_is_taken_from_a_stopped_network()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Guard.OnStopped = () => true;

        Assert.Equal(Acceptance.TryAgain, await queues.ArriveAsync("k1", "hello"));
        Assert.Equal(0, await queues.Store.CountIncomingAsync("test", Token));
    }

    /// <summary>More lanes wait for their time than the XMPP server's window has places.</summary>
    [Fact]
    public async Task Who_has_to_wait_leaves_the_place_to_others()
    {
        await using var queues = await QueuesUnderTest.StartAsync(new DeliverySettings { Unconfirmed = 2 });
        queues.Guard.OnWait = what => what is Message { Body.Plain: "slow" } ? TimeSpan.FromMinutes(1) : TimeSpan.Zero;
        for (var i = 0; i < 5; i++)
        {
            await queues.Inbox.AcceptAsync(
                queues.Network,
                [new Arrival.Ready("slow" + i, queues.Incoming("slow" + i, "slow") with { Contact = new RemoteContact(new RemoteUserId("s" + i), "s" + i) })],
                Token);
        }

        await queues.ArriveAsync("quick", "quick");
        Assert.Equal("quick", (await queues.NextStanzaAsync()).Body);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("slow", (await queues.AdvanceUntilAsync(queues.NextStanzaAsync())).Result.Body);
        }

        await QueuesUnderTest.UntilAsync(async () => await queues.Store.CountIncomingAsync("test", Token) == 0);
    }

    [Fact]
    public async Task A_delivered_arrival_is_one_line_in_the_log_without_people_and_words()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var fence = new TaskCompletionSource<bool>();
        queues.Link.OnFence = () => fence.Task;
        await queues.ArriveAsync("k1", "hello");
        var id = (await queues.NextStanzaAsync()).Id!;
        Assert.DoesNotContain(queues.Logger.Lines, IsTaken);
        queues.Time.Advance(TimeSpan.FromSeconds(2));
        fence.SetResult(true);
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(queues.Logger.Lines.Any(IsTaken)));

        var line = Assert.Single(queues.Logger.Lines, IsTaken);
        Assert.Equal((LogLevel.Information, $"test: arrival 1 ({id[..8]}) taken by the XMPP server after 2.000 s"), (line.Level, line.Text));

        static bool IsTaken((LogLevel Level, string Text, Exception? Exception) line) => line.Text.Contains("taken by", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_arrival_is_taken_and_shown_once()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.ArriveAsync("k1", "one");
        await queues.NextStanzaAsync();
        await QueuesUnderTest.UntilAsync(async () => await queues.Store.CountIncomingAsync("test", Token) == 0);

        Assert.Equal(Acceptance.Taken, await queues.ArriveAsync("k1", "one"));
        await queues.ArriveAsync("k2", "two");
        Assert.Equal("two", (await queues.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task Arrivals_wait_for_the_xmpp_server_up_to_a_limit()
    {
        await using var queues = await QueuesUnderTest.StartAsync(new DeliverySettings { InboxLimit = 3 }, attached: false);
        queues.Link.IsAttached = false;

        Assert.Equal(Acceptance.Taken, await queues.ArriveAsync("k1", "one"));
        Assert.Equal(Acceptance.Taken, await queues.ArriveAsync("k2", "two"));
        Assert.Equal(Acceptance.Taken, await queues.ArriveAsync("k3", "three"));
        Assert.Equal(Acceptance.TryAgain, await queues.ArriveAsync("k4", "four"));

        queues.Attach();
        Assert.Equal("one", (await queues.NextStanzaAsync()).Body);
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(queues.Inbox.Open("test") == 0));
        Assert.Equal(Acceptance.Taken, await queues.ArriveAsync("k4", "four"));
    }

    [Fact]
    public async Task More_than_a_lane_holds_comes_from_the_store_in_order()
    {
        await using var queues = await QueuesUnderTest.StartAsync(new DeliverySettings { LaneCapacity = 4 });
        for (var i = 0; i < 100; i++)
        {
            await queues.ArriveAsync("k" + i, "text " + i);
        }

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("text " + i, (await queues.NextStanzaAsync()).Body);
        }
    }

    [Fact]
    public async Task An_incoming_message_can_be_found_by_either_id_before_it_is_sent()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.ArriveAsync("k1", "hello");
        var stanza = await queues.NextStanzaAsync();

        var row = await queues.Store.FindByStanzaAsync("test", "alice@localhost", "bob", stanza.Id!, Token);
        Assert.Equal("k1", row?.ForeignId);
        Assert.Equal(row, await queues.Store.FindByForeignAsync("test", "alice@localhost", "bob", "k1", Token));
    }
}
