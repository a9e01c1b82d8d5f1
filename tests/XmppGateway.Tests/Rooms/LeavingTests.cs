using XmppGateway.Abstractions;
using XmppGateway.Rooms;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0045 §7.14, and what becomes of clients when something goes away.</summary>
public sealed class LeavingTests
{
    [Fact]
    public async Task Who_leaves_leaves_on_the_network_and_others_see_it()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Carol, "carol");
        rooms.Remote.TakeAsked();

        var leaving = Leave(Phone);
        leaving.Payloads.Add(new(Namespaces.Component + "status", "good night"));
        var sent = await rooms.ReceiveAsync(leaving);

        Assert.Equal(["leave !garden alice good night"], rooms.Remote.TakeAsked());
        Assert.Equal(["-alice 110"], Lines(sent, Phone));
        Assert.Equal(["-alice"], Lines(sent, Carol));
        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(Write(Phone, "hello"))).Condition);
    }

    [Fact]
    public async Task Who_was_cut_off_still_belongs_to_the_room()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Carol, "carol");
        rooms.Remote.TakeAsked();
        rooms.Link.OnAsk = question => Error(question, StanzaConditions.ServiceUnavailable);

        var sent = await rooms.ReceiveAsync(Leave(Phone));

        Assert.Empty(rooms.Remote.TakeAsked());
        Assert.Empty(Lines(sent, Carol));
        Assert.Empty(Lines(await rooms.HappensAsync(rooms.Said("$1", "hello")), Phone));
        Assert.Contains("+alice", Lines(await rooms.EnterAsync(Carol, "carol"), Carol));
    }

    [Fact]
    public async Task Who_goes_offline_and_still_answers_for_a_moment_belongs_to_the_room()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        rooms.Remote.TakeAsked();

        await rooms.BeginAsync(Leave(Phone));
        rooms.Time.Advance(TimeSpan.FromSeconds(2));
        rooms.Link.OnAsk = question => Error(question, StanzaConditions.ServiceUnavailable);
        rooms.Time.Advance(RoomDeparture.UntilOffline);
        await rooms.Parts.Departure.IdleAsync();

        Assert.Empty(rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task Who_comes_back_at_once_has_not_left()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.BeginAsync(Leave(Phone));
        await rooms.BeginAsync(Join(Phone));
        rooms.Remote.TakeAsked();

        rooms.Time.Advance(RoomDeparture.UntilOffline);
        await rooms.Parts.Departure.IdleAsync();

        Assert.Empty(rooms.Remote.TakeAsked());
        Assert.Equal(["Mia: hello"], Lines(await rooms.HappensAsync(rooms.Said("$1", "hello"))));
    }

    [Fact]
    public async Task Who_has_left_when_the_gateway_stops_has_left()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.BeginAsync(Leave(Phone));
        rooms.Remote.TakeAsked();

        await rooms.Parts.WithdrawAsync(rooms.Network, CancellationToken.None);

        Assert.Equal(["leave !garden alice"], rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task Who_is_taken_out_by_one_client_while_another_comes_in_is_in_the_room()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        rooms.Remote.AfterEntry = () =>
        {
            rooms.Remote.AfterEntry = () => Task.CompletedTask;
            return rooms.ReceiveAsync(Leave(Phone));
        };

        await rooms.EnterAsync(Desk);

        Assert.Contains(rooms.Room.Members, member => member.Who.Id == ScriptedRooms.IdentityOf(Desk));
        Assert.Equal(["Mia: hello"], Lines(await rooms.HappensAsync(rooms.Said("$1", "hello")), Desk));
    }

    [Fact]
    public async Task A_client_that_does_not_know_pings_is_there_all_the_same()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        rooms.Link.OnAsk = question => Error(question, StanzaConditions.FeatureNotImplemented);
        rooms.Remote.TakeAsked();

        await rooms.ReceiveAsync(Leave(Phone));

        Assert.Equal(["leave !garden alice"], rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task A_client_that_answers_what_it_does_not_know_like_a_server_is_there_all_the_same()
    {
        await using var rooms = await RoomsUnderTest.InsideAsync();
        rooms.Link.OnAsk = question => XmppGateway.Xmpp.Xeps.DiscoInfo.IsRequest(question) ? question.Reply() : Error(question, StanzaConditions.ServiceUnavailable);
        rooms.Remote.TakeAsked();

        await rooms.ReceiveAsync(Leave(Phone));

        Assert.Equal(["leave !garden alice"], rooms.Remote.TakeAsked());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_question_that_is_lost_is_asked_again_but_not_when_the_link_is_lost(bool isAttached)
    {
        await using var rooms = await RoomsUnderTest.InsideAsync();
        var asked = 0;
        rooms.Link.OnAsk = question => ++asked == 1 ? null : question.Reply();
        rooms.Remote.TakeAsked();
        await rooms.BeginAsync(Leave(Phone));
        rooms.Link.IsAttached = isAttached;

        rooms.Time.Advance(RoomDeparture.UntilOffline);
        await rooms.Parts.Departure.IdleAsync();

        Assert.Equal(isAttached ? ["leave !garden alice"] : [], rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task After_a_restart_a_client_is_put_out_under_the_name_that_it_has_chosen_last()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden.WithResource("ally")));
        await rooms.RestartAsync();

        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);

        Assert.Equal(["-ally 110 333"], Lines(rooms.Link.TakeSent()));
    }

    [Fact]
    public async Task A_room_that_nobody_looks_at_is_not_in_memory_and_one_with_clients_is()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        for (var i = 0; i < 600; i++)
        {
            var row = await rooms.Store.PutRoomAsync(new RoomRow(0, "rooms", $"!{i}", $"#{i}", null), $"#{i}", CancellationToken.None);
            await rooms.Parts.Book.GetAsync(rooms.Network, row, CancellationToken.None);
            if (i == 10)
            {
                await rooms.EnterAsync(Phone);
            }

            if (i % 100 == 99)
            {
                GC.Collect();
            }
        }

        Assert.InRange(rooms.Parts.Book.Count, 1, 500);
        Assert.Equal(["Mia: hello"], Lines(await rooms.HappensAsync(rooms.Said("$1", "hello"))));
    }

    [Fact]
    public async Task One_client_of_two_leaves_alone()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Desk);
        rooms.Remote.TakeAsked();

        var sent = await rooms.ReceiveAsync(Leave(Phone));

        Assert.Equal(["-alice 110"], Lines(sent, Phone));
        Assert.Empty(Lines(sent, Desk));
        Assert.Empty(rooms.Remote.TakeAsked());
        Assert.Equal(["Mia: hello"], Lines(await rooms.HappensAsync(rooms.Said("$1", "hello"))));
    }

    [Fact]
    public async Task A_client_that_comes_in_by_another_address_is_in_the_room_by_that_alone()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        var park = Jid.Parse("#park@rooms.test");
        rooms.Remote.Alias("#park", "garden");
        await rooms.EnterAsync(Phone);

        var sent = await rooms.EnterAsync(Phone, room: park);

        Assert.Equal(("-alice 110", Garden), (Line(sent[0]), sent[0].From!.Bare));
        Assert.All(sent.Skip(1), stanza => Assert.Equal(park, stanza.From!.Bare));
        rooms.Remote.TakeAsked();
        await rooms.ReceiveAsync(Leave(Phone));
        await rooms.ReceiveAsync(Stanza.Message(Phone, Garden.WithResource("Mia"), "error"));
        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(Write(Phone, "hello"))).Condition);
        Assert.Empty(rooms.Remote.TakeAsked());
        Assert.All(await rooms.HappensAsync(rooms.Said("$1", "hello")), stanza => Assert.Equal(park, stanza.From!.Bare));
    }

    [Fact]
    public async Task A_bounce_takes_the_client_out_and_the_user_stays()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Desk);
        rooms.Remote.TakeAsked();

        Assert.Equal(["-alice 110 333"], Lines(await rooms.ReceiveAsync(Stanza.Message(Phone, Garden.WithResource("Mia"), "error"))));
        Assert.All(await rooms.HappensAsync(rooms.Said("$1", "one")), stanza => Assert.Equal(Desk, stanza.To));
        await rooms.ReceiveAsync(Stanza.Presence(Desk, Garden.WithResource("Mia"), "error"));

        Assert.Empty(await rooms.HappensAsync(rooms.Said("$2", "two")));
        Assert.Empty(rooms.Remote.TakeAsked());
        Assert.Single(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Clients_that_a_restart_of_the_server_has_cut_off_are_not_in_the_room_any_more()
    {
        await using var rooms = await RoomsUnderTest.InsideAsync();
        await rooms.EnterAsync(Carol, "carol");
        rooms.Link.OnAsk = question => question.To == Carol ? question.Reply() : Error(question, StanzaConditions.RecipientUnavailable);

        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);

        Assert.Equal(["-alice 110 333"], Lines(rooms.Link.TakeSent()));
        Assert.All(await rooms.HappensAsync(rooms.Said("$1", "hello")), stanza => Assert.Equal(Carol, stanza.To));
    }

    [Fact]
    public async Task Who_refuses_one_message_stays_in_the_room()
    {
        await using var rooms = await RoomsUnderTest.InsideAsync();
        var refusal = Stanza.Message(Phone, Garden.WithResource("Mia"), "error").With(StanzaError.Of(StanzaConditions.NotAcceptable).ToElement());

        Assert.Empty(await rooms.ReceiveAsync(refusal));

        Assert.Equal(["Mia: hello"], Lines(await rooms.HappensAsync(rooms.Said("$1", "hello"))));
    }

    [Fact]
    public async Task Leaving_a_room_in_which_one_is_not_does_nothing()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Carol, "carol");
        rooms.Remote.TakeAsked();

        Assert.Empty(await rooms.ReceiveAsync(Leave(Phone)));
        Assert.Empty(rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task After_a_crash_clients_of_the_earlier_process_are_told_once_that_they_are_out()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Carol, "carol");
        await rooms.RestartAsync();
        await rooms.EnterAsync(Carol, "carol");

        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);
        var told = rooms.Link.TakeSent();
        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);

        Assert.Equal(["-alice 110 333"], Lines(told));
        Assert.Empty(rooms.Link.TakeSent());
    }

    [Fact]
    public async Task Who_could_not_be_told_is_told_at_the_next_attaching()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.RestartAsync();
        rooms.Link.IsAttached = false;
        await Assert.ThrowsAsync<OperationCanceledException>(() => rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None));

        rooms.Link.IsAttached = true;
        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);

        Assert.Equal(["-alice 110 333"], Lines(rooms.Link.TakeSent()));
    }

    [Fact]
    public async Task A_client_that_is_lost_with_the_link_is_told_at_the_next_attaching()
    {
        await using var rooms = await RoomsUnderTest.InsideAsync();
        rooms.Link.IsAttached = false;
        await rooms.ReceiveAsync(Stanza.Message(Phone, Garden.WithResource("Mia"), "error"));
        rooms.Link.IsAttached = true;

        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);

        Assert.Equal(["-alice 110 333"], Lines(rooms.Link.TakeSent()));
    }

    [Fact]
    public async Task A_stop_puts_everybody_out_and_nobody_is_told_again_later()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Carol, "carol");

        await rooms.Parts.WithdrawAsync(rooms.Network, CancellationToken.None);
        Assert.Equal(["-alice 110 332", "-carol 110 332"], Lines(rooms.Link.TakeSent()).Order());

        await rooms.RestartAsync();
        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);
        Assert.Empty(rooms.Link.TakeSent());
        Assert.Single(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stop_without_a_link_leaves_the_telling_to_the_next_process()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        rooms.Link.IsAttached = false;
        await rooms.Parts.WithdrawAsync(rooms.Network, CancellationToken.None);

        await rooms.RestartAsync();
        rooms.Link.IsAttached = true;
        await rooms.Parts.AnnounceAsync(rooms.Network, CancellationToken.None);

        Assert.Equal(["-alice 110 333"], Lines(rooms.Link.TakeSent()));
    }

    private static Stanza Leave(Jid client) => Stanza.Presence(client, Garden.WithResource("alice"), "unavailable");

    private static Stanza Error(Stanza question, string condition)
    {
        var error = question.Reply();
        error.Type = "error";
        return error.With(StanzaError.Of(condition).ToElement());
    }
}
