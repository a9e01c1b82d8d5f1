using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Scenarios.Example;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Rooms of Matrix as multi-user chats.</summary>
public abstract class MatrixRooms(Bridge bridge) : MatrixScenarios
{
    private static int _last;

    [Fact]
    public async Task Who_enters_sees_everybody_then_themselves_then_the_subject()
    {
        var (_, room) = await RoomAsync();
        var came = await room.EnterAsync();
        var presences = came.Where(s => s.Is("presence")).ToList();
        Assert.Equal([room.Address + "/mia", room.Self], presences.Select(s => s.Attribute("from")!.Value));
        Assert.Equal(("owner", "moderator"), (Room.ItemOf(presences[0], "affiliation"), Room.ItemOf(presences[0], "role")));
        Assert.Equal("\\40mia\\3amatrix.test@matrix.localhost", Room.ItemOf(presences[0], "jid"));
        Assert.Contains(110, Room.StatusesOf(presences[1]));
        Assert.Equal(("none", "participant"), (Room.ItemOf(presences[1], "affiliation"), Room.ItemOf(presences[1], "role")));
        Assert.StartsWith("About ", came[^1].Element(XmppUser.Client + "subject")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_said_passes_in_both_directions_and_comes_back_to_who_said_it()
    {
        var (matrix, room) = await RoomAsync();
        await room.EnterAsync();
        var said = await Mia.SendAsync(matrix, $"hello from mia, {bridge.Server}");
        var heard = await room.MessageAsync($"hello from mia, {bridge.Server}");
        Assert.Equal((room.Address + "/mia", said), (heard.Attribute("from")!.Value, Room.IdOf(heard)));
        var id = await room.SayAsync($"hello from alice, {bridge.Server}");
        var event_ = await Mia.MessageAsync($"hello from alice, {bridge.Server}");
        Assert.Equal((matrix, AliceInMatrix), (event_.Room, event_.Sender));
        var reflected = await room.MessageAsync($"hello from alice, {bridge.Server}");
        Assert.Equal((room.Self, id, event_.Id), (reflected.Attribute("from")!.Value, reflected.Id(), Room.IdOf(reflected)));
        Assert.Single(bridge.Alice.Received.Snapshot(), s => s.Text() == $"hello from alice, {bridge.Server}");
    }

    [Fact]
    public async Task Corrections_reactions_and_retractions_pass_in_both_directions()
    {
        var (matrix, room) = await RoomAsync();
        await room.EnterAsync();
        var target = await Mia.SendAsync(matrix, "look at this");
        await room.MessageAsync("look at this");
        await room.SayAsync(null, new XElement(Xeps.Reactions + "reactions", new XAttribute("id", target), new XElement(Xeps.Reactions + "reaction", "👍")));
        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Type == "m.reaction" && (string?)e.Content["m.relates_to"]?["event_id"] == target, "the reaction");
        await Mia.SendEventAsync(matrix, "m.reaction", new JsonObject
        {
            ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.annotation", ["event_id"] = target, ["key"] = "🎉" },
        });
        await room.StanzaAsync(
            s => s.Attribute("from")?.Value == room.Address + "/mia" && s.Element(Xeps.Reactions + "reactions")?.Attribute("id")?.Value == target, "mia's reaction");
        await Mia.SendEventAsync(matrix, "m.room.message", new JsonObject
        {
            ["msgtype"] = "m.text",
            ["body"] = "* look at that",
            ["m.new_content"] = new JsonObject { ["msgtype"] = "m.text", ["body"] = "look at that" },
            ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = target },
        });
        Assert.Equal(target, (await room.MessageAsync("look at that")).Element(Xeps.Correct + "replace")?.Attribute("id")?.Value);
        var id = await room.SayAsync($"frist {bridge.Server}");
        var first = await Mia.MessageAsync($"frist {bridge.Server}");
        await room.MessageAsync($"frist {bridge.Server}");
        await room.SayAsync($"first {bridge.Server}", new XElement(Xeps.Correct + "replace", new XAttribute("id", id)));
        var edit = await Mia.MessageAsync($"* first {bridge.Server}");
        Assert.Equal(first.Id, (string?)edit.Content["m.relates_to"]!["event_id"]);
        await Mia.RedactAsync(matrix, target, "not good");
        await room.StanzaAsync(s => s.Element(XNamespace.Get("urn:xmpp:message-retract:1") + "retract")?.Attribute("id")?.Value == target, "the retraction");
    }

