using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>An arrival is open until the XMPP server has proved that it took it, and comes again until then.</summary>
public sealed class InboxProofTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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

    [Fact]
    public async Task What_is_stored_waits_while_the_network_is_stopped()
    {
        await using var queues = await QueuesUnderTest.StartAsync(attached: false);
        await queues.ArriveAsync("k1", "hello");
        var looks = 0;
        var isStopped = true;
        queues.Guard.OnStopped = () => Interlocked.Increment(ref looks) > 0 && Volatile.Read(ref isStopped);
        queues.Attach();
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(Volatile.Read(ref looks) > 0));
        Assert.Empty(queues.Link.TakeSent());

        Volatile.Write(ref isStopped, false);

        Assert.Equal("hello", (await queues.AdvanceUntilAsync(queues.NextStanzaAsync())).Result.Body);
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
    public async Task A_fence_that_does_not_come_back_proves_nothing()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var fences = 0;
        queues.Link.OnFence = () => Task.FromResult(Interlocked.Increment(ref fences) > 1);
        await queues.ArriveAsync("k1", "one");
        var one = await queues.NextStanzaAsync();
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(Volatile.Read(ref fences) == 1));
        await queues.ArriveAsync("k2", "two");
        Assert.Equal("two", (await queues.NextStanzaAsync()).Body);
        await QueuesUnderTest.UntilAsync(async () => await queues.Store.CountIncomingAsync("test", Token) < 2);

        await queues.DetachAsync();
        Assert.Equal(1, await queues.Store.CountIncomingAsync("test", Token));
        queues.Attach();

        Assert.Equal(one.Id, (await queues.NextStanzaAsync()).Id);
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
    public async Task Several_events_of_one_arrival_have_ids_that_a_replay_repeats()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Link.OnFence = () => new TaskCompletionSource<bool>().Task;
        queues.Adapter.OnInterpret = _ => new Interpretation.Understood([queues.Incoming("e1", "one"), queues.Incoming("e2", "two")]);
        await queues.PublishRawAsync("k1", "room", "x");
        string?[] before = [(await queues.NextStanzaAsync()).Id, (await queues.NextStanzaAsync()).Id];

        await queues.DetachAsync();
        queues.Attach();

        string?[] after = [(await queues.NextStanzaAsync()).Id, (await queues.NextStanzaAsync()).Id];
        Assert.Equal(before, after);
        Assert.NotEqual(before[0], before[1]);
    }
}
