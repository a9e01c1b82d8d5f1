using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>Between the network's yes and the first stanza of a room much may be read: whoever comes in belongs to the room before, whatever becomes of it.</summary>
public sealed class RoomPreparingTests
{
    [Fact]
    public async Task An_end_while_the_past_is_read_leaves_nobody_in_the_room_whom_the_gateway_does_not_know()
    {
        await using var rooms = await StartAsync();
        rooms.Room.Past.Add(rooms.Said("$1", "one"));
        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));
        Hold(rooms);
        _ = rooms.EnterAsync(Carol, "carol");
        await rooms.Remote.HistoryAsked.Task.InTimeAsync();

        await rooms.RestartAsync();

        Assert.Equal(["alice", "carol"], (await rooms.Store.UsersOfRoomAsync(1, CancellationToken.None)).Select(user => user.Nick));
        Assert.Contains("enter !garden carol carol", await AskedWhenEnteringAsync(rooms));
    }

    [Fact]
    public async Task A_past_that_cannot_be_read_keeps_nobody_out_and_is_logged_once()
    {
        await using var rooms = await StartAsync();
        rooms.Room.Past.Add(rooms.Said("$1", "one"));
        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));
        rooms.Remote.BreaksHistory = true;

        var sent = Lines(await rooms.EnterAsync(Carol, "carol"), Carol);

        Assert.Contains("+carol 100 110", sent);
        Assert.Equal("=", sent[^1]);
        Assert.Single(rooms.Logger.Lines, line => line.Exception is IOException);
    }

    [Fact]
    public async Task What_was_missed_is_read_by_who_comes_after_an_entering_without_it()
    {
        await using var rooms = await AwayAsync();
        rooms.Remote.BreaksHistory = true;
        await rooms.EnterAsync(Phone);
        rooms.Remote.BreaksHistory = false;
        await SayThreeAsync(rooms);

        Assert.Equal(["one", "two", "three"], WordsIn(await rooms.EnterAsync(Desk), Desk));
    }

    [Fact]
    public async Task What_was_missed_is_read_after_an_end_while_it_was_read_first()
    {
        await using var rooms = await AwayAsync();
        Hold(rooms);
        _ = rooms.EnterAsync(Phone);
        await rooms.Remote.HistoryAsked.Task.InTimeAsync();
        await rooms.RestartAsync();
        rooms.Remote.BeforeHistory = Task.CompletedTask;
        await SayThreeAsync(rooms);

        Assert.Equal(["one", "two", "three"], WordsIn(await rooms.EnterAsync(Phone), Phone));
        Assert.Empty(await rooms.Store.GapsAsync(1, CancellationToken.None));
    }

    [Fact]
    public async Task Of_two_clients_that_come_into_an_empty_room_at_once_each_gets_the_history_that_it_wants()
    {
        await using var rooms = await StartAsync();
        rooms.Room.Past.AddRange([rooms.Said("$2", "two"), rooms.Said("$1", "one")]);
        var network = new TaskCompletionSource();
        var both = new TaskCompletionSource();
        var coming = 0;
        rooms.Remote.AfterEntry = () =>
        {
            if (Interlocked.Increment(ref coming) == 2)
            {
                both.SetResult();
            }

            return network.Task;
        };
        var phone = rooms.BeginAsync(Join(Phone, history: History(("maxstanzas", "0"))));
        var desk = rooms.BeginAsync(Join(Desk));
        await both.Task.InTimeAsync();
        network.SetResult();

        Stanza[] sent = [.. await phone.InTimeAsync(), .. await desk.InTimeAsync()];

        Assert.Equal(["one", "two"], WordsIn(sent, Desk));
        Assert.Empty(WordsIn(sent, Phone));
    }

    /// <summary>Who has been put out while the past was read is not in the room by coming to the end of it.</summary>
    [Fact]
    public async Task Who_was_put_out_meanwhile_asks_the_network_once_more()
    {
        await using var rooms = await StartAsync();
        rooms.Room.Past.Add(rooms.Said("$1", "one"));
        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));
        var network = Hold(rooms);
        var entering = rooms.RefusalOfAsync(Join(Carol, "carol"));
        await rooms.Remote.HistoryAsked.Task.InTimeAsync();
        rooms.Remote.Refusal = new RoomEntry.Refused("Keep out.", FailureCondition.NotAllowed);
        await rooms.HappensAsync(rooms.Changed(new RoomMember(Self(Carol), RoomRank.Banned), RoomPassage.Banned, Mia));
        network.SetResult();

        Assert.Equal(StanzaConditions.Forbidden, (await entering.InTimeAsync()).Condition);
        Assert.DoesNotContain(await rooms.Store.UsersOfRoomAsync(1, CancellationToken.None), user => user.Nick == "carol");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_subject_that_is_set_while_somebody_comes_in_stays(bool isSomebodyInside)
    {
        await using var rooms = await InsideAsync();
        if (!isSomebodyInside)
        {
            await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden.WithResource("alice"), "error"));
        }

        rooms.Remote.AfterEntry = () => SetSubjectAsync(rooms, "Roses");

        Assert.Equal("=Roses", Lines(await rooms.EnterAsync(Carol, "carol"), Carol)[^1]);
        rooms.Remote.AfterEntry = () => Task.CompletedTask;
        Assert.Equal("=Roses", Lines(await rooms.EnterAsync(Desk), Desk)[^1]);
    }

    [Fact]
    public async Task A_subject_that_is_set_while_the_past_is_read_stays()
    {
        await using var rooms = await StartAsync();
        rooms.Room.Past.Add(rooms.Said("$1", "one"));
        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));
        var network = Hold(rooms);
        var entering = rooms.EnterAsync(Carol, "carol");
        await rooms.Remote.HistoryAsked.Task.InTimeAsync();
        await SetSubjectAsync(rooms, "Roses").InTimeAsync();
        network.SetResult();

        Assert.Equal("=Roses", Lines(await entering.InTimeAsync(), Carol)[^1]);
    }

    private static async Task SetSubjectAsync(RoomsUnderTest rooms, string text)
    {
        var subject = new RoomSubject(text, Who(Mia));
        rooms.Room.State = rooms.Room.State with { Subject = subject };
        await rooms.HappensAsync(new RoomSubjectChange { Room = rooms.Room.Id, By = Who(Mia), Timestamp = rooms.Time.GetUtcNow(), Subject = subject });
    }

    /// <summary>Alice has been in the room, and was away while something was said.</summary>
    private static async Task<RoomsUnderTest> AwayAsync()
    {
        var rooms = await InsideAsync();
        await rooms.HappensAsync(rooms.Said("$1", "one"));
        await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden.WithResource("alice"), "unavailable"));
        rooms.Room.Past.AddRange([rooms.Said("$2", "two"), rooms.Said("$1", "one")]);
        return rooms;
    }

    /// <summary>The network takes its time for what was said, until this is set.</summary>
    private static TaskCompletionSource Hold(RoomsUnderTest rooms)
    {
        var network = new TaskCompletionSource();
        rooms.Remote.BeforeHistory = network.Task;
        rooms.Remote.HistoryAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return network;
    }

    private static async Task SayThreeAsync(RoomsUnderTest rooms)
    {
        await rooms.HappensAsync(rooms.Said("$3", "three"));
        rooms.Room.Past.Insert(0, rooms.Said("$3", "three"));
    }

    private static IEnumerable<string> WordsIn(IEnumerable<Stanza> sent, Jid client) =>
        sent.Where(stanza => stanza.To == client && stanza.Body is not null).Select(stanza => stanza.Body!);

    private static async Task<IReadOnlyList<string>> AskedWhenEnteringAsync(RoomsUnderTest rooms)
    {
        rooms.Remote.BeforeHistory = Task.CompletedTask;
        rooms.Remote.TakeAsked();
        await rooms.EnterAsync(Carol, "carol");
        return rooms.Remote.TakeAsked();
    }
}