    [Fact]
    public async Task Who_comes_and_goes_in_Matrix_is_seen()
    {
        var (matrix, room) = await RoomAsync();
        await room.EnterAsync();
        await using var noah = await MatrixUser.LoginAsync("noah");
        await noah.JoinAsync(matrix);
        Assert.Null((await room.PresenceAsync("noah")).Type());
        await Mia.ChangeMemberAsync(matrix, "kick", noah.Id, "noise");
        var gone = await room.PresenceAsync("noah", s => s.Type() == "unavailable");
        Assert.Contains(307, Room.StatusesOf(gone));
        Assert.Equal("noise", gone.Descendants(Room.MucUser + "reason").Single().Value);
    }

    [Fact]
    public async Task The_subject_passes_in_both_directions_and_rights_count()
    {
        var (matrix, room) = await RoomAsync();
        await room.EnterAsync();
        await room.SayAsync(null, new XElement(XmppUser.Client + "subject", "not allowed"));
        var refused = await room.StanzaAsync(s => s.IsError(), "the refusal");
        Assert.Equal("forbidden", refused.Condition());
        await Mia.PutStateAsync(matrix, "m.room.topic", "", new JsonObject { ["topic"] = "From Matrix" });
        await room.StanzaAsync(s => s.Element(XmppUser.Client + "subject")?.Value == "From Matrix", "the new subject");
        var levels = (JsonObject)await Mia.GetStateAsync(matrix, "m.room.power_levels");
        levels["users"]![AliceInMatrix] = 100;
        await Mia.PutStateAsync(matrix, "m.room.power_levels", "", levels);
        await room.PresenceAsync("alice", s => Room.ItemOf(s, "affiliation") == "owner");
        await room.SayAsync(null, new XElement(XmppUser.Client + "subject", "From XMPP"));
        await Mia.Timeline.FirstAsync(e => e.Room == matrix && e.Type == "m.room.topic" && (string?)e.Content["topic"] == "From XMPP", "the topic");
        await room.StanzaAsync(s => s.Element(XmppUser.Client + "subject")?.Value == "From XMPP", "the subject for all");
    }

    [Fact]
    public async Task Who_leaves_has_left_and_who_comes_back_reads_what_was_said()
    {
        var (matrix, room) = await RoomAsync();
        await room.EnterAsync();
        await room.LeaveAsync();
        await Mia.Timeline.FirstAsync(
            e => e.Room == matrix && e.Type == "m.room.member" && e.Sender == AliceInMatrix && (string?)e.Content["membership"] == "leave", "alice leaves");
        await Mia.SendAsync(matrix, "while she was away");
        var came = await room.EnterAsync();
        var recalled = Assert.Single(came, s => s.Text() == "while she was away");
        Assert.NotNull(recalled.Element(XNamespace.Get("urn:xmpp:delay") + "delay"));
    }

    [Fact]
    public async Task What_was_said_before_the_first_visit_is_in_the_archive()
    {
        var (matrix, room) = await RoomAsync();
        for (var i = 0; i < 5; i++)
            await Mia.SendAsync(matrix, "old " + i);
        await room.EnterAsync(new XElement(Room.Muc + "history", new XAttribute("maxstanzas", 0)));
        var mam = XNamespace.Get("urn:xmpp:mam:2");
        var rsm = XNamespace.Get("http://jabber.org/protocol/rsm");
        var answer = await bridge.Alice.AskAsync(room.Address, "set", new XElement(
            mam + "query", new XAttribute("queryid", "q1"), new XElement(rsm + "set", new XElement(rsm + "max", 3), new XElement(rsm + "before"))));
        Assert.Equal("result", answer.Type());
        var results = bridge.Alice.Received.Snapshot().Select(s => s.Element(mam + "result")).Where(r => r?.Attribute("queryid")?.Value == "q1").ToList();
        Assert.Equal(["old 2", "old 3", "old 4"], results.Select(r => r!.Descendants(XmppUser.Client + "body").Single().Value));
        Assert.Null(answer.Element(mam + "fin")!.Attribute("complete"));
    }

