using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Portals;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Portals;

/// <summary>Several bridges in one room: what they say of themselves (MSC2346), and what goes around between them.</summary>
public sealed class BridgeInfoTests
{
    private const string Bot = "@xmppbot:matrix.test";
    private const string Other = "@_bifrost_bot:matrix.test";
    private static readonly Jid Garden = Jid.Parse("garden@rooms.test");

    [Fact]
    public async Task A_room_says_where_it_leads_and_takes_it_back_at_the_end()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);

        foreach (var type in BridgeInfo.Types)
        {
            var said = StateOf(room, type);
            Assert.Equal((Garden.ToString(), "xmpp", Bot), ((string?)said["channel"]!["id"], (string?)said["protocol"]!["id"], (string?)said["bridgebot"]));
        }

        var contact = new RemoteContact(new RemoteUserId(room.Id), room.Id) { IsRoom = true };
        await harness.SendAsync(new PortalEnd { User = Garden, Contact = contact, Timestamp = harness.Time.GetUtcNow(), Reason = "over" });

        Assert.All(BridgeInfo.Types, type => Assert.Empty(StateOf(room, type)));
    }

    [Theory]
    [InlineData("m.bridge", "garden@rooms.test", Other, true)]
    [InlineData("uk.half-shot.bridge", "xmpp:garden@rooms.test?join", Other, true)]
    [InlineData("m.bridge", "elsewhere@rooms.test", Other, false)]
    [InlineData("m.bridge", "#garden", Other, false)]
    [InlineData("m.bridge", "garden@rooms.test", Bot, false)]
    public async Task A_room_that_another_bridge_joins_with_the_same_one_is_refused(string type, string channel, string bot, bool isRefused)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = Room(harness);
        Claim(harness, room, type, channel, bot);

        var offer = await ExamineAsync(harness);

        Assert.Equal(isRefused, offer is PortalOffer.Refused refused && refused.Reason.English.Contains(bot, StringComparison.Ordinal) && refused.Reason.German.Contains(bot, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"users":{"@xmppbot:matrix.test":50},"events":{"m.bridge":60}}""", true)]
    [InlineData("""{"users":{"@xmppbot:matrix.test":50},"state_default":75}""", true)]
    [InlineData("""{"users":{"@xmppbot:matrix.test":50},"state_default":75,"events":{"m.bridge":50,"uk.half-shot.bridge":50}}""", false)]
    [InlineData("""{"users":{"@xmppbot:matrix.test":50}}""", false)]
    public async Task The_bot_needs_the_power_to_say_that_the_room_is_bridged(string levels, bool isRefused)
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Homeserver.AddEvent(Room(harness), "m.room.power_levels", MatrixHarness.Mia, "", JsonNode.Parse(levels)!.AsObject());

        Assert.Equal(isRefused, await ExamineAsync(harness) is PortalOffer.Refused { Reason.English: var reason } && reason.Contains(".bridge", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("@_bifrost_alice:matrix.test", "hello", 0)]
    [InlineData("@_bifrost_alice:matrix.test", "alice: hello", 0)]
    [InlineData("@_bifrost_alice:matrix.test", "<alice> hello", 0)]
    [InlineData("@_bifrost_alice:matrix.test", "well, hello", 1)]
    [InlineData("@_bifrost_alice:matrix.test", "hello you", 1)]
    [InlineData("@noah:matrix.test", "hello", 1)]
    [InlineData("@_discord_alice:matrix.test", "hello", 1)]
    public async Task What_another_bridge_brings_back_is_not_passed_on(string sender, string text, int passed)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        await SayAsync(harness, room, "hello");

        Assert.Equal(passed, (await WritesAsync(harness, room, sender, text)).Count);
    }

    [Theory]
    [InlineData("@_xmpp_dora:elsewhere.test", "yes", null)]
    [InlineData("@_bifrost_dora=40elsewhere.test:matrix.test", "yes", "Dora")]
    [InlineData("@_xmpp_garden=40rooms.test/dora:elsewhere.test", "yes", null)]
    [InlineData("@_xmpp_alice2:elsewhere.test", "yes", null)]
    [InlineData("@_xmpp_dora:elsewhere.test", "alice: yes", null)]
    public async Task What_somebody_else_says_with_the_same_words_is_passed_on_whatever_brings_them(string sender, string text, string? name)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        await SayAsync(harness, room, "yes");
        await ReadAsync(harness, harness.MiaWrites(room, "yes"));
        Name(harness, room, sender, name);

        Assert.Single(await WritesAsync(harness, room, sender, text));
    }

    [Theory]
    [InlineData("@_xmpp_1234:elsewhere.test", "yes", "alice")]
    [InlineData("@_xmpp_1234:elsewhere.test", "yes", "alice (XMPP)")]
    [InlineData("@_xmpp_1234:elsewhere.test", "<alice> yes", null)]
    [InlineData("@_xmpp_garden=40rooms.test/alice:elsewhere.test", "yes", null)]
    [InlineData("@_bifrost_garden=40rooms.test=2falice:elsewhere.test", "yes", null)]
    [InlineData("@_bifrost_alice=40localhost:elsewhere.test", "yes", "whatever")]
    public async Task A_ghost_brings_back_what_was_said_by_somebody_of_its_name_and_each_time_once(string sender, string text, string? name)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        await SayAsync(harness, room, "yes");
        Name(harness, room, sender, name);
        var copy = harness.Homeserver.AddEvent(room, "m.room.message", sender, null, new JsonObject { ["msgtype"] = "m.text", ["body"] = text });

        Assert.Empty(await ReadAsync(harness, copy));
        Assert.Empty(await ReadAsync(harness, copy));
        Assert.Single(await WritesAsync(harness, room, sender, text));
    }

    /// <summary>Another bridge has names from the XMPP room: a circle ends whatever somebody of Matrix calls themselves.</summary>
    [Theory]
    [InlineData("Mia ", "Mia")]
    [InlineData("\u200eMia\u202c  Muster", "Mia Muster")]
    [InlineData("Mia", "Mia (@mia:matrix.test)")]
    [InlineData("Mia", "Mia 4711")]
    [InlineData("Mia, whose name has many more letters than any room of XMPP lets anybody have", "Mia, whose name has many more letters than any room of XMPP le...")]
    public async Task What_somebody_of_Matrix_said_comes_back_under_the_name_that_they_have_in_the_XMPP_room(string name, string seen)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        Name(harness, room, MatrixHarness.Mia, name);
        Name(harness, room, "@_xmpp_1234:elsewhere.test", seen);
        await ReadAsync(harness, harness.MiaWrites(room, "yes"));

        Assert.Empty(await WritesAsync(harness, room, "@_xmpp_1234:elsewhere.test", "yes"));
        Assert.Single(await WritesAsync(harness, room, "@_xmpp_5678:elsewhere.test", "yes"));
    }

    [Theory]
    [InlineData("alice[m]", false)]
    [InlineData("alice (Matrix)", false)]
    [InlineData("alice2", true)]
    [InlineData("alicem", true)]
    public async Task A_puppet_of_the_ghost_of_an_occupant_says_nothing_again(string nick, bool isSaid)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        await SayAsync(harness, room, "hello");

        var answer = await SayAsync(harness, room, "hello", nick);

        Assert.Equal(isSaid, room.Events.Any(what => what["sender"]!.ToString().Contains("/" + nick, StringComparison.OrdinalIgnoreCase) && (string?)what["content"]!["body"] == "hello"));
        Assert.Equal(isSaid, answer.Id is not null);
    }

    [Fact]
    public async Task What_another_bridge_brings_anyway_is_lost_by_neither()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        Claim(harness, room, "m.bridge", Garden.ToString(), Other);
        await ReadAsync(harness, harness.MiaWrites(room, "yes"));

        // Both have said it; the second time it was no puppet.
        await SayAsync(harness, room, "yes", "bob");
        Assert.DoesNotContain(room.Events, what => what["sender"]!.ToString().Contains("/bob", StringComparison.Ordinal) && (string?)what["content"]!["body"] == "yes");
        Assert.Empty(await WritesAsync(harness, room, "@_bifrost_bob:matrix.test", "yes"));

        Assert.Single(await WritesAsync(harness, room, "@_bifrost_bob:matrix.test", "yes"));
    }

    [Fact]
    public async Task What_people_of_Matrix_said_is_not_passed_on_again_either_and_the_same_event_stays()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        var mine = harness.MiaWrites(room, "hello");

        Assert.Single(await ReadAsync(harness, mine));
        Assert.Single(await ReadAsync(harness, mine));
        Assert.Empty(await WritesAsync(harness, room, "@_bifrost_mia:matrix.test", "hello"));
        Assert.Single(await ReadAsync(harness, harness.MiaWrites(room, "hello")));
    }

    [Fact]
    public async Task A_bridge_that_leads_elsewhere_may_say_the_same()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        Claim(harness, room, "m.bridge", "elsewhere@rooms.test", Other);
        await SayAsync(harness, room, "hello");

        Assert.Single(await WritesAsync(harness, room, "@_bifrost_alice:matrix.test", "hello"));
    }

    [Fact]
    public async Task A_bridge_with_other_names_is_known_by_what_it_says_of_itself()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        Claim(harness, room, "m.bridge", Garden.ToString(), "@muc_bot:matrix.test");
        await SayAsync(harness, room, "hello");

        Assert.Empty(await WritesAsync(harness, room, "@muc_alice:matrix.test", "hello"));
    }

    [Fact]
    public async Task After_a_while_the_same_words_are_new_ones()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        await SayAsync(harness, room, "hello");
        harness.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Single(await WritesAsync(harness, room, "@_bifrost_alice:matrix.test", "hello"));
    }

    [Theory]
    [InlineData("""{"msgtype":"m.text","body":"* new","m.new_content":{"msgtype":"m.text","body":"new"},"m.relates_to":{"rel_type":"m.replace","event_id":"$copy"}}""", 0)]
    [InlineData("""{"msgtype":"m.text","body":"* new"}""", 0)]
    [InlineData("""{"msgtype":"m.image","body":"cat.png","url":"mxc://matrix.test/copy"}""", 0)]
    [InlineData("""{"msgtype":"m.image","body":"look","filename":"cat.png","url":"mxc://matrix.test/copy"}""", 0)]
    [InlineData("""{"msgtype":"m.text","body":"https://upload.rooms.test/abc/cat.png"}""", 0)]
    [InlineData("""{"msgtype":"m.image","body":"dog.png","url":"mxc://matrix.test/other"}""", 1)]
    [InlineData("""{"msgtype":"m.text","body":"see https://upload.rooms.test/abc/cat.png"}""", 1)]
    public async Task Copies_of_edits_and_files_are_known_too(string content, int passed)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        var old = harness.MiaWrites(room, "old");
        await ReadAsync(harness, old);
        await ReadAsync(harness, harness.Homeserver.AddEvent(room, "m.room.message", MatrixHarness.Mia, null, new JsonObject
        {
            ["msgtype"] = "m.text",
            ["body"] = "* new",
            ["m.new_content"] = new JsonObject { ["msgtype"] = "m.text", ["body"] = "new" },
            ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = (string?)old["event_id"] },
        }));
        await ReadAsync(harness, harness.Homeserver.AddEvent(
            room, "m.room.message", MatrixHarness.Mia, null, new JsonObject { ["msgtype"] = "m.image", ["body"] = "cat.png", ["url"] = "mxc://matrix.test/cat" }));

        Assert.Equal(passed, (await ReadAsync(
            harness, harness.Homeserver.AddEvent(room, "m.room.message", "@_bifrost_mia:matrix.test", null, JsonNode.Parse(content)!.AsObject()))).Count);
        Assert.Single(await ReadAsync(
            harness, harness.Homeserver.AddEvent(room, "m.room.message", "@noah:matrix.test", null, JsonNode.Parse(content)!.AsObject())));
    }

    [Fact]
    public async Task Copies_of_reactions_and_retractions_are_known_too()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        var mine = (string)harness.MiaWrites(room, "hello")["event_id"]!;
        var contact = new RemoteContact(new RemoteUserId(room.Id), room.Id) { IsRoom = true };
        await harness.SendAsync(new Reactions
        {
            User = Garden.WithResource("alice"),
            Contact = contact,
            Timestamp = harness.Time.GetUtcNow(),
            Target = new RemoteMessageId(mine),
            Emoji = ["❤️"],
        });

        Assert.Empty(await ReactsAsync("@_bifrost_alice:matrix.test", "❤"));
        Assert.Single(await ReactsAsync("@_bifrost_alice:matrix.test", "👍"));
        Assert.Single(await ReactsAsync("@noah:matrix.test", "❤"));
        Assert.Single(await ReadAsync(harness, Redaction(MatrixHarness.Mia)));
        Assert.Empty(await ReadAsync(harness, Redaction("@_bifrost_bot:matrix.test")));

        JsonObject Redaction(string sender) => harness.Homeserver.AddEvent(room, "m.room.redaction", sender, null, new JsonObject { ["redacts"] = mine });

        Task<IReadOnlyList<NetworkEvent>> ReactsAsync(string sender, string key) => ReadAsync(harness, harness.Homeserver.AddEvent(
            room, "m.reaction", sender, null, new JsonObject { ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.annotation", ["event_id"] = mine, ["key"] = key } }));
    }

    [Theory]
    [InlineData("Mia[m]", "hello", false)]
    [InlineData("Mia (Matrix)", "hello", false)]
    [InlineData("mia:matrix.test", "hello", false)]
    [InlineData("relay", "<Mia> hello", false)]
    [InlineData("relay", "[matrix] <mia> hello", false)]
    [InlineData("alice", "hello", true)]
    [InlineData("Miama", "hello", true)]
    [InlineData("Mia2", "hello", true)]
    [InlineData("Mia M", "hello you", true)]
    [InlineData("alice", "Mia: hello", true)]
    [InlineData("relay", "<Noah> hello", true)]
    [InlineData("Mia[m]", "hello you", true)]
    public async Task What_puppets_of_another_bridge_say_in_the_XMPP_room_is_not_said_on_Matrix_again(string nick, string text, bool isSaid)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        var mine = harness.MiaWrites(room, "hello");
        await ReadAsync(harness, mine);

        var answer = await SayAsync(harness, room, text, nick);

        Assert.Equal(isSaid, room.Events.Any(what => what["sender"]!.ToString().Contains("garden", StringComparison.Ordinal) && (string?)what["content"]!["body"] == text));
        Assert.Equal(isSaid, answer.Id?.Value != (string?)mine["event_id"]);
    }

    [Fact]
    public async Task Where_another_bridge_was_seen_at_work_whatever_comes_twice_from_the_XMPP_room_is_said_once()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        Claim(harness, room, "m.bridge", Garden.ToString(), Other);
        var mine = harness.MiaWrites(room, "hello");
        await ReadAsync(harness, mine);
        Assert.Empty(await WritesAsync(harness, room, "@_bifrost_mia:matrix.test", "hello"));

        Assert.Equal((string?)mine["event_id"], (await SayAsync(harness, room, "hello", "whoever")).Id?.Value);
        Assert.NotEqual((string?)mine["event_id"], (await SayAsync(harness, room, "something else", "whoever")).Id?.Value);
    }

    [Fact]
    public async Task A_ghost_with_the_name_of_a_bridge_does_not_keep_occupants_from_repeating_what_was_said()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        var mine = harness.MiaWrites(room, "yes");
        await ReadAsync(harness, mine);
        await WritesAsync(harness, room, "@_xmpp_dora:elsewhere.test", "yes");

        Assert.NotEqual((string?)mine["event_id"], (await SayAsync(harness, room, "yes", "whoever")).Id?.Value);
        Assert.Contains(room.Events, what => what["sender"]!.ToString().Contains("garden", StringComparison.Ordinal) && (string?)what["content"]!["body"] == "yes");
    }

    [Fact]
    public async Task The_same_reaction_to_something_else_is_none_that_comes_back()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        var first = harness.MiaWrites(room, "hello");
        var second = harness.MiaWrites(room, "how are you?");

        Assert.Single(await ReactsAsync(MatrixHarness.Mia, first));
        Assert.Single(await ReactsAsync("@_xmpp_dora:elsewhere.test", second));
        Assert.Empty(await ReactsAsync("@_xmpp_mia:elsewhere.test", first));

        Task<IReadOnlyList<NetworkEvent>> ReactsAsync(string sender, JsonObject target) => ReadAsync(harness, harness.Homeserver.AddEvent(
            room, "m.reaction", sender, null,
            new JsonObject { ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.annotation", ["event_id"] = (string?)target["event_id"], ["key"] = "👍" } }));
    }

    [Fact]
    public async Task A_ghost_that_was_put_out_and_stays_in_the_XMPP_room_comes_back()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        await SayAsync(harness, room, "hello");
        var ghost = room.State.Keys.Single(key => key.Type == "m.room.member" && key.Key.EndsWith("/alice:matrix.test", StringComparison.Ordinal)).Key;
        harness.Homeserver.AddEvent(room, "m.room.member", MatrixHarness.Mia, ghost, new JsonObject { ["membership"] = "leave" });

        await harness.SendAsync(new OccupantChange
        {
            User = Garden.WithResource("alice"),
            Contact = new RemoteContact(new RemoteUserId(room.Id), room.Id) { IsRoom = true },
            Timestamp = harness.Time.GetUtcNow(),
            Passage = RoomPassage.Present,
        });

        Assert.Equal("join", room.MembershipOf(ghost));
    }

    private static void Name(MatrixHarness harness, FakeRoom room, string user, string? name) => harness.Homeserver.AddEvent(
        room, "m.room.member", user, user, new JsonObject { ["membership"] = "join", ["displayname"] = name });

    private static FakeRoom Room(MatrixHarness harness)
    {
        var room = harness.Homeserver.AddPublicRoom("garden", MatrixHarness.Mia, Bot);
        harness.Homeserver.AddEvent(room, "m.room.power_levels", MatrixHarness.Mia, "", new JsonObject { ["users"] = new JsonObject { [Bot] = 50 } });
        return room;
    }

    private static async Task<FakeRoom> OpenedAsync(MatrixHarness harness)
    {
        var room = Room(harness);
        await ((IVisitsRooms)harness.Adapter).OpenAsync(new RemoteRoomId(room.Id), Garden, MatrixHarness.Cancelled);
        return room;
    }

    private static ValueTask<PortalOffer> ExamineAsync(MatrixHarness harness) =>
        ((IVisitsRooms)harness.Adapter).ExamineAsync(new RoomAddress("#garden:matrix.test"), Garden, MatrixHarness.Cancelled);

    private static JsonObject StateOf(FakeRoom room, string type) =>
        room.State.Single(state => state.Key.Type == type).Value["content"]!.AsObject();

    private static void Claim(MatrixHarness harness, FakeRoom room, string type, string channel, string bot) =>
        harness.Homeserver.AddEvent(room, type, MatrixHarness.Mia, "other", new JsonObject
        {
            ["bridgebot"] = bot,
            ["protocol"] = new JsonObject { ["id"] = "xmpp-js" },
            ["channel"] = new JsonObject { ["id"] = channel },
        });

    /// <summary>Alice says something in the XMPP room.</summary>
    private static async Task<DeliveryResult.Delivered> SayAsync(MatrixHarness harness, FakeRoom room, string text, string nick = "alice") =>
        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(
            new Message
            {
                User = Garden.WithResource(nick),
                Contact = new RemoteContact(new RemoteUserId(room.Id), room.Id) { IsRoom = true },
                Timestamp = harness.Time.GetUtcNow(),
                Body = new RichText(text),
            },
            "from-" + nick + text.Length));

    private static Task<IReadOnlyList<NetworkEvent>> WritesAsync(MatrixHarness harness, FakeRoom room, string sender, string text) => ReadAsync(
        harness,
        harness.Homeserver.AddEvent(room, "m.room.message", sender, null, new JsonObject { ["msgtype"] = "m.text", ["body"] = text }));

    private static async Task<IReadOnlyList<NetworkEvent>> ReadAsync(MatrixHarness harness, JsonObject what) =>
        Assert.IsType<Interpretation.Understood>(await harness.InterpretAsync(what)).Events;
}
