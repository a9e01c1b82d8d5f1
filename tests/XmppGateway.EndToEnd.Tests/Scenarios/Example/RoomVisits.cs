using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>Coming into rooms and going, with one client and with several, and what people are called there.</summary>
public abstract class RoomVisits(ExampleBridge bridge)
{
    [Fact]
    public async Task Two_clients_of_a_user_are_one_occupant_and_each_goes_for_itself()
    {
        var network = await bridge.Network.MakeRoomAsync("two-clients", ("rosa", "Rosa", "owner"));
        await using var laptop = await XmppUser.LoginAsync(bridge.Server, "alice", "laptop");
        var (phones, laptops) = (new Room(bridge.Alice, network.Jid, "alice"), new Room(laptop, network.Jid, "alice at work"));
        await phones.EnterAsync();
        var came = await laptops.EnterAsync();
        var self = Assert.Single(came, s => s.Is("presence") && Room.StatusesOf(s).Contains(110));
        Assert.Equal((phones.Self, true), (self.Attribute("from")!.Value, Room.StatusesOf(self).Contains(210)));
        Assert.Equal([network.Jid + "/Rosa", phones.Self], came.Where(s => s.Is("presence")).Select(s => s.Attribute("from")!.Value));
        await network.SayAsync("rosa", "to both");
        await phones.MessageAsync("to both");
        await laptops.MessageAsync("to both");
        await laptop.SendPresenceAsync(laptops.Self, "unavailable");
        await laptops.StanzaAsync(s => s.Type() == "unavailable" && Room.StatusesOf(s).Contains(110), "the end for the laptop");
        await network.SayAsync("rosa", "to one");
        await phones.MessageAsync("to one");
        Assert.Equal("result", (await phones.PingAsync()).Type());
        Assert.Equal("not-acceptable", (await laptops.PingAsync()).Condition());
        Assert.DoesNotContain(laptop.Received.Snapshot(), s => s.Text() == "to one");
        Assert.DoesNotContain(bridge.Alice.Received.Snapshot(), s => s.Type() == "unavailable" && s.BareFrom() == network.Jid);
        Assert.DoesNotContain(network.Seen, entry => (string?)entry["kind"] == "leave");
        await phones.LeaveAsync();
        await network.SeesAsync("leave");
    }

    [Fact]
    public async Task Who_comes_again_without_having_left_is_told_everything_again()
    {
        var network = await bridge.Network.MakeRoomAsync("again", ("rosa", "Rosa", "owner"));
        var room = new Room(bridge.Alice, network.Jid, "alice");
        var first = await room.EnterAsync();
        await network.SayAsync("rosa", "in between");
        await room.MessageAsync("in between");
        var second = await room.EnterAsync();
        Assert.Equal(
            first.Where(s => s.Is("presence")).Select(s => s.Attribute("from")!.Value), second.Where(s => s.Is("presence")).Select(s => s.Attribute("from")!.Value));
        Assert.Single(second, s => s.Text() == "in between");
    }

    [Fact]
    public async Task A_name_that_somebody_has_is_a_conflict_and_another_one_is_told_to_all()
    {
        var network = await bridge.Network.MakeRoomAsync("names", ("rosa", "Rosa", "owner"));
        await using var moritz = await XmppUser.LoginAsync(bridge.Server, "moritz");
        var room = new Room(bridge.Alice, network.Jid, "alice");
        await room.EnterAsync();
        var taken = new Room(moritz, network.Jid, "alice");
        await taken.KnockAsync();
        Assert.Equal("conflict", (await taken.RefusalAsync()).Condition());
        var his = new Room(moritz, network.Jid, "moritz");
        await his.EnterAsync();
        await moritz.SendAsync(new XElement(XmppUser.Client + "presence", new XAttribute("to", network.Jid + "/Rosa"), new XAttribute("id", "taken")));
        Assert.Equal("conflict", (await moritz.Received.FirstAsync(s => s.IsError() && s.Id() == "taken", "the conflict")).Condition());
        await moritz.SendAsync(new XElement(XmppUser.Client + "presence", new XAttribute("to", network.Jid + "/robert")));
        var gone = await room.PresenceAsync("moritz", s => s.Type() == "unavailable");
        Assert.Equal(("robert", true), (Room.ItemOf(gone, "nick"), Room.StatusesOf(gone).Contains(303)));
        Assert.Null((await room.PresenceAsync("robert")).Type());
        await network.SeesAsync("rename", entry => (string?)entry["text"] == "robert");
        await network.DoAsync("rosa", "rename", ("text", "Rose"));
        Assert.Equal("Rose", Room.ItemOf(await room.PresenceAsync("Rosa", s => s.Type() == "unavailable"), "nick"));
    }

