using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>What happens in connected rooms beside messages, who may connect them, and what becomes of it when the XMPP server goes.</summary>
public abstract class MatrixPortalEvents(Bridge bridge) : PortalScenarios(bridge)
{
    private static readonly XNamespace Retract = "urn:xmpp:message-retract:1";

    [Fact]
    public async Task The_subject_passes_in_both_directions()
    {
        var room = await RoomAsync(("muc#roomconfig_changesubject", "1"));
        await using var carol = await XmppUser.LoginAsync(Bridge.Server, "carol");
        var matrix = await PlumbAsync(room, carol, NewName("subject"));
        await SetAsync("roses");
        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Type == "m.room.topic" && (string?)e.Content["topic"] == "roses", "alice's subject");
        await Mia.PutStateAsync(matrix, "m.room.topic", "", new JsonObject { ["topic"] = "tulips" });
        var changed = await room.StanzaAsync(s => s.Element(XmppUser.Client + "subject")?.Value == "tulips", "mia's topic");
        Assert.Equal(room.Address + "/mia", changed.Attribute("from")!.Value);
        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Type == "m.room.topic" && (string?)e.Content["topic"] == "tulips", "her own topic");
        Assert.Single(Mia.Timeline.Snapshot(), e => e.Room == matrix && e.Type == "m.room.topic" && (string?)e.Content["topic"] == "tulips");

        // What was there before is another one again.
        var (there, here) = (Mia.Timeline.Count, Bridge.Alice.Received.Count);
        await SetAsync("roses");
        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Type == "m.room.topic" && (string?)e.Content["topic"] == "roses", "alice's subject again", from: there);
        await Mia.PutStateAsync(matrix, "m.room.topic", "", new JsonObject { ["topic"] = "tulips" });
        await Bridge.Alice.Received.FirstAsync(
            s => s.BareFrom() == room.Address && s.Element(XmppUser.Client + "subject")?.Value == "tulips", "mia's topic again", from: here);

        Task SetAsync(string subject) => Bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", room.Address),
            new XAttribute("type", "groupchat"),
            new XAttribute("id", XmppUser.NewId()),
            new XElement(XmppUser.Client + "subject", subject)));
    }

    [Fact]
    public async Task A_room_of_Matrix_that_puts_the_bot_out_is_connected_no_more()
    {
        var room = await RoomAsync();
        await using var carol = await XmppUser.LoginAsync(Bridge.Server, "carol");
        var matrix = await PlumbAsync(room, carol, NewName("end"));

        await Mia.ChangeMemberAsync(matrix, "kick", "@xmppbot:matrix.test", "enough");

        await room.PresenceAsync("mia", s => s.Type() == "unavailable");
    }

    [Fact]
    public async Task Who_is_put_out_and_banned_on_one_side_is_so_on_the_other()
    {
        var room = await RoomAsync();
        await using var carol = await XmppUser.LoginAsync(Bridge.Server, "carol");
        var matrix = await PlumbAsync(room, carol, NewName("kick"));
        await using var dora = await XmppUser.LoginAsync(Bridge.Server, "dora");
        var other = new Room(dora, room.Address, "dora");
        await other.EnterAsync();
        await Mia.JoinedAsync(matrix, GhostOf(room, "dora"));

        // What she may do in Matrix is nothing to the XMPP room: dora stays, and Mia hears why.
        var before = Mia.Timeline.Count;
        await Mia.ChangeMemberAsync(matrix, "kick", GhostOf(room, "dora"), "noise");
        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Text.Contains("dora stays in the XMPP room", StringComparison.Ordinal), "why dora stays");
        Assert.False((await other.PingAsync()).IsError());

        // With mod_privilege no order of a component reaches a room of ejabberd.
        if (Bridge.Server == XmppServer.Prosody)
        {
            await room.OrderAsync(("nick", "mia"), ("role", "moderator"));
            await Mia.Timeline.FirstAsync(
                e => e.Room == matrix && e.Type == "m.room.member" && e.Sender == GhostOf(room, "dora") && (string?)e.Content["membership"] == "join", "dora comes back", from: before);
            await Mia.ChangeMemberAsync(matrix, "kick", GhostOf(room, "dora"), "more noise");
            var put = await other.PresenceAsync("dora", s => s.Type() == "unavailable");
            Assert.Contains(307, Room.StatusesOf(put));
            Assert.Contains("more noise", put.ToString(), StringComparison.Ordinal);
        }

        // Nobody is banned whose affiliation is not below that of the other one (XEP-0045 §9.1): alice is the owner.
        var mia = Room.ItemOf(await room.PresenceAsync("mia"), "jid")!.Split('/')[0];
        await room.OrderAsync("noise", ("jid", mia), ("affiliation", "outcast"));
        var gone = await room.PresenceAsync("mia", s => s.Type() == "unavailable");
        Assert.Contains(301, Room.StatusesOf(gone));
        var told = await Mia.Timeline.FirstAsync(
            e => e.Room == matrix && e.Sender == "@xmppbot:matrix.test" && (e.Type == "m.room.member" || e.Text.Contains("not in the XMPP room", StringComparison.Ordinal))
                && e.Content.ToJsonString().Contains("noise", StringComparison.Ordinal),
            "mia hears of it");
        Assert.Contains("Banned", told.Content.ToJsonString(), StringComparison.Ordinal);
        await Mia.SendAsync(matrix, $"from outside {room.Address}");
        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Text.Contains("does not let in who was banned", StringComparison.Ordinal), "why nothing arrives");
        Assert.DoesNotContain(Bridge.Alice.Received.Snapshot(), s => s.Text() == $"from outside {room.Address}");
    }

    [Fact]
    public async Task A_message_that_another_one_takes_away_is_taken_away_or_they_hear_why_not()
    {
        var room = await RoomAsync();
        await using var carol = await XmppUser.LoginAsync(Bridge.Server, "carol");
        var matrix = await PlumbAsync(room, carol, NewName("redact"));
        await room.SayAsync($"rude words {room.Address}");
        var said = await Mia.MessageAsync($"rude words {room.Address}");
        await Mia.RedactAsync(matrix, said.Id, "rude");

        // Mia is no moderator there, whatever she may do in Matrix: it stays in XMPP, and she knows.
        var answer = await Mia.Timeline.FirstAsync(
            e => e.Room == matrix && e.Type == "m.room.message" && (string?)e.Content["m.relates_to"]?["m.in_reply_to"]?["event_id"] == said.Id, "why not");
        Assert.Equal("@xmppbot:matrix.test", answer.Sender);
        if (Bridge.Server != XmppServer.Prosody)
            return; // Rooms without archives have no messages to take away.

        await room.OrderAsync(("nick", "mia"), ("role", "moderator"));
        await room.SayAsync($"ruder words {room.Address}");
        var heard = await room.MessageAsync($"ruder words {room.Address}");
        await Mia.RedactAsync(matrix, (await Mia.MessageAsync($"ruder words {room.Address}")).Id, "rude");
        await room.StanzaAsync(
            s => s.Attribute("from")?.Value == room.Address && s.Element(Retract + "retract") is { } gone && gone.Attribute("id")?.Value == Room.IdOf(heard), "what mia took away");

        var mine = await Mia.SendAsync(matrix, $"mia's rude words {room.Address}");
        var shown = await room.MessageAsync($"mia's rude words {room.Address}");
        var done = await room.AskAsync("set", new XElement(
            XNamespace.Get("urn:xmpp:message-moderate:1") + "moderate",
            new XAttribute("id", Room.IdOf(shown)),
            new XElement(Retract + "retract"),
            new XElement(XNamespace.Get("urn:xmpp:message-moderate:1") + "reason", "rude, too")));
        Assert.False(done.IsError(), done.ToString());
        var redacted = await Mia.Timeline.FirstAsync(
            e => e.Room == matrix && e.Type == "m.room.redaction" && (string?)e.Content["redacts"] == mine, "the redaction of mia's message");
        Assert.Equal("@xmppbot:matrix.test", redacted.Sender);
    }

    [Fact]
    public async Task Another_name_is_one_on_the_other_side()
    {
        var room = await RoomAsync();
        await using var carol = await XmppUser.LoginAsync(Bridge.Server, "carol");
        var matrix = await PlumbAsync(room, carol, NewName("nick"));
        await Mia.JoinedAsync(matrix, GhostOf(room, "alice"));
        var renamed = new Room(Bridge.Alice, room.Address, "alicia");
        await Bridge.Alice.SendAsync(new XElement(XmppUser.Client + "presence", new XAttribute("to", renamed.Self)));
        await room.PresenceAsync("alicia");
        await Mia.JoinedAsync(matrix, GhostOf(room, "alicia"));
        await Mia.Timeline.FirstAsync(
            e => e.Room == matrix && e.Type == "m.room.member" && e.Sender == GhostOf(room, "alice") && (string?)e.Content["membership"] == "leave", "the old name goes");
        await Mia.PutStateAsync(matrix, "m.room.member", Mia.Id, new JsonObject { ["membership"] = "join", ["displayname"] = "Rosa" });
        var left = await room.PresenceAsync("mia", s => s.Type() == "unavailable");
        Assert.Contains(303, Room.StatusesOf(left));
        Assert.Equal("Rosa", Room.ItemOf(left, "nick"));
        await Mia.SendAsync(matrix, $"as Rosa {room.Address}");
        Assert.Equal(room.Address + "/Rosa", (await room.MessageAsync($"as Rosa {room.Address}")).Attribute("from")!.Value);
        await renamed.SayAsync($"as alicia {room.Address}");
        Assert.Equal(GhostOf(room, "alicia"), (await Mia.MessageAsync($"as alicia {room.Address}")).Sender);
    }

    [Fact]
    public async Task A_room_whose_server_was_restarted_is_entered_again_and_nothing_is_lost_or_doubled()
    {
        var room = await RoomAsync(("muc#roomconfig_persistentroom", "1"));
        var matrix = await JoinAsync(room);
        await room.PresenceAsync("mia");
        await room.SayAsync($"one {room.Address}");
        await Mia.MessageAsync($"one {room.Address}");
        var sessions = Bridge.Alice.SessionEvents;
        await Bridge.Server.Script.RunAsync("down");
        try
        {
            await Mia.SendAsync(matrix, $"two {room.Address}");
        }
        finally
        {
            await Bridge.Server.Script.RunAsync("up");
        }

        await Bridge.Alice.OnlineAgainAsync(sessions);
        await room.EnterAsync();
        await room.StanzaAsync(s => s.Text() == $"two {room.Address}", "what was said meanwhile");
        await room.SayAsync($"three {room.Address}");
        await Mia.MessageAsync($"three {room.Address}", TimeSpan.FromSeconds(60));
        await Mia.SendAsync(matrix, $"four {room.Address}");
        await room.MessageAsync($"four {room.Address}");
        foreach (var text in new[] { "one", "three" })
            Assert.Single(Mia.Timeline.Snapshot(), e => e.Room == matrix && e.Text == $"{text} {room.Address}");
        foreach (var text in new[] { "two", "four" }) // The first one is history, or is not: alice comes in once.
            Assert.Single(Bridge.Alice.Received.Snapshot(), s => s.Text() == $"{text} {room.Address}");
    }

    [Fact]
    public async Task A_room_that_another_bridge_leads_to_is_not_connected_twice()
    {
        var room = await RoomAsync();
        await using var carol = await XmppUser.LoginAsync(Bridge.Server, "carol");
        await GrantAsync(room, carol);
        var name = NewName("twice");
        var matrix = await Mia.CreateRoomAsync(name);
        var levels = (JsonObject)await Mia.GetStateAsync(matrix, "m.room.power_levels");
        levels["users"]!["@xmppbot:matrix.test"] = 50;
        levels["events"]!["m.bridge"] = 75;
        await Mia.PutStateAsync(matrix, "m.room.power_levels", "", levels);
        Assert.Contains("m.bridge", (await ConnectAsync()).ToString(), StringComparison.Ordinal);
        levels["events"]!["m.bridge"] = 50;
        await Mia.PutStateAsync(matrix, "m.room.power_levels", "", levels);
        await Mia.PutStateAsync(matrix, "uk.half-shot.bridge", "other", new JsonObject
        {
            ["bridgebot"] = "@_bifrost_bot:matrix.test",
            ["protocol"] = new JsonObject { ["id"] = "xmpp-js" },
            ["channel"] = new JsonObject { ["id"] = room.Address },
        });
        Assert.Contains("@_bifrost_bot:matrix.test", (await ConnectAsync()).ToString(), StringComparison.Ordinal);
        await Mia.PutStateAsync(matrix, "uk.half-shot.bridge", "other", []);
        Assert.Equal("completed", (await ConnectAsync()).Attribute("status")?.Value);

        Task<XElement> ConnectAsync() => RunAsync(carol, "admin-bridge-rooms", ("xmpp-room", room.Address), ("network-room", $"#{name}:matrix.test"));
    }

    [Fact]
    public async Task What_a_puppet_of_another_bridge_repeats_is_not_said_on_Matrix_again()
    {
        var room = await RoomAsync();
        var matrix = await JoinAsync(room);
        await room.PresenceAsync("mia");
        await using var dora = await XmppUser.LoginAsync(Bridge.Server, "dora");
        var puppet = new Room(dora, room.Address, "mia[m]");
        await puppet.EnterAsync();
        var original = await Mia.SendAsync(matrix, $"once {room.Address}");
        await puppet.MessageAsync($"once {room.Address}");

        await puppet.SayAsync($"once {room.Address}");
        await puppet.SayAsync($"and something new {room.Address}");
        await Mia.MessageAsync($"and something new {room.Address}");
        Assert.Single(Mia.Timeline.Snapshot(), e => e.Room == matrix && e.Text == $"once {room.Address}");

        // Whoever answers to the copy answers to the original.
        var copy = await room.StanzaAsync(s => s.Attribute("from")?.Value == puppet.Self && s.Text() == $"once {room.Address}", "the copy");
        var name = copy.Element(XNamespace.Get("urn:xmpp:sid:0") + "stanza-id")?.Attribute("id")?.Value ?? copy.Id()!;
        await room.SayAsync($"an answer {room.Address}", new XElement(XNamespace.Get("urn:xmpp:reply:0") + "reply", new XAttribute("id", name)));
        var answer = await Mia.MessageAsync($"an answer {room.Address}");
        Assert.Equal(original, (string?)answer.Content["m.relates_to"]?["m.in_reply_to"]?["event_id"]);
    }

    [Fact]
    public async Task An_operator_connects_lists_and_disconnects_rooms_at_the_command_line()
    {
        var room = await RoomAsync();
        var name = NewName("line");
        var matrix = await Mia.CreateRoomAsync(name);
        var levels = (JsonObject)await Mia.GetStateAsync(matrix, "m.room.power_levels");
        levels["users"]!["@xmppbot:matrix.test"] = 50;
        await Mia.PutStateAsync(matrix, "m.room.power_levels", "", levels);
        Assert.Equal(0, (await TypeAsync("add", "matrix", room.Address, $"#{name}:matrix.test")).ExitCode);
        await ListedAsync("The XMPP room has not agreed");
        var granted = await room.OrderAsync(("jid", "matrix.localhost"), ("affiliation", "admin"));
        Assert.False(granted.IsError(), granted.ToString());
        Assert.Equal(0, (await TypeAsync("add", "matrix", room.Address, $"#{name}:matrix.test")).ExitCode);
        await room.PresenceAsync("mia");
        await ListedAsync("by an admin");
        await Mia.SendAsync(matrix, $"by line {room.Address}");
        await room.MessageAsync($"by line {room.Address}");
        Assert.Equal(1, (await TypeAsync("add", "matrix", room.Address, $"#{name}:matrix.test")).ExitCode);
        Assert.Equal(0, (await TypeAsync("remove", "matrix", room.Address)).ExitCode);
        await room.PresenceAsync("mia", s => s.Type() == "unavailable");
        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Text.Contains("An operator has ended the connection", StringComparison.Ordinal), "the end");

        async Task ListedAsync(string text)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
            while (!(await TypeAsync("list")).Output.Split('\n').Any(line => line.Contains(room.Address, StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal)))
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, patience.Token);
        }
    }

    private Task<Shell.Outcome> TypeAsync(params string[] words) =>
        GatewayProgram.RunAsync(["portals", .. words, "--config", Bridge.Gateway.Settings.ConfigurationFile]);
}

[Collection<OnProsody>]
public sealed class MatrixPortalEventsOnProsody(ProsodyBridge bridge) : MatrixPortalEvents(bridge);

[Collection<OnEjabberd>]
public sealed class MatrixPortalEventsOnEjabberd(EjabberdBridge bridge) : MatrixPortalEvents(bridge);
