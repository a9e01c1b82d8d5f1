using XmppGateway.Outbox;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>A server that stops takes with it what it took in its last moments: that comes again, under its own id, and nothing else does.</summary>
public sealed class ForgottenArrivalsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_server_took_just_before_it_went_away_comes_again_and_before_what_is_newer()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var one = await TakenAsync(queues, "k1", "one");
        var two = await TakenAsync(queues, "k2", "two");

        await queues.DetachAsync();
        await queues.ArriveAsync("k3", "three");
        queues.Link.HasForgotten = true;
        queues.Attach();

        Assert.Equal(one, (await queues.NextStanzaAsync()).Id);
        Assert.Equal(two, (await queues.NextStanzaAsync()).Id);
        Assert.Equal("three", (await queues.NextStanzaAsync()).Body);
        await QueuesUnderTest.UntilAsync(async () => await queues.Store.CountIncomingAsync("test", Token) == 0);
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(queues.Inbox.Open(queues.Network.Name) == 0));
    }

    [Fact]
    public async Task A_server_that_keeps_what_it_took_is_told_nothing_twice()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await TakenAsync(queues, "k1", "one");

        await queues.DetachAsync();
        await queues.ArriveAsync("k2", "two");
        queues.Attach();
        var two = await queues.NextStanzaAsync();
        Assert.Equal("two", two.Body);

        // Nor when it is one that forgets, later: that was kept.
        await DoneAsync(queues, two.Id);
        queues.Time.Advance(LastTaken.Doubtful + TimeSpan.FromSeconds(1));
        await queues.DetachAsync();
        await queues.ArriveAsync("k3", "three");
        queues.Link.HasForgotten = true;
        queues.Attach();
        Assert.Equal("three", (await queues.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task What_was_taken_long_before_the_server_went_is_not_sent_again()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await TakenAsync(queues, "k1", "one");
        queues.Time.Advance(LastTaken.Doubtful + TimeSpan.FromSeconds(1));
        var two = await TakenAsync(queues, "k2", "two");

        await queues.DetachAsync();
        queues.Link.HasForgotten = true;
        queues.Attach();

        Assert.Equal(two, (await queues.NextStanzaAsync()).Id);
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(queues.Inbox.Open(queues.Network.Name) == 0));
        Assert.Empty(queues.Link.TakeSent());
    }

    [Fact]
    public async Task However_many_there_are_of_one_conversation_all_come_again()
    {
        await using var queues = await QueuesUnderTest.StartAsync(new DeliverySettings { LaneCapacity = 2 });
        List<string?> ids = [];
        for (var i = 0; i < 10; i++)
            ids.Add(await TakenAsync(queues, $"k{i}", $"{i}"));
        await queues.DetachAsync();
        await queues.ArriveAsync("new", "new");
        queues.Link.HasForgotten = true;
        queues.Attach();

        foreach (var id in ids)
            Assert.Equal(id, (await queues.NextStanzaAsync()).Id);
        Assert.Equal("new", (await queues.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task A_server_that_goes_again_at_once_does_not_lose_what_it_was_to_be_told_again()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        var one = await TakenAsync(queues, "k1", "one");
        await queues.DetachAsync();

        queues.Link.HasForgotten = true;
        queues.Link.OnFence = () => new TaskCompletionSource<bool>().Task;
        queues.Attach();
        Assert.Equal(one, (await queues.NextStanzaAsync()).Id);
        queues.Time.Advance(LastTaken.Doubtful * 10);
        await queues.DetachAsync();

        // This time it was only the connection.
        queues.Link.HasForgotten = false;
        queues.Link.OnFence = () => Task.FromResult(true);
        queues.Attach();
        Assert.Equal(one, (await queues.NextStanzaAsync()).Id);
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(queues.Inbox.Open(queues.Network.Name) == 0));
    }

    [Fact]
    public void A_burst_is_kept_in_bounded_memory_and_the_newest_of_it_stay()
    {
        var taken = new LastTaken(TimeProvider.System);
        for (var i = 0; i < 10; i++)
            taken.Note([EntryOf(i, LastTaken.MostBytes / 4)]);

        Assert.Equal([6, 7, 8, 9], taken.Take().Select(entry => entry.Sequence));
        Assert.Empty(taken.Take());
    }

    private static XmppGateway.Storage.InboxEntry EntryOf(long sequence, int bytes) => new()
    {
        Sequence = sequence,
        Network = "test",
        Lane = "lane",
        Key = $"{sequence}",
        StanzaId = $"{sequence}",
        Payload = new byte[bytes],
        AcceptedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Lets something arrive and the server take it; gives its stanza's id.</summary>
    private static async Task<string?> TakenAsync(QueuesUnderTest queues, string key, string body)
    {
        await queues.ArriveAsync(key, body);
        var stanza = await queues.NextStanzaAsync();
        Assert.Equal(body, stanza.Body);
        await DoneAsync(queues, stanza.Id);
        return stanza.Id;
    }

    private static Task DoneAsync(QueuesUnderTest queues, string? id) => QueuesUnderTest.UntilAsync(() => Task.FromResult(
        queues.Logger.Lines.Any(line => line.Text.Contains("taken by the XMPP server", StringComparison.Ordinal) && line.Text.Contains($"({LogText.ShortId(id!)})", StringComparison.Ordinal))));
}