    [Fact]
    public async Task Without_a_name_and_from_outside_there_are_errors()
    {
        var network = await bridge.Network.MakeRoomAsync("outside", ("rosa", "Rosa", "owner"));
        var room = new Room(bridge.Alice, network.Jid, "alice");
        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "presence", new XAttribute("to", network.Jid), new XAttribute("id", "no-nick"), new XElement(Room.Muc + "x")));
        Assert.Equal("jid-malformed", (await bridge.Alice.ErrorAsync("no-nick")).Condition());
        Assert.Equal("not-acceptable", (await bridge.Alice.ErrorAsync(await room.SayAsync("let me in"))).Condition());
        Assert.Equal("not-acceptable", (await room.PingAsync()).Condition());
        Assert.DoesNotContain(network.Seen, entry => (string?)entry["kind"] == "message");
    }

    [Fact]
    public async Task Who_may_not_use_the_gateway_is_told_so_at_the_door()
    {
        var network = await bridge.Network.MakeRoomAsync("door", ("rosa", "Rosa", "owner"));
        await using var bob = await XmppUser.LoginAsync(bridge.Server, "bob");
        var room = new Room(bob, network.Jid, "bob");
        await room.KnockAsync();
        Assert.Equal("forbidden", (await room.RefusalAsync()).Condition());
        Assert.Empty(network.Seen);
    }

    [Fact]
    public async Task An_error_of_a_client_puts_out_that_client_and_no_other()
    {
        var network = await bridge.Network.MakeRoomAsync("errors", ("rosa", "Rosa", "owner"));
        await using var laptop = await XmppUser.LoginAsync(bridge.Server, "alice", "laptop");
        var (phones, laptops) = (new Room(bridge.Alice, network.Jid, "alice"), new Room(laptop, network.Jid, "alice"));
        await phones.EnterAsync();
        await laptops.EnterAsync();
        await laptop.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", network.Jid + "/Rosa"),
            new XAttribute("type", "error"),
            new XElement(XmppUser.Client + "error", new XAttribute("type", "cancel"), new XElement(Stanzas.Conditions + "service-unavailable"))));
        await network.SayAsync("rosa", "who is there?");
        await phones.MessageAsync("who is there?");
        Assert.Equal("not-acceptable", (await laptops.PingAsync()).Condition());
        Assert.Equal("result", (await phones.PingAsync()).Type());
    }

    [Fact]
    public async Task A_room_that_ends_says_where_people_go_on()
    {
        var network = await bridge.Network.MakeRoomAsync("ending", ("rosa", "Rosa", "owner"));
        var next = await bridge.Network.MakeRoomAsync("next", ("rosa", "Rosa", "owner"));
        var room = new Room(bridge.Alice, network.Jid, "alice");
        await room.EnterAsync();
        await network.DoAsync("rosa", "end", ("successor", next.Jid.Split('@')[0]), ("reason", "moved"));
        var end = await room.PresenceAsync("alice", s => s.Type() == "unavailable");
        var destroyed = end.Element(Room.MucUser + "x")!.Element(Room.MucUser + "destroy");
        Assert.Equal((next.Jid, "moved"), (destroyed?.Attribute("jid")?.Value, destroyed?.Element(Room.MucUser + "reason")?.Value));
        Assert.Equal("not-acceptable", (await room.PingAsync()).Condition());
    }
}

[Collection<ExampleOnProsody>]
public sealed class RoomVisitsOnProsody(ProsodyExample bridge) : RoomVisits(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class RoomVisitsOnEjabberd(EjabberdExample bridge) : RoomVisits(bridge);