    [Fact]
    public async Task An_invitation_from_Matrix_leads_into_the_room()
    {
        var (matrix, _) = await RoomAsync(new JsonObject { ["preset"] = "private_chat" });
        await Mia.ChangeMemberAsync(matrix, "invite", AliceInMatrix);
        var invitation = await bridge.Alice.Received.FirstAsync(
            s => s.Is("message") && s.Element(Room.MucUser + "x")?.Element(Room.MucUser + "invite") is not null, "the invitation");
        var room = new Room(bridge.Alice, invitation.BareFrom(), "alice");
        var came = await room.EnterAsync();
        Assert.Contains(came, s => s.Attribute("from")!.Value == room.Address + "/mia");
    }

    [Fact]
    public async Task A_room_that_does_not_exist_or_is_closed_says_so()
    {
        var nowhere = new Room(bridge.Alice, "#nowhere\\3amatrix.test@matrix.localhost", "alice");
        await bridge.Alice.SendAsync(new XElement(XmppUser.Client + "presence", new XAttribute("to", nowhere.Self), new XElement(Room.Muc + "x")));
        Assert.Equal("item-not-found", (await nowhere.RefusalAsync()).Condition());
        var (_, closed) = await RoomAsync(new JsonObject { ["preset"] = "private_chat" });
        await bridge.Alice.SendAsync(new XElement(XmppUser.Client + "presence", new XAttribute("to", closed.Self), new XElement(Room.Muc + "x")));
        Assert.Equal("registration-required", (await closed.RefusalAsync()).Condition());
    }

    [Fact]
    public async Task A_ping_to_oneself_tells_whether_one_is_in_the_room()
    {
        var (_, room) = await RoomAsync();
        var ping = new XElement(XNamespace.Get("urn:xmpp:ping") + "ping");
        Assert.Equal("not-acceptable", (await bridge.Alice.AskAsync(room.Self, "get", ping)).Condition());
        await room.EnterAsync();
        Assert.Equal("result", (await bridge.Alice.AskAsync(room.Self, "get", ping)).Type());
    }

