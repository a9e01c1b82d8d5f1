using XmppGateway.Abstractions;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>Sources whose commits overtake each other, or are lost.</summary>
public sealed class InboxCommitTests
{
    [Fact]
    public async Task Sources_that_hear_of_their_commits_in_another_order_lose_nothing_and_keep_the_order()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.ArriveAsync("k0", "zero");
        Assert.Equal("zero", (await queues.NextStanzaAsync()).Body);

        await OvertakeAsync(queues);
    }

    [Fact]
    public async Task An_arrival_whose_commit_is_under_way_at_the_attachment_is_not_left_in_the_store()
    {
        await using var queues = await QueuesUnderTest.StartAsync(attached: false);

        await OvertakeAsync(queues, meanwhile: queues.Attach);
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

    /// <summary>The source of the first arrival hears of its commit after that of the second; both are shown, in order.</summary>
    private static async Task OvertakeAsync(QueuesUnderTest queues, Action? meanwhile = null)
    {
        var told = HoldFirst(queues);
        var one = queues.ArriveAsync("k1", "one");
        meanwhile?.Invoke();
        await queues.ArriveAsync("k2", "two");

        told.SetResult();

        Assert.Equal(Acceptance.Taken, await one);
        Assert.Equal("one", (await queues.NextStanzaAsync()).Body);
        Assert.Equal("two", (await queues.NextStanzaAsync()).Body);
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
}
