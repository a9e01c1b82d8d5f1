using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>The orderly end of a gateway.</summary>
public sealed class InboxEndTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_orderly_end_sends_what_was_begun_confirms_it_and_begins_nothing_more()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var reads = new TaskCompletionSource();
        queues.Link.Reads = reads.Task;
        queues.Adapter.OnInterpret = raw =>
            new Interpretation.Understood([queues.Incoming(raw.Key + "a", raw.Key + " one"), queues.Incoming(raw.Key + "b", raw.Key + " two")]);
        await queues.PublishRawAsync("k1", "room", "x");
        await queues.PublishRawAsync("k2", "room", "y");
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
    public async Task An_orderly_end_waits_for_the_fence_of_what_was_sent_during_the_fence_before()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var (first, fences) = (new TaskCompletionSource<bool>(), 0);
        queues.Link.OnFence = () => Interlocked.Increment(ref fences) == 1 ? first.Task : Task.FromResult(true);
        await queues.ArriveAsync("k1", "one");
        await queues.NextStanzaAsync();
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(Volatile.Read(ref fences) == 1));
        await queues.ArriveAsync("k2", "two");
        await queues.NextStanzaAsync();

        var finishing = queues.Inbox.FinishAsync(queues.Network, Token);
        first.SetResult(true);
        await finishing;

        Assert.Equal(0, await queues.Store.CountIncomingAsync("test", Token));
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
        await queues.PublishRawAsync("k1", "room", "x");
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
}