    [Fact]
    public async Task A_private_message_between_two_users_stays_in_the_room_and_does_not_reach_Matrix()
    {
        var (matrix, room) = await RoomAsync();
        await room.EnterAsync();
        await using var frieda = await XmppUser.LoginAsync(bridge.Server, "frieda");
        var friedas = new Room(frieda, room.Address, "frieda");
        await friedas.EnterAsync();
        await room.PresenceAsync("frieda");
        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message", new XAttribute("to", friedas.Self), new XAttribute("type", "chat"), new XAttribute("id", XmppUser.NewId()),
            new XElement(XmppUser.Client + "body", $"psst {matrix}"), new XElement(Room.MucUser + "x")));
        var heard = await friedas.StanzaAsync(s => s.Text() == $"psst {matrix}", "the private message");
        Assert.Equal((room.Self, "chat"), (heard.Attribute("from")!.Value, heard.Type()));
        Assert.NotNull(heard.Element(Room.MucUser + "x"));
        await room.SayAsync($"aloud {matrix}");
        await Mia.MessageAsync($"aloud {matrix}");
        Assert.DoesNotContain(Mia.Timeline.Snapshot(), e => (string?)e.Content["body"] == $"psst {matrix}");
        await friedas.LeaveAsync();
        await room.PresenceAsync("frieda", s => s.Type() == "unavailable");
        await bridge.Alice.SendAsync(new XElement(
            XmppUser.Client + "message", new XAttribute("to", friedas.Self), new XAttribute("type", "chat"), new XAttribute("id", XmppUser.NewId()),
            new XElement(XmppUser.Client + "body", "gone?")));
        Assert.Equal("item-not-found", (await room.StanzaAsync(s => s.IsError(), "the refusal")).Condition());
    }

    [Fact]
    public async Task A_room_is_a_bookmark_while_one_is_in_it_and_an_own_one_stays_as_it_is()
    {
        var (_, room) = await RoomAsync();
        await room.EnterAsync();
        var kept = await BookmarkAsync(room, conference => conference is not null);
        Assert.Equal(("true", "alice"), (kept!.Attribute("autojoin")?.Value, kept.Element(Xeps.Bookmarks + "nick")?.Value));
        await room.LeaveAsync();
        Assert.NotNull(await BookmarkAsync(room, conference => conference?.Attribute("autojoin")?.Value is "false" or "0"));

        var (_, own) = await RoomAsync();
        var mine = new XElement(
            Xeps.Bookmarks + "conference", new XAttribute("name", "Mine"), new XAttribute("autojoin", "true"),
            new XElement(Xeps.Bookmarks + "nick", "me"), new XElement(Xeps.Bookmarks + "extensions", new XElement(XNamespace.Get("urn:example") + "pinned")));
        Assert.Equal("result", (await bridge.Alice.AskAsync(bridge.Alice.BareJid, "set", new XElement(
            Xeps.PubSub + "pubsub",
            new XElement(
                Xeps.PubSub + "publish", new XAttribute("node", Xeps.Bookmarks.NamespaceName),
                new XElement(Xeps.PubSub + "item", new XAttribute("id", own.Address), mine))))).Type());
        await own.EnterAsync();

        // The room that is entered after it gets its bookmark after it, one user after the other.
        var (_, last) = await RoomAsync();
        await last.EnterAsync();
        await BookmarkAsync(last, conference => conference is not null);
        var still = (await BookmarkAsync(own, conference => conference is not null))!;
        Assert.Equal(("Mine", "true", "me"), (still.Attribute("name")?.Value, still.Attribute("autojoin")?.Value, still.Element(Xeps.Bookmarks + "nick")?.Value));
        Assert.NotNull(still.Element(Xeps.Bookmarks + "extensions")?.Element(XNamespace.Get("urn:example") + "pinned"));
    }

    /// <summary>The bookmark of a room, as soon as it is as it should be.</summary>
    private async Task<XElement?> BookmarkAsync(Room room, Func<XElement?, bool> isRight)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (; ; )
        {
            var answer = await bridge.Alice.AskAsync(bridge.Alice.BareJid, "get", new XElement(
                Xeps.PubSub + "pubsub",
                new XElement(
                    Xeps.PubSub + "items", new XAttribute("node", Xeps.Bookmarks.NamespaceName),
                    new XElement(Xeps.PubSub + "item", new XAttribute("id", room.Address)))));
            var conference = answer.Descendants(Xeps.Bookmarks + "conference").FirstOrDefault();
            if (isRight(conference))
                return conference;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, patience.Token);
        }
    }

    private async Task<(string Matrix, Room Room)> RoomAsync(JsonObject? with = null)
    {
        var name = $"room{Environment.ProcessId}-{Interlocked.Increment(ref _last)}-{bridge.Server.ToString()!.ToLowerInvariant()}";
        var matrix = await Mia.CreateRoomAsync(name, with);
        return (matrix, new Room(bridge.Alice, $"#{name}\\3amatrix.test@matrix.localhost", "alice"));
    }
}

[Collection<OnProsody>]
public sealed class MatrixRoomsOnProsody(ProsodyBridge bridge) : MatrixRooms(bridge);

[Collection<OnEjabberd>]
public sealed class MatrixRoomsOnEjabberd(EjabberdBridge bridge) : MatrixRooms(bridge);
