using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0045 §7.2 and §7.6.</summary>
public sealed partial class EnteringTests
{
    [Fact]
    public async Task A_name_that_another_of_ours_has_is_taken_also_while_nobody_looks()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone, "rosa");
        await rooms.RestartAsync();

        Assert.Equal(StanzaConditions.Conflict, (await rooms.RefusalOfAsync(Join(Carol, "rosa"))).Condition);
        Assert.Contains("+rosa 100 110", Lines(await rooms.EnterAsync(Phone, "rosa"), Phone));
    }

    [Fact]
    public async Task Others_come_first_then_oneself_then_what_was_said_and_the_subject_last()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Room.Past.Add(rooms.Said("$2", "second"));
        rooms.Room.Past.Add(rooms.Said("$1", "first", Ben));
        rooms.Room.State = rooms.Room.State with { Subject = new RoomSubject("Roses", Who(Mia), rooms.Time.GetUtcNow().AddDays(-1)) };

        var sent = await rooms.EnterAsync(Phone);

        Assert.Equal(["+Ben", "+Mia"], Lines(sent).Take(2).Order());
        Assert.Equal(["+alice 100 110", "Ben: first (delayed)", "Mia: second (delayed)", "=Roses"], Lines(sent).Skip(2));
        Assert.NotNull(Delay.Find(sent[^1]));
        Assert.All(sent, stanza => Assert.Equal(Phone, stanza.To));
    }

    [Fact]
    public async Task Ten_thousand_come_before_oneself_and_nobody_twice()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        for (var number = 0; number < 10_000; number++)
        {
            rooms.Room.Put(new RoomMember(Who($"p{number}@remote.test", $"Person {number % 5_000}"), RoomRank.Guest));
        }

        var sent = await rooms.EnterAsync(Phone);

        var occupants = sent.Where(stanza => stanza.Kind == StanzaKind.Presence).Select(stanza => stanza.From!.Resource).ToList();
        Assert.Equal(10_003, occupants.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(10_003, occupants.Count);
        Assert.Equal("alice", occupants[^1]);
        Assert.Equal("=", Lines(sent)[^1]);
    }

    [Fact]
    public async Task Presence_tells_rank_role_address_and_occupant_id()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        var sent = await rooms.EnterAsync(Phone);

        var mia = sent.Single(stanza => stanza.From!.Resource == "Mia");
        var item = RoomNews.Find(mia)!.Item!;
        var me = sent.Single(stanza => stanza.From!.Resource == "alice");

        Assert.Equal((RoomAffiliation.Admin, RoomRole.Moderator), (item.Affiliation, item.Role));
        Assert.Equal(@"mia\40remote.test@rooms.test", item.Jid!.ToString());
        Assert.Equal(Phone.Bare, RoomNews.Find(me)!.Item!.Jid);
        Assert.NotEqual(OccupantId.Find(mia), OccupantId.Find(me));
    }

    [Fact]
    public async Task An_empty_subject_ends_the_entering_too()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();

        Assert.Equal("=", Lines(await rooms.EnterAsync(Phone))[^1]);
    }

    [Theory]
    [InlineData("maxstanzas", "1", 1)]
    [InlineData("maxstanzas", "0", 0)]
    [InlineData("maxchars", "0", 0)]
    [InlineData("maxchars", "1", 0)]
    [InlineData("seconds", "90", 1)]
    [InlineData("maxstanzas", "much", 3)]
    public async Task A_client_gets_as_much_history_as_it_wants(string limit, string value, int expected)
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        for (var minute = 1; minute <= 3; minute++)
        {
            rooms.Room.Past.Add(rooms.Said($"${minute}", "word") with { Timestamp = rooms.Time.GetUtcNow().AddMinutes(-minute) });
        }

        var sent = await rooms.EnterAsync(Phone, history: History((limit, value)));

        Assert.Equal(expected, Lines(sent).Count(line => line == "Mia: word (delayed)"));
    }

    [Fact]
    public async Task A_second_client_of_a_user_is_behind_the_same_occupant_whatever_name_it_wishes()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone, "alice");
        rooms.Remote.TakeAsked();

        var sent = await rooms.EnterAsync(Desk, "ally");

        Assert.Empty(Lines(sent, Phone));
        Assert.Contains("+alice 100 110 210", Lines(sent, Desk));
        Assert.DoesNotContain(sent, stanza => stanza.From!.Resource == "ally");

        // The name is that of the user on the network too.
        Assert.Equal("enter !garden alice alice", Assert.Single(rooms.Remote.TakeAsked()));
        Assert.Equal(["Mia: hello"], Lines(await rooms.HappensAsync(rooms.Said("$1", "hello")), Desk));
    }

    [Fact]
    public async Task A_client_that_enters_again_is_told_everything_again_and_others_nothing()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Carol, "carol");
        var first = await rooms.EnterAsync(Phone);

        var again = await rooms.EnterAsync(Phone);

        Assert.Contains("+alice", Lines(first, Carol));
        Assert.Empty(Lines(again, Carol));
        Assert.Equal(Lines(first, Phone).Order(), Lines(again, Phone).Order());
    }

    [Fact]
    public async Task Who_is_in_already_sees_who_comes()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);

        var sent = await rooms.EnterAsync(Carol, "carol");

        Assert.Equal(["+carol"], Lines(sent, Phone));
        Assert.Contains("+alice", Lines(sent, Carol));
    }

    [Theory]
    [InlineData(FailureCondition.NoSuchRecipient, StanzaConditions.ItemNotFound)]
    [InlineData(FailureCondition.MembersOnly, StanzaConditions.RegistrationRequired)]
    [InlineData(FailureCondition.NotAllowed, StanzaConditions.Forbidden)]
    [InlineData(FailureCondition.RemoteServerTimeout, StanzaConditions.RemoteServerTimeout)]
    public async Task A_refusal_of_the_network_is_told_as_one_of_the_room(FailureCondition failure, string condition)
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Remote.Refusal = new RoomEntry.Refused("Keep out.", failure);

        var error = await rooms.RefusalOfAsync(Join(Phone));

        Assert.Equal((condition, "Keep out.", Garden), (error.Condition, error.Text, error.By));
    }

    [Fact]
    public async Task Without_a_name_nobody_comes_in_and_the_network_is_not_asked()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();

        Assert.Equal(StanzaConditions.JidMalformed, (await rooms.RefusalOfAsync(Join(Phone, null))).Condition);
        Assert.Empty(rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task Presence_of_who_is_not_in_is_an_error_and_enters_nothing()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();

        var error = await rooms.RefusalOfAsync(Stanza.Presence(Phone, Garden.WithResource("alice")));

        Assert.Equal((StanzaConditions.NotAcceptable, Garden), (error.Condition, error.By));
        Assert.Empty(rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task While_the_network_does_not_say_who_is_in_the_room_nobody_comes_in()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Remote.TellsMembers = false;

        Assert.Equal(StanzaConditions.RemoteServerTimeout, (await rooms.RefusalOfAsync(Join(Phone))).Condition);

        // Nobody of ours is left in it whom nobody sees.
        Assert.Equal(["enter #garden alice alice", "leave !garden alice"], rooms.Remote.TakeAsked());
        rooms.Remote.TellsMembers = true;
        Assert.Contains("+alice 100 110", Lines(await rooms.EnterAsync(Phone)));
    }

    [Fact]
    public async Task Another_name_is_told_as_a_change_and_as_presence_under_the_new_one()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Carol, "carol");

        var sent = await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden.WithResource("ally")));

        Assert.Equal(["-alice 110 303", "+ally 110"], Lines(sent, Phone));
        Assert.Equal(["-alice 303", "+ally"], Lines(sent, Carol));
        Assert.Equal("ally", RoomNews.Find(sent[0])!.Item!.Nick);
        Assert.Equal([new RoomChange.Nick("ally")], rooms.Remote.Changes);
    }

    [Fact]
    public async Task To_be_called_something_else_asks_the_network_and_to_be_away_does_not()
    {
        await using var rooms = await RoomsUnderTest.InsideAsync();

        Assert.True(rooms.AsksNetwork(Stanza.Presence(Phone, Garden.WithResource("ally"))));
        Assert.False(rooms.AsksNetwork(Stanza.Presence(Phone, Garden.WithResource("alice"))));
        Assert.False(rooms.AsksNetwork(Stanza.Presence(Phone, Garden)));
        Assert.False(rooms.AsksNetwork(Stanza.Presence(Phone, Garden.WithResource("ally"), "unavailable")));

        // That they are not inside is theirs to know.
        Assert.False(rooms.AsksNetwork(Stanza.Presence(Carol, Garden.WithResource("ally"))));
    }

    [Fact]
    public async Task A_name_of_somebody_else_cannot_be_taken_later_either()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);

        Assert.Equal(StanzaConditions.Conflict, (await rooms.RefusalOfAsync(Stanza.Presence(Phone, Garden.WithResource("Mia")))).Condition);
        rooms.Remote.ChangeAnswer = new RoomAnswer.Refused("No.", FailureCondition.NotAllowed);
        Assert.Equal(StanzaConditions.Forbidden, (await rooms.RefusalOfAsync(Stanza.Presence(Phone, Garden.WithResource("ally")))).Condition);
        Assert.Equal(["alice: hi"], await SpeakAsync(rooms));
    }

    [Fact]
    public async Task A_request_for_a_subscription_is_declined()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();

        var answer = Assert.Single(await rooms.ReceiveAsync(Stanza.Presence(Phone.Bare, Garden, "subscribe")));

        Assert.Equal("unsubscribed", answer.Type);
    }

    [Fact]
    public async Task One_client_can_enter_thirty_rooms_at_once()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        for (var i = 0; i < 30; i++)
        {
            rooms.Remote.Add($"room{i}", (Mia, "Mia", RoomRank.Guest));
        }

        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => rooms.ReceiveAsync(Join(Phone, "alice", Jid.Parse($"#room{i}@rooms.test")))));

        for (var i = 0; i < 30; i++)
        {
            var room = Jid.Parse($"#room{i}@rooms.test");
            var sent = await rooms.ReceiveAsync(rooms.Ask(Phone, Ping.Request(Phone, room, "p").Payloads[0], to: room.WithResource("alice")));
            Assert.Equal("result", Assert.Single(sent).Type);
        }
    }

    private static Stanza Bounce(Jid client) => Stanza.Presence(client, Garden.WithResource("Mia"), "error");

    private static async Task<IReadOnlyList<string>> SpeakAsync(RoomsUnderTest rooms)
    {
        await rooms.ReceiveAsync(Write(Phone, "hi"));
        return Lines(await rooms.DeliveredAsync("$hi"), Phone);
    }
}
