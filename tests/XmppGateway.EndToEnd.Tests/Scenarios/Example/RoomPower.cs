using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios.Example;

/// <summary>Who may do what in rooms: subject, putting people out, ranks, invitations.</summary>
public abstract class RoomPower(ExampleBridge bridge)
{
    [Fact]
    public async Task An_owner_puts_people_out_and_bans_them()
    {
        var network = await bridge.Network.MakeRoomAsync("thrown", ("rosa", "Rosa", "guest"), (ExampleRoom.IdOf(bridge.Alice), "alice", "owner"));
        await using var moritz = await XmppUser.LoginAsync(bridge.Server, "moritz");
        var (alices, his) = (new Room(bridge.Alice, network.Jid, "alice"), new Room(moritz, network.Jid, "moritz"));
        await alices.EnterAsync();
        await his.EnterAsync();
        Assert.Equal("forbidden", (await his.OrderAsync("no", ("nick", "Rosa"), ("role", "none"))).Condition());
        Assert.Equal("result", (await alices.OrderAsync("noise", ("nick", "Rosa"), ("role", "none"))).Type());
        var kicked = await his.PresenceAsync("Rosa", s => s.Type() == "unavailable");
        Assert.Equal((true, "none"), (Room.StatusesOf(kicked).Contains(307), Room.ItemOf(kicked, "role")));
        Assert.Equal("noise", kicked.Descendants(Room.MucUser + "reason").Single().Value);
        await network.SeesAsync("kick", entry => (string?)entry["who"] == "rosa");
        Assert.Equal("result", (await alices.OrderAsync("enough", ("jid", moritz.BareJid), ("affiliation", "outcast"))).Type());
        var banned = await his.PresenceAsync("moritz", s => s.Type() == "unavailable");
        Assert.Equal((true, true, "outcast"), (Room.StatusesOf(banned).Contains(301), Room.StatusesOf(banned).Contains(110), Room.ItemOf(banned, "affiliation")));
        await alices.PresenceAsync("moritz", s => s.Type() == "unavailable" && Room.StatusesOf(s).Contains(301));
        await his.KnockAsync();
        Assert.Equal("forbidden", (await his.RefusalAsync()).Condition());
    }

    [Fact]
    public async Task A_rank_is_given_told_and_listed()
    {
        var network = await bridge.Network.MakeRoomAsync("ranks", ("rosa", "Rosa", "guest"), (ExampleRoom.IdOf(bridge.Alice), "alice", "owner"));
        var room = new Room(bridge.Alice, network.Jid, "alice");
        await room.EnterAsync();
        Assert.Equal("result", (await room.OrderAsync(null, ("nick", "Rosa"), ("affiliation", "member"))).Type());
        await room.PresenceAsync("Rosa", s => Room.ItemOf(s, "affiliation") == "member");
        await network.SeesAsync("rank", entry => (string?)entry["who"] == "rosa" && (string?)entry["state"] == "member");
        var list = await bridge.Alice.AskAsync(room.Address, "get", new XElement(
            Room.MucAdmin + "query", new XElement(Room.MucAdmin + "item", new XAttribute("affiliation", "member"))));
        Assert.Equal(["Rosa"], list.Descendants(Room.MucAdmin + "item").Select(item => item.Attribute("nick")?.Value));
        Assert.Equal("forbidden", (await room.OrderAsync(null, ("nick", "Rosa"), ("affiliation", "owner"))).Condition());
        Assert.Equal("item-not-found", (await room.OrderAsync(null, ("nick", "Nobody"), ("role", "none"))).Condition());
    }

    [Fact]
    public async Task A_subject_of_several_lines_passes_in_both_directions()
    {
        var network = await bridge.Network.MakeRoomAsync("subjects", ("rosa", "Rosa", "owner"), (ExampleRoom.IdOf(bridge.Alice), "alice", "administrator"));
        var room = new Room(bridge.Alice, network.Jid, "alice");
        await room.EnterAsync();
        await network.DoAsync("rosa", "subject", ("text", "one\ntwo"));
        await room.StanzaAsync(s => s.Element(XmppUser.Client + "subject")?.Value == "one\ntwo", "the subject of rosa");
        await room.SayAsync(null, new XElement(XmppUser.Client + "subject", "three\nfour"));
        await network.SeesAsync("subject", entry => (string?)entry["text"] == "three\nfour");
        var told = await room.StanzaAsync(s => s.Element(XmppUser.Client + "subject")?.Value == "three\nfour", "the subject of alice");
        Assert.Equal((room.Self, null), (told.Attribute("from")!.Value, told.Text()));
        await room.LeaveAsync();
        var last = (await room.EnterAsync())[^1];
        Assert.Equal("three\nfour", last.Element(XmppUser.Client + "subject")?.Value);
    }

    [Fact]
    public async Task A_closed_room_is_entered_by_invitation()
    {
        var rosa = await bridge.Network.JoinAsync("host");
        var guest = await bridge.Network.JoinAsync("guest");
        var network = await bridge.Network.MakeRoomAsync("closed", (rosa.Name, "Rosa", "owner"));
        await network.PutAsync(new() { ["membersOnly"] = true });
        var room = new Room(bridge.Alice, network.Jid, "alice");
        await room.KnockAsync();
        Assert.Equal("registration-required", (await room.RefusalAsync()).Condition());
        await network.DoAsync(rosa.Name, "invite", ("who", ExampleRoom.IdOf(bridge.Alice)), ("reason", "come in"));
        var invitation = await bridge.Alice.Received.FirstAsync(
            s => s.Is("message") && s.BareFrom() == network.Jid && s.Element(Room.MucUser + "x")?.Element(Room.MucUser + "invite") is not null, "the invitation");
        Assert.Equal(rosa.Jid, invitation.Descendants(Room.MucUser + "invite").Single().Attribute("from")?.Value);
        Assert.Equal("come in", invitation.Descendants(Room.MucUser + "reason").Single().Value);
        await room.EnterAsync();
        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", network.Jid),
            new XElement(Room.MucUser + "x", new XElement(Room.MucUser + "invite", new XAttribute("to", guest.Jid), new XElement(Room.MucUser + "reason", "you too")))));
        await network.SeesAsync("invite", entry => (string?)entry["who"] == guest.Name && (string?)entry["reason"] == "you too");
    }

    [Fact]
    public async Task Who_may_not_speak_is_told_so_until_they_may()
    {
        var network = await bridge.Network.MakeRoomAsync("silent", ("rosa", "Rosa", "owner"));
        await network.PutAsync(new() { ["moderated"] = true });
        var room = new Room(bridge.Alice, network.Jid, "alice");
        var came = await room.EnterAsync();
        Assert.Equal("visitor", Room.ItemOf(came.Single(s => s.Is("presence") && Room.StatusesOf(s).Contains(110)), "role"));
        Assert.Equal("forbidden", (await bridge.Alice.ErrorAsync(await room.SayAsync("may I?"))).Condition());
        await network.DoAsync("rosa", "voice", ("who", ExampleRoom.IdOf(bridge.Alice)), ("maySpeak", true));
        await room.PresenceAsync("alice", s => Room.ItemOf(s, "role") == "participant");
        await room.SayAsync("thank you");
        await network.SeesAsync("message", entry => (string?)entry["text"] == "thank you");
    }
}

[Collection<ExampleOnProsody>]
public sealed class RoomPowerOnProsody(ProsodyExample bridge) : RoomPower(bridge);

[Collection<ExampleOnEjabberd>]
public sealed class RoomPowerOnEjabberd(EjabberdExample bridge) : RoomPower(bridge);
