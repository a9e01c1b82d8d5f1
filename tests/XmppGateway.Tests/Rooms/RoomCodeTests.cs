using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>Rooms whose ids cannot be read back from a JID have codes: each means the room of which it was made, whatever that calls its address.</summary>
public sealed class RoomCodeTests
{
    [Fact]
    public async Task A_code_leads_to_its_room_also_when_what_the_room_calls_its_address_leads_to_another_one()
    {
        await using var rooms = await StartAsync();
        var code = await PlotAsync(rooms);
        await rooms.EnterAsync(Phone, room: code);
        rooms.Remote.Add("park");
        rooms.Remote.Alias("#plot", "park");
        rooms.Remote.TakeAsked();

        var sent = await rooms.EnterAsync(Carol, "carol", code);

        Assert.Equal(["enter !Plot carol carol"], rooms.Remote.TakeAsked().Where(asked => asked.StartsWith("enter", StringComparison.Ordinal)));
        Assert.Equal(["+carol"], Lines(sent, Phone));
        Assert.Contains("+alice", Lines(sent, Carol));
        Assert.Equal("!Plot", (await rooms.Store.FindRoomByLocalpartAsync("rooms", code.Local!, CancellationToken.None))!.RemoteId);
    }

    [Fact]
    public async Task Where_the_network_does_not_know_the_id_alone_what_the_room_was_called_leads_to_it()
    {
        await using var rooms = await StartAsync();
        var code = await LeftAsync(rooms);
        rooms.Remote.TakeAsked();

        Assert.Contains("+carol 100 110", Lines(await rooms.EnterAsync(Carol, "carol", code), Carol));
        Assert.Equal(
            ["enter !Plot carol carol", "enter #plot carol carol"],
            rooms.Remote.TakeAsked().Where(asked => asked.StartsWith("enter", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nobody_comes_into_another_room_by_a_code()
    {
        await using var rooms = await StartAsync();
        var code = await LeftAsync(rooms);
        var park = rooms.Remote.Add("park");
        rooms.Remote.Alias("#plot", "park");

        Assert.Equal(StanzaConditions.ItemNotFound, (await rooms.RefusalOfAsync(Join(Carol, "carol", code))).Condition);

        Assert.Empty(park.Members);
        Assert.Equal("!Plot", (await rooms.Store.FindRoomByLocalpartAsync("rooms", code.Local!, CancellationToken.None))!.RemoteId);
    }

    [Fact]
    public async Task A_code_that_is_told_again_changes_nothing_of_what_is_known_of_its_room()
    {
        await using var rooms = await StartAsync();
        var code = await PlotAsync(rooms);
        await rooms.EnterAsync(Phone, room: code);

        Assert.Equal(code, await CodeAsync(rooms, "!Plot"));

        var row = (await rooms.Store.FindRoomByLocalpartAsync("rooms", code.Local!, CancellationToken.None))!;
        Assert.Equal(("!Plot", "#plot", "Plot"), (row.RemoteId, row.Address, row.Name));
    }

    /// <summary>Who is in the room by the code is heard by it, however often somebody else is told of the address.</summary>
    [Fact]
    public async Task The_code_of_an_address_leads_to_the_room_and_stays_there()
    {
        await using var rooms = await StartAsync();
        rooms.Remote.Add("Hall");
        var code = await CodeAsync(rooms, "#Hall");
        await rooms.EnterAsync(Phone, room: code);

        Assert.Equal(code, await CodeAsync(rooms, "#Hall"));

        await rooms.ReceiveAsync(Write(Phone, "hello", to: code));
        Assert.Equal(["alice: hello"], Lines(await rooms.DeliveredAsync("$1"), Phone));
    }

    [Fact]
    public async Task The_code_of_an_address_goes_with_it_to_another_room()
    {
        await using var rooms = await StartAsync();
        rooms.Remote.Add("Hall");
        var code = await CodeAsync(rooms, "#Hall");
        await rooms.EnterAsync(Phone, room: code);
        rooms.Remote.Add("park");
        rooms.Remote.Alias("#Hall", "park");

        var sent = await rooms.EnterAsync(Carol, "carol", code);

        var told = Assert.Single(sent, stanza => stanza.To == Phone.Bare);
        Assert.NotEqual(code, told.From);
        Assert.Contains("+alice 100 110", Lines(await rooms.EnterAsync(Phone, room: told.From), Phone));
        Assert.Equal("enter !Hall alice alice", rooms.Remote.TakeAsked()[^1]);
    }

    /// <summary>A room whose id has capitals, which JIDs have not.</summary>
    private static async Task<Jid> PlotAsync(RoomsUnderTest rooms)
    {
        var plot = rooms.Remote.Add("Plot");
        plot.State = plot.State with { Address = new RoomAddress("#plot") };
        rooms.Remote.Alias("#plot", "Plot");
        return await CodeAsync(rooms, "!Plot");
    }

    /// <summary>Of which the network knows nothing by its id, since nobody of ours is in it any more.</summary>
    private static async Task<Jid> LeftAsync(RoomsUnderTest rooms)
    {
        var code = await PlotAsync(rooms);
        await rooms.EnterAsync(Phone, room: code);
        await rooms.ReceiveAsync(Stanza.Presence(Phone, code.WithResource("alice"), "unavailable"));
        rooms.Remote.Forget("!Plot");
        return code;
    }

    private static async Task<Jid> CodeAsync(RoomsUnderTest rooms, string room)
    {
        var invitation = new RoomInvitation
        {
            User = Carol.Bare,
            Contact = Who(Mia),
            Timestamp = rooms.Time.GetUtcNow(),
            Room = new RoomAddress(room),
        };
        return (await rooms.Parts.Traffic.InviteAsync(rooms.Network, invitation, "i1", CancellationToken.None))!.From!;
    }
}
