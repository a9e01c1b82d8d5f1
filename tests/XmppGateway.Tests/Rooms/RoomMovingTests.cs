using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>An address leads to another room from now on; who belongs to the old one still does.</summary>
public sealed class RoomMovingTests
{
    private static readonly Jid Kept = Jid.Parse("!garden@rooms.test");

    [Fact]
    public async Task Who_belongs_to_the_old_room_is_told_by_which_address_it_is_reached_now()
    {
        await using var rooms = await InsideAsync();
        await rooms.RestartAsync();
        Move(rooms);

        var sent = await rooms.EnterAsync(Carol, "carol");

        var told = Assert.Single(sent, stanza => stanza.To == Phone.Bare);
        Assert.Equal(Kept, told.From);
        Assert.Contains(Kept.ToString(), Assert.Single(RoomNews.Find(told)!.Invites).Reason, StringComparison.Ordinal);
        Assert.Contains("+alice 100 110", Lines(await rooms.EnterAsync(Phone, room: Kept), Phone));
        Assert.Equal("enter !garden alice alice", rooms.Remote.TakeAsked()[^1]);
    }

    [Fact]
    public async Task Who_is_in_the_old_room_by_another_address_needs_no_telling()
    {
        await using var rooms = await InsideAsync();
        rooms.Remote.Alias("#yard", "garden");
        await rooms.EnterAsync(Desk, room: Jid.Parse("#yard@rooms.test"));
        Move(rooms);

        var sent = await rooms.EnterAsync(Carol, "carol");

        Assert.Equal(["-alice 110 333"], Lines(sent.Where(stanza => stanza.To!.Bare == Phone.Bare)));
        Assert.Null(await rooms.Store.FindRoomByLocalpartAsync("rooms", Kept.Local!, CancellationToken.None));
        Assert.Equal("#yard", (await rooms.Store.FindRoomAsync("rooms", "!garden", CancellationToken.None))!.Address);
    }

    [Fact]
    public async Task An_end_before_everybody_was_told_leaves_the_address_where_it_led_and_all_is_told_again()
    {
        await using var rooms = await InsideAsync();
        await rooms.RestartAsync();
        Move(rooms);
        rooms.Link.IsAttached = false;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rooms.EnterAsync(Carol, "carol"));
        Assert.Equal("!garden", (await rooms.Store.FindRoomByLocalpartAsync("rooms", "#garden", CancellationToken.None))!.RemoteId);

        rooms.Link.IsAttached = true;
        await rooms.RestartAsync();

        Assert.Single(await rooms.EnterAsync(Carol, "carol"), stanza => stanza.To == Phone.Bare);
        Assert.Equal("!park", (await rooms.Store.FindRoomByLocalpartAsync("rooms", "#garden", CancellationToken.None))!.RemoteId);
    }

    /// <summary>What alice says by the address is said where it leads.</summary>
    [Fact]
    public async Task Who_comes_back_by_an_address_that_goes_elsewhere_meanwhile_comes_in_where_it_leads()
    {
        await using var rooms = await PastAsync();
        await rooms.RestartAsync();
        var network = Hold(rooms);
        var entering = rooms.EnterAsync(Phone);
        await rooms.Remote.HistoryAsked.Task.InTimeAsync();
        Move(rooms);
        await rooms.BeginAsync(Join(Carol, "carol", history: History(("maxstanzas", "0")))).InTimeAsync();
        network.SetResult();

        Assert.Contains("+alice 100 110", Lines(await entering.InTimeAsync(), Phone));
        Assert.Equal("!park", (await rooms.Store.FindRoomByLocalpartAsync("rooms", "#garden", CancellationToken.None))!.RemoteId);
        await rooms.ReceiveAsync(Write(Phone, "hello"));
        Assert.Equal("!park", rooms.Outbox.Accepted[^1].What.Contact.Id.Value);
        Assert.Contains("+alice 100 110", Lines(await rooms.EnterAsync(Phone, room: Kept), Phone));
    }

    [Fact]
    public async Task Who_was_new_stands_in_no_room_that_they_have_not_seen()
    {
        await using var rooms = await PastAsync();
        var network = Hold(rooms);
        var entering = rooms.EnterAsync(Carol, "carol");
        await rooms.Remote.HistoryAsked.Task.InTimeAsync();
        Move(rooms);
        await rooms.BeginAsync(Join(Jid.Parse("dora@localhost/x"), "dora", history: History(("maxstanzas", "0")))).InTimeAsync();
        network.SetResult();

        Assert.Equal(["+dora", "+carol 100 110", "="], Lines(await entering.InTimeAsync(), Carol));
        Assert.DoesNotContain(rooms.Room.Members, member => member.Who.Id == ScriptedRooms.IdentityOf(Carol));
        Assert.Equal(
            ["!park"], (await rooms.Store.RoomsOfUserAsync("rooms", "carol@localhost", CancellationToken.None)).Select(room => room.RemoteId));
    }

    [Fact]
    public async Task Who_finds_out_belongs_to_the_new_room_also_when_the_others_cannot_be_told_now()
    {
        await using var rooms = await InsideAsync();
        await rooms.RestartAsync();
        Move(rooms);
        rooms.Link.IsAttached = false;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rooms.EnterAsync(Carol, "carol"));

        Assert.Equal(
            ["!park"], (await rooms.Store.RoomsOfUserAsync("rooms", "carol@localhost", CancellationToken.None)).Select(room => room.RemoteId));
    }

    [Fact]
    public async Task Who_is_in_the_new_room_of_which_nothing_is_known_yet_belongs_to_it()
    {
        await using var rooms = await InsideAsync();
        var park = rooms.Remote.Add("park");
        rooms.Remote.Refusal = new RoomEntry.Unfinished(park.Id, ScriptedRooms.IdentityOf(Carol), LocalText.Same("Away."), FailureCondition.RemoteServerTimeout);

        await rooms.RefusalOfAsync(Join(Carol, "carol"));

        Assert.Equal(
            ["!park"], (await rooms.Store.RoomsOfUserAsync("rooms", "carol@localhost", CancellationToken.None)).Select(room => room.RemoteId));
        Assert.Equal("!garden", (await rooms.Store.FindRoomByLocalpartAsync("rooms", "#garden", CancellationToken.None))!.RemoteId);
    }

    /// <summary>With something that was said before, which nobody has read.</summary>
    private static async Task<RoomsUnderTest> PastAsync()
    {
        var rooms = await StartAsync();
        rooms.Room.Past.Add(rooms.Said("$1", "one"));
        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));
        return rooms;
    }

    private static TaskCompletionSource Hold(RoomsUnderTest rooms)
    {
        var network = new TaskCompletionSource();
        rooms.Remote.BeforeHistory = network.Task;
        return network;
    }

    private static void Move(RoomsUnderTest rooms)
    {
        rooms.Remote.Add("park");
        rooms.Remote.Alias("#garden", "park");
    }
}
