using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Scenarios.Example;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Multi-user chats of the XMPP server that people of Matrix come into.</summary>
public abstract class MatrixPortals(Bridge bridge) : PortalScenarios(bridge)
{
    private static readonly XNamespace Delay = "urn:xmpp:delay";

    [Fact]
    public async Task A_room_is_found_by_its_address_and_everybody_sees_everybody()
    {
        var room = await RoomAsync();
        await room.SayAsync("before mia came");
        await room.MessageAsync("before mia came");
        var matrix = await JoinAsync(room);
        Assert.Null((await room.PresenceAsync("mia")).Type());
        await Mia.JoinedAsync(matrix, GhostOf(room, "alice"));
        var history = await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Text == "before mia came", "what was said before");
        Assert.Equal(GhostOf(room, "alice"), history.Sender);
        var id = await room.SayAsync($"hello from alice in {room.Address}");
        var heard = await Mia.MessageAsync($"hello from alice in {room.Address}");
        Assert.Equal((matrix, GhostOf(room, "alice")), (heard.Room, heard.Sender));
        await Mia.SendAsync(matrix, $"hello from mia in {room.Address}");
        var said = await room.MessageAsync($"hello from mia in {room.Address}");
        Assert.Equal(room.Address + "/mia", said.Attribute("from")!.Value);
        Assert.Single(Mia.Timeline.Snapshot(), e => e.Room == matrix && e.Text == "before mia came");
        Assert.NotNull(id);
    }

    [Fact]
    public async Task Replies_corrections_reactions_and_retractions_pass_in_both_directions()
    {
        var room = await RoomAsync();
        var matrix = await JoinAsync(room);
        await room.PresenceAsync("mia");

        // From XMPP.
        var first = await room.SayAsync($"frist {room.Address}");
        var event_ = await Mia.MessageAsync($"frist {room.Address}");
        await room.SayAsync($"first {room.Address}", new XElement(Xeps.Correct + "replace", new XAttribute("id", first)));
        var edit = await Mia.MessageAsync($"* first {room.Address}");
        Assert.Equal(event_.Id, (string?)edit.Content["m.relates_to"]!["event_id"]);
        var miaSaid = await Mia.SendAsync(matrix, $"from mia {room.Address}");
        var reflected = await room.MessageAsync($"from mia {room.Address}");
        await room.SayAsync(null, Reaction(NameOf(reflected), "👍"), new XElement(XNamespace.Get("urn:xmpp:hints") + "store"));
        await Mia.Timeline.FirstAsync(
            e => e.Room == matrix && e.Type == "m.reaction" && (string?)e.Content["m.relates_to"]?["event_id"] == miaSaid, "alice's reaction");
        await room.SayAsync($"answer {room.Address}", new XElement(XNamespace.Get("urn:xmpp:reply:0") + "reply", new XAttribute("id", NameOf(reflected))));
        var answer = await Mia.MessageAsync($"answer {room.Address}");
        Assert.Equal(miaSaid, (string?)answer.Content["m.relates_to"]!["m.in_reply_to"]!["event_id"]);

        // From Matrix.
        var original = await room.MessageAsync($"frist {room.Address}");
        await Mia.SendEventAsync(matrix, "m.reaction", new JsonObject
        {
            ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.annotation", ["event_id"] = event_.Id, ["key"] = "🎉" },
        });
        await room.StanzaAsync(
            s => s.Attribute("from")?.Value == room.Address + "/mia" && s.Element(Xeps.Reactions + "reactions")?.Attribute("id")?.Value == NameOf(original), "mia's reaction");
        await Mia.SendEventAsync(matrix, "m.room.message", new JsonObject
        {
            ["msgtype"] = "m.text",
            ["body"] = "* corrected",
            ["m.new_content"] = new JsonObject { ["msgtype"] = "m.text", ["body"] = "corrected" },
            ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = miaSaid },
        });
        Assert.Equal(reflected.Id(), (await room.MessageAsync("corrected")).Element(Xeps.Correct + "replace")?.Attribute("id")?.Value);
        await Mia.RedactAsync(matrix, miaSaid, "not good");
        await room.StanzaAsync(
            s => s.Element(XNamespace.Get("urn:xmpp:message-retract:1") + "retract")?.Attribute("id")?.Value == NameOf(reflected), "the retraction");
        var gone = await room.SayAsync($"gone {room.Address}");
        var goneEvent = await Mia.MessageAsync($"gone {room.Address}");
        var goneHeard = await room.MessageAsync($"gone {room.Address}");
        Assert.Equal(gone, goneHeard.Id());
        await room.SayAsync(
            null, new XElement(XNamespace.Get("urn:xmpp:message-retract:1") + "retract", new XAttribute("id", NameOf(goneHeard))), new XElement(XNamespace.Get("urn:xmpp:hints") + "store"));
        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Type == "m.room.redaction" && (string?)e.Content["redacts"] == goneEvent.Id, "the redaction");
    }

    [Fact]
    public async Task Files_pass_in_both_directions()
    {
        var room = await RoomAsync();
        var matrix = await JoinAsync(room);
        await room.PresenceAsync("mia");
        var uri = await Mia.UploadAsync("cat.txt", "text/plain", "meow"u8.ToArray());
        await Mia.SendEventAsync(matrix, "m.room.message", new JsonObject
        {
            ["msgtype"] = "m.file",
            ["body"] = "cat.txt",
            ["url"] = uri,
            ["info"] = new JsonObject { ["mimetype"] = "text/plain", ["size"] = 4 },
        });
        var link = await room.StanzaAsync(s => s.Element(XNamespace.Get("jabber:x:oob") + "x") is not null, "mia's file");
        var url = link.Element(XNamespace.Get("jabber:x:oob") + "x")!.Element(XNamespace.Get("jabber:x:oob") + "url")!.Value;
        using var web = new HttpClient();
        Assert.Equal("meow", await web.GetStringAsync(new Uri(url), TestContext.Current.CancellationToken));
        await room.SayAsync(url, new XElement(XNamespace.Get("jabber:x:oob") + "x", new XElement(XNamespace.Get("jabber:x:oob") + "url", url)));
        var file = await Mia.Timeline.FirstAsync(
            e => e.Room == matrix && e.Sender == GhostOf(room, "alice") && e.Content["url"] is not null, "alice's file");
        Assert.Equal("meow"u8.ToArray(), await Mia.DownloadAsync((string)file.Content["url"]!));
    }

    [Fact]
    public async Task Who_comes_goes_and_is_put_out_is_seen_on_both_sides()
    {
        var room = await RoomAsync();
        var matrix = await JoinAsync(room);
        await room.PresenceAsync("mia");
        await using var carol = await XmppUser.LoginAsync(Bridge.Server, "carol");
        var other = new Room(carol, room.Address, "carol");
        await other.EnterAsync();
        await Mia.JoinedAsync(matrix, GhostOf(room, "carol"));
        await other.LeaveAsync();
        await Mia.Timeline.FirstAsync(
            e => e.Room == matrix && e.Type == "m.room.member" && e.Sender == GhostOf(room, "carol") && (string?)e.Content["membership"] == "leave", "carol leaves");
        await Bridge.Alice.AskAsync(room.Address, "set", new XElement(
            Room.MucAdmin + "query",
            new XElement(Room.MucAdmin + "item", new XAttribute("nick", "mia"), new XAttribute("role", "none"), new XElement(Room.MucAdmin + "reason", "noise"))));
        var gone = await room.PresenceAsync("mia", s => s.Type() == "unavailable");
        Assert.Contains(307, Room.StatusesOf(gone));
        var kicked = await Mia.Timeline.FirstAsync(
            e => e.Room == matrix && e.Type == "m.room.member" && e.Sender == "@xmppbot:matrix.test" && (string?)e.Content["membership"] == "leave", "mia is out");
        Assert.Contains("noise", (string?)kicked.Content["reason"], StringComparison.Ordinal);
        var again = await JoinAsync(room);
        Assert.Equal(matrix, again);
        await Mia.SendAsync(matrix, $"back {room.Address}");
        Assert.Equal(room.Address + "/mia", (await room.MessageAsync($"back {room.Address}")).Attribute("from")!.Value);
        await Mia.LeaveAsync(matrix);
        await room.PresenceAsync("Matrix gateway", s => s.Type() == "unavailable");
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_over_a_restart_of_the_gateway()
    {
        var room = await RoomAsync();
        var matrix = await JoinAsync(room);
        await room.PresenceAsync("mia");
        await room.SayAsync($"one {room.Address}");
        await Mia.MessageAsync($"one {room.Address}");
        await Mia.SendAsync(matrix, $"two {room.Address}");
        await room.MessageAsync($"two {room.Address}");
        await Bridge.Gateway.KillAsync();
        try
        {
            await room.SayAsync($"three {room.Address}");
            await Mia.SendAsync(matrix, $"four {room.Address}");
        }
        finally
        {
            await Bridge.Gateway.StartAsync();
        }

        await Mia.MessageAsync($"three {room.Address}", TimeSpan.FromSeconds(60));
        await room.MessageAsync($"four {room.Address}");
        await room.SayAsync($"five {room.Address}");
        await Mia.MessageAsync($"five {room.Address}");
        await Mia.SendAsync(matrix, $"six {room.Address}");
        await room.MessageAsync($"six {room.Address}");
        foreach (var text in new[] { "one", "three", "five" })
            Assert.Single(Mia.Timeline.Snapshot(), e => e.Room == matrix && e.Text == $"{text} {room.Address}");
        foreach (var text in new[] { "two", "four", "six" })
        {
            // Killed before it heard the room confirm it, the gateway says it again under the same id, where the room has no archive for it to ask.
            var said = Bridge.Alice.Received.Snapshot().Where(s => s.Text() == $"{text} {room.Address}" && s.Element(Delay + "delay") is null);
            Assert.Single(said.Select(s => s.Id()).Distinct());
        }

    }

    [Fact]
    public async Task What_the_operator_does_not_allow_and_what_does_not_exist_is_not_found()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => Mia.JoinAsync("#_xmpp_closed=40conference.localhost:matrix.test"));
        await Assert.ThrowsAsync<HttpRequestException>(() => Mia.JoinAsync("#_xmpp_room=40elsewhere.localhost:matrix.test"));
    }

    [Fact]
    public async Task Clients_of_Matrix_find_people_and_rooms_by_their_addresses()
    {
        var users = await Mia.LookUpAsync("user/xmpp?jid=alice@localhost");
        Assert.Equal("@_xmpp_alice=40localhost:matrix.test", (string?)users[0]!["userid"]);
        var rooms = await Mia.LookUpAsync("location/xmpp?room=garden@conference.localhost");
        Assert.Equal("#_xmpp_garden=40conference.localhost:matrix.test", (string?)rooms[0]!["alias"]);
    }

    [Fact]
    public async Task An_admin_connects_two_rooms_and_disconnects_them()
    {
        var room = await RoomAsync();
        await room.SayAsync("what was said before");
        await room.MessageAsync("what was said before");
        var name = $"plumb-{Bridge.Server}-{Environment.ProcessId}";
        var matrix = await Mia.CreateRoomAsync(name);
        await using var carol = await XmppUser.LoginAsync(Bridge.Server, "carol");
        var refused = await RunAsync(carol, "admin-bridge-rooms", ("xmpp-room", room.Address), ("network-room", $"#{name}:matrix.test"));
        Assert.Contains("power level", refused.ToString(), StringComparison.Ordinal);
        var levels = (JsonObject)await Mia.GetStateAsync(matrix, "m.room.power_levels");
        levels["users"]!["@xmppbot:matrix.test"] = 50;
        await Mia.PutStateAsync(matrix, "m.room.power_levels", "", levels);
        var stranger = await RunAsync(carol, "admin-bridge-rooms", ("xmpp-room", room.Address), ("network-room", $"#{name}:matrix.test"));
        Assert.Contains("Only an owner or admin of the XMPP room", stranger.ToString(), StringComparison.Ordinal);
        await GrantAsync(room, carol);
        var done = await RunAsync(carol, "admin-bridge-rooms", ("xmpp-room", room.Address), ("network-room", $"#{name}:matrix.test"));
        Assert.Equal("completed", done.Attribute("status")?.Value);
        Assert.Null((await room.PresenceAsync("mia")).Type());
        var told = await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Type == "m.bridge" && e.Content["channel"] is not null, "the room says where it leads");
        Assert.Equal((room.Address, "@xmppbot:matrix.test"), ((string?)told.Content["channel"]!["id"], (string?)told.Content["bridgebot"]));
        await Mia.SendAsync(matrix, $"across {room.Address}");
        Assert.Equal(room.Address + "/mia", (await room.MessageAsync($"across {room.Address}")).Attribute("from")!.Value);
        await room.SayAsync($"and back {room.Address}");
        Assert.Equal(matrix, (await Mia.MessageAsync($"and back {room.Address}")).Room);
        Assert.DoesNotContain(Mia.Timeline.Snapshot(), e => e.Room == matrix && e.Text == "what was said before");
        var again = await RunAsync(carol, "admin-bridge-rooms", ("xmpp-room", room.Address), ("network-room", $"#{name}:matrix.test"));
        Assert.Equal("executing", again.Attribute("status")?.Value);
        Assert.Contains(room.Address, (await RunAsync(carol, "admin-portals")).ToString(), StringComparison.Ordinal);
        await RunAsync(carol, "admin-unbridge", ("xmpp-room", room.Address));
        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Text.Contains("An operator has ended the connection", StringComparison.Ordinal), "the end");
        await room.PresenceAsync("mia", s => s.Type() == "unavailable");
        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Type == "m.bridge" && e.Content["channel"] is null, "the room leads nowhere any more");
    }

    [Fact]
    public async Task A_connected_room_that_is_upgraded_stays_connected()
    {
        var room = await RoomAsync();
        await using var carol = await XmppUser.LoginAsync(Bridge.Server, "carol");
        var old = await PlumbAsync(room, carol, NewName("upgraded"));

        var next = await Mia.UpgradeAsync(old, "12");
        await Mia.Timeline.FirstAsync(e => e.Room == old && e.Type == "m.bridge" && e.Content["channel"] is null, "the old room leads nowhere any more");
        var ghost = GhostOf(room, "alice");
        await Mia.Timeline.FirstAsync(
            e => e.Room == next && e.Type == "m.room.member" && e.StateKey == ghost && (string?)e.Content["membership"] == "join", "alice appears in the next room");
        await Mia.Timeline.FirstAsync(
            e => e.Room == old && e.Type == "m.room.member" && e.StateKey == ghost && (string?)e.Content["membership"] == "leave", "alice leaves the old one");

        await Mia.SendAsync(next, $"moved {room.Address}");
        Assert.Equal(room.Address + "/mia", (await room.MessageAsync($"moved {room.Address}")).Attribute("from")!.Value);
        await room.SayAsync($"so are we {room.Address}");
        Assert.Equal(next, (await Mia.MessageAsync($"so are we {room.Address}")).Room);
        Assert.Contains(room.Address, (await RunAsync(carol, "admin-portals")).ToString(), StringComparison.Ordinal);
    }

    private static XElement Reaction(string id, string emoji) =>
        new(Xeps.Reactions + "reactions", new XAttribute("id", id), new XElement(Xeps.Reactions + "reaction", emoji));

    /// <summary>XEP-0359: by the room's id; where a room gives none, by the author's.</summary>
    private static string NameOf(XElement message) =>
        message.Element(XNamespace.Get("urn:xmpp:sid:0") + "stanza-id")?.Attribute("id")?.Value ?? message.Id()!;
}

[Collection<OnProsody>]
public sealed class MatrixPortalsOnProsody(ProsodyBridge bridge) : MatrixPortals(bridge);

[Collection<OnEjabberd>]
public sealed class MatrixPortalsOnEjabberd(EjabberdBridge bridge) : MatrixPortals(bridge);
