using System.Text;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Outbox;

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

    [Fact]
    public async Task What_is_shown_instead_has_ids_that_a_replay_repeats()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Link.OnFence = () => new TaskCompletionSource<bool>().Task;
        queues.Guard.OnAdmit = what => [((Message)what) with { Body = new RichText("one") }, ((Message)what) with { Body = new RichText("two") }];
        await queues.ArriveAsync("k1", "hello");
        var one = await queues.NextStanzaAsync();
        var two = await queues.NextStanzaAsync();
        await queues.DetachAsync();
        queues.Attach();

        Assert.Equal(("one", "two"), (one.Body, two.Body));
        Assert.NotEqual(one.Id, two.Id);
        Assert.Equal(one.Id, (await queues.NextStanzaAsync()).Id);
        Assert.Equal(two.Id, (await queues.NextStanzaAsync()).Id);
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
    public async Task An_arrival_becomes_a_stanza_and_is_done_when_the_fence_has_come_back()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var fence = new TaskCompletionSource<bool>();
        queues.Link.OnFence = () => fence.Task;
        await queues.ArriveAsync("k1", "hello");

        Assert.Equal("hello", (await queues.NextStanzaAsync()).Body);
        Assert.Equal(1, await queues.Store.CountIncomingAsync("test", Token));

        fence.SetResult(true);
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
    public async Task What_was_sent_without_proof_is_sent_again_with_the_same_id_and_before_what_is_newer()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Link.OnFence = () => new TaskCompletionSource<bool>().Task;
        await queues.ArriveAsync("k1", "one");
        await queues.ArriveAsync("k2", "two");
        var one = await queues.NextStanzaAsync();
        var two = await queues.NextStanzaAsync();

        await queues.DetachAsync();
        await queues.ArriveAsync("k3", "three");
        queues.Attach();

        Assert.Equal(one.Id, (await queues.NextStanzaAsync()).Id);
        Assert.Equal(two.Id, (await queues.NextStanzaAsync()).Id);
        Assert.Equal("three", (await queues.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task After_a_crash_what_was_sent_without_proof_is_sent_again_with_the_same_id()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Link.OnFence = () => new TaskCompletionSource<bool>().Task;
        await queues.ArriveAsync("k1", "one");
        var before = await queues.NextStanzaAsync();

        await queues.RestartAsync();

        Assert.Equal(before.Id, (await queues.NextStanzaAsync()).Id);
    }

    [Fact]
    public async Task What_the_link_did_not_take_stays_open_whatever_the_fence_says()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Link.IsAttached = false;
        await queues.ArriveAsync("k1", "hello");
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(
            queues.Logger.Lines.Any(line => line.Text.Contains("The link went", StringComparison.Ordinal))));
        Assert.Equal(1, await queues.Store.CountIncomingAsync("test", Token));

        await queues.DetachAsync();
        queues.Attach();

        Assert.Equal("hello", (await queues.NextStanzaAsync()).Payload(Namespaces.Component + "body")?.Value);
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
    public async Task A_raw_arrival_that_is_not_understood_yet_holds_its_lane_and_no_other()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var away = true;
        queues.Adapter.OnInterpret = raw => raw.Lane == "room 1" && away
            ? new Interpretation.Later("the homeserver is away", TimeSpan.FromSeconds(1))
            : new Interpretation.Understood([queues.Incoming(raw.Key, Encoding.UTF8.GetString(raw.Payload.Span))]);
        await PublishRawAsync(queues, "k1", "room 1", "one");
        await PublishRawAsync(queues, "k2", "room 1", "two");
        await PublishRawAsync(queues, "k3", "room 2", "other room");

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
        await PublishRawAsync(queues, "k1", "room", "hello");

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
        await PublishRawAsync(queues, "k1", "room", "bad");
        await PublishRawAsync(queues, "k2", "room", "good");

        Assert.Equal("good", (await queues.NextStanzaAsync()).Body);
        await QueuesUnderTest.UntilAsync(async () => await queues.Store.CountIncomingAsync("test", Token) == 0);
        Assert.Single(queues.Logger.Lines, line => line.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task An_orderly_end_sends_what_was_begun_confirms_it_and_begins_nothing_more()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var reads = new TaskCompletionSource();
        queues.Link.Reads = reads.Task;
        queues.Adapter.OnInterpret = raw =>
            new Interpretation.Understood([queues.Incoming(raw.Key + "a", raw.Key + " one"), queues.Incoming(raw.Key + "b", raw.Key + " two")]);
        await PublishRawAsync(queues, "k1", "room", "x");
        await PublishRawAsync(queues, "k2", "room", "y");
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(queues.Link.Begun == 1));

        var finishing = queues.Inbox.FinishAsync(queues.Network, Token);
        Assert.False(finishing.IsCompleted);
        reads.SetResult();
        await finishing;

        Assert.Equal("k1 one", (await queues.NextStanzaAsync()).Body);
        Assert.Equal("k1 two", (await queues.NextStanzaAsync()).Body);
        Assert.Equal(1, await queues.Store.CountIncomingAsync("test", Token));
        await queues.RestartAsync();
        Assert.Equal("k2 one", (await queues.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task An_orderly_end_does_not_wait_for_what_is_not_understood_yet()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var interpreted = new TaskCompletionSource();
        queues.Adapter.OnInterpret = _ =>
        {
            interpreted.TrySetResult();
            return new Interpretation.Later("the homeserver is away", TimeSpan.FromHours(1));
        };
        await PublishRawAsync(queues, "k1", "room", "x");
        await interpreted.Task;

        await queues.Inbox.FinishAsync(queues.Network, Token);

        Assert.Equal(1, await queues.Store.CountIncomingAsync("test", Token));
    }

    [Fact]
    public async Task After_an_orderly_end_arrivals_are_stored_and_no_stream_is_served()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.Inbox.FinishAsync(queues.Network, Token);
        Assert.Equal(Acceptance.Taken, await queues.ArriveAsync("k1", "hello"));

        await queues.DetachAsync();
        queues.Attach();
        await queues.DetachAsync();

        Assert.False(queues.Link.TryNext(out _));
        Assert.Equal(1, queues.Inbox.Open("test"));
        await queues.RestartAsync();
        Assert.Equal("hello", (await queues.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task Several_events_of_one_arrival_have_ids_that_a_replay_repeats()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Link.OnFence = () => new TaskCompletionSource<bool>().Task;
        queues.Adapter.OnInterpret = _ => new Interpretation.Understood([queues.Incoming("e1", "one"), queues.Incoming("e2", "two")]);
        await PublishRawAsync(queues, "k1", "room", "x");
        string?[] before = [(await queues.NextStanzaAsync()).Id, (await queues.NextStanzaAsync()).Id];

        await queues.DetachAsync();
        queues.Attach();

        string?[] after = [(await queues.NextStanzaAsync()).Id, (await queues.NextStanzaAsync()).Id];
        Assert.Equal(before, after);
        Assert.NotEqual(before[0], before[1]);
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

    [Fact]
    public async Task An_arrival_whose_interpretation_was_given_up_is_tried_again_and_not_overtaken()
    {
        await using var queues = await QueuesUnderTest.StartAsync(new DeliverySettings { Unconfirmed = 1 });
        var timeouts = 2;
        queues.Adapter.OnInterpret = raw => timeouts-- > 0
            ? throw new TaskCanceledException("the homeserver did not answer")
            : new Interpretation.Understood([queues.Incoming(raw.Key, raw.Key)]);
        await PublishRawAsync(queues, "k1", "room", "one");
        await PublishRawAsync(queues, "k2", "room", "two");

        var (one, _) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());
        Assert.Equal("k1", one.Body);
        Assert.Equal("k2", (await queues.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task Sources_that_hear_of_their_commits_in_another_order_lose_nothing_and_keep_the_order()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.ArriveAsync("k0", "zero");
        Assert.Equal("zero", (await queues.NextStanzaAsync()).Body);
        var told = HoldFirst(queues);
        var one = queues.ArriveAsync("k1", "one");
        await queues.ArriveAsync("k2", "two");

        told.SetResult();

        Assert.Equal(Acceptance.Taken, await one);
        Assert.Equal("one", (await queues.NextStanzaAsync()).Body);
        Assert.Equal("two", (await queues.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task An_arrival_whose_commit_is_under_way_at_the_attachment_is_not_left_in_the_store()
    {
        await using var queues = await QueuesUnderTest.StartAsync(attached: false);
        var told = HoldFirst(queues);
        var one = queues.ArriveAsync("k1", "one");
        queues.Attach();
        await queues.ArriveAsync("k2", "two");

        told.SetResult();

        Assert.Equal(Acceptance.Taken, await one);
        Assert.Equal("one", (await queues.NextStanzaAsync()).Body);
        Assert.Equal("two", (await queues.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task A_repeat_of_an_arrival_that_seemed_lost_in_its_commit_is_shown()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.InboxStore.OnAdd = async commit =>
        {
            await commit;
            throw new StoreUnavailableException("the connection broke during the commit");
        };
        Assert.Equal(Acceptance.TryAgain, await queues.ArriveAsync("k1", "one"));
        queues.InboxStore.OnAdd = commit => commit;

        Assert.Equal(Acceptance.Taken, await queues.ArriveAsync("k1", "one"));

        Assert.Equal("one", (await queues.NextStanzaAsync()).Body);
    }

    private static TaskCompletionSource HoldFirst(QueuesUnderTest queues)
    {
        var told = new TaskCompletionSource();
        queues.InboxStore.OnAdd = async commit =>
        {
            queues.InboxStore.OnAdd = later => later;
            var sequences = await commit;
            await told.Task;
            return sequences;
        };
        return told;
    }

    private static async Task PublishRawAsync(QueuesUnderTest queues, string key, string lane, string text) =>
        Assert.Equal(
            Acceptance.Taken,
            await queues.Inbox.AcceptAsync(queues.Network, [new Arrival.Raw(key, lane, Encoding.UTF8.GetBytes(text))], Token));
}
