using XmppGateway.Abstractions;
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
    public async Task A_bounce_takes_the_client_out_and_the_user_stays()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Desk);
        rooms.Remote.TakeAsked();

        await rooms.ReceiveAsync(Stanza.Message(Phone, Garden.WithResource("Mia"), "error"));
        Assert.All(await rooms.HappensAsync(rooms.Said("$1", "one")), stanza => Assert.Equal(Desk, stanza.To));
        await rooms.ReceiveAsync(Stanza.Presence(Desk, Garden.WithResource("Mia"), "error"));

        Assert.Empty(await rooms.HappensAsync(rooms.Said("$2", "two")));
        Assert.Empty(rooms.Remote.TakeAsked());
        Assert.Single(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
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
