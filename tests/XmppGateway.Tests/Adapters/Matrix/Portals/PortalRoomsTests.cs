using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Portals;

public sealed class PortalRoomsTests
{
    private const string Bot = "@xmppbot:matrix.test";
    private static readonly Jid Garden = Jid.Parse("garden@rooms.test");
    private static readonly RoomAddress Alias = new("#garden:matrix.test");

    [Fact]
    public async Task A_portal_that_came_to_nothing_is_a_room_again()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = new RemoteRoomId(Room(harness).Id);
        await harness.Adapter.OpenAsync(room, Garden, MatrixHarness.Cancelled);

        await harness.Adapter.CloseAsync(room, Jid.Parse("other@rooms.test"), MatrixHarness.Cancelled);
        Assert.IsType<RoomEntry.Refused>(await harness.Adapter.EnterAsync(Alias, MatrixHarness.Alice, "alice", MatrixHarness.Cancelled));
        await harness.Adapter.CloseAsync(room, Garden, MatrixHarness.Cancelled);

        Assert.IsType<RoomEntry.Entered>(await harness.Adapter.EnterAsync(Alias, MatrixHarness.Alice, "alice", MatrixHarness.Cancelled));
    }

    [Theory]
    [InlineData("garden@rooms.test", true)]
    [InlineData("other@rooms.test", false)]
    public async Task An_attempt_that_did_not_come_to_its_end_can_be_made_again(string xmppRoom, bool isReady)
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.Adapter.OpenAsync(new RemoteRoomId(Room(harness).Id), Garden, MatrixHarness.Cancelled);

        Assert.Equal(isReady, await harness.Adapter.ExamineAsync(Alias, Jid.Parse(xmppRoom), MatrixHarness.Cancelled) is PortalOffer.Ready);
    }

    [Theory]
    [InlineData(413, "M_TOO_LARGE", null)]
    [InlineData(403, "M_FORBIDDEN", 0)]
    public async Task People_that_cannot_be_counted_are_not_nobody(int status, string code, int? visitors)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = Room(harness);
        harness.Homeserver.Interfere = http => http.Request.Path.Value!.EndsWith("/joined_members", StringComparison.Ordinal)
            ? FakeHomeserver.RefuseAsync(http, status, code, "No.")
            : Task.FromResult(false);

        Assert.Equal(visitors, (await harness.Adapter.GetVisitorsAsync(new RemoteRoomId(room.Id), MatrixHarness.Cancelled))?.Count);
    }

    [Theory]
    [InlineData("leave", MatrixHarness.Mia, true)]
    [InlineData("ban", MatrixHarness.Mia, true)]
    [InlineData("leave", Bot, false)]
    [InlineData("invite", MatrixHarness.Mia, false)]
    public async Task A_portal_ends_when_the_bot_is_put_out(string membership, string by, bool isEnd)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = Room(harness);
        var content = new JsonObject { ["membership"] = membership, ["reason"] = "no bridges" };
        Assert.Empty(await EventsAsync());
        await harness.Adapter.OpenAsync(new RemoteRoomId(room.Id), Garden, MatrixHarness.Cancelled);

        var events = await EventsAsync();

        Assert.Equal(
            isEnd ? [(room.Id, MatrixHarness.Mia, true, "no bridges")] : [],
            events.Cast<RoomEnd>().Select(end => (end.Room.Value, end.By.Id.Value, end.IsExclusion, end.Reason!)));

        async Task<IReadOnlyList<NetworkEvent>> EventsAsync() => Assert.IsType<Interpretation.Understood>(
            await harness.InterpretAsync(harness.Homeserver.AddEvent(room, "m.room.member", by, Bot, content.DeepClone().AsObject()))).Events;
    }

    [Fact]
    public async Task That_the_bot_was_put_out_of_an_earlier_portal_ends_none_that_was_made_since()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = Room(harness);
        await harness.Adapter.OpenAsync(new RemoteRoomId(room.Id), Garden, MatrixHarness.Cancelled);
        var late = harness.Homeserver.AddEvent(room, "m.room.member", MatrixHarness.Mia, Bot, new JsonObject { ["membership"] = "leave" });
        harness.Homeserver.AddEvent(room, "m.room.member", Bot, Bot, new JsonObject { ["membership"] = "join" });

        Assert.Empty(Assert.IsType<Interpretation.Understood>(await harness.InterpretAsync(late)).Events);
    }

    [Theory]
    [InlineData(403, "leave", true)]
    [InlineData(403, "join", false)]
    [InlineData(502, "leave", false)]
    public async Task A_portal_of_which_the_bot_is_found_out_ends(int status, string membership, bool isEnd)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = Room(harness);
        await harness.Adapter.OpenAsync(new RemoteRoomId(room.Id), Garden, MatrixHarness.Cancelled);
        harness.Homeserver.Interfere = http => http.Request.Path.Value!.EndsWith("/joined_members", StringComparison.Ordinal)
            ? FakeHomeserver.RefuseAsync(http, status, status == 403 ? "M_FORBIDDEN" : "M_UNKNOWN", "No.")
            : Task.FromResult(false);
        harness.Homeserver.AddEvent(room, "m.room.member", MatrixHarness.Mia, Bot, new JsonObject { ["membership"] = membership });

        Assert.Equal(membership == "join", await harness.Adapter.GetVisitorsAsync(new RemoteRoomId(room.Id), MatrixHarness.Cancelled) is []);

        var published = harness.Context.Arrivals.OfType<Arrival.Ready>().Select(arrival => arrival.Event).OfType<RoomEnd>();
        Assert.Equal(isEnd ? [(room.Id, true)] : [], published.Select(end => (end.Room.Value, end.IsExclusion)));
    }

    [Fact]
    public async Task Ghosts_leave_a_portal_also_where_the_bot_does_not_see_them()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = Room(harness);
        var contact = new RemoteContact(new RemoteUserId(room.Id), room.Id) { IsRoom = true };
        await harness.Adapter.OpenAsync(new RemoteRoomId(room.Id), Garden, MatrixHarness.Cancelled);
        await harness.SendAsync(new OccupantChange { User = Garden.WithResource("dora"), Contact = contact, Timestamp = harness.Time.GetUtcNow(), Passage = RoomPassage.Present });
        var ghost = room.State.Keys.Single(key => key.Item1 == "m.room.member" && key.Item2.StartsWith("@_xmpp_", StringComparison.Ordinal)).Item2;
        Assert.Equal("join", room.MembershipOf(ghost));
        harness.Homeserver.Interfere = http => http.Request.Path.Value!.EndsWith("/joined_members", StringComparison.Ordinal)
            ? FakeHomeserver.RefuseAsync(http, 403, "M_FORBIDDEN", "No.")
            : Task.FromResult(false);

        await harness.SendAsync(new PortalEnd { User = Garden, Contact = contact, Timestamp = harness.Time.GetUtcNow(), Reason = "over" });

        Assert.Equal("leave", room.MembershipOf(ghost));
    }

    [Theory]
    [InlineData("/join/")]
    [InlineData("/state/m.room.create")]
    public async Task A_homeserver_that_is_away_says_nothing_about_a_successor(string path)
    {
        await using var harness = await MatrixHarness.StartAsync();
        Room(harness);
        harness.Homeserver.Interfere = http => http.Request.Path.Value!.Contains(path, StringComparison.Ordinal)
            ? FakeHomeserver.RefuseAsync(http, 502, "M_UNKNOWN", "No.")
            : Task.FromResult(false);

        Assert.IsType<PortalOffer.Unknown>(await harness.Adapter.FollowAsync(new RemoteRoomId("!old:matrix.test"), Alias, Garden, MatrixHarness.Cancelled));
    }

    [Fact]
    public async Task An_operator_names_the_servers_of_a_room_by_its_link()
    {
        await using var harness = await MatrixHarness.StartAsync();
        IReadOnlyList<string?> via = [];
        harness.Homeserver.Interfere = http =>
        {
            via = http.Request.Path.Value!.Contains("/join/", StringComparison.Ordinal) ? [.. http.Request.Query["via"]] : via;
            return Task.FromResult(false);
        };

        // Ids of version 12 name no server.
        var room = Assert.IsType<RoomAddress>(harness.Adapter.ParseRoom("https://matrix.to/#/!Abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG?via=remote.example"));
        await harness.Adapter.ExamineAsync(room, Garden, MatrixHarness.Cancelled);

        Assert.Equal(["remote.example"], via);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_room_is_followed_only_to_one_that_says_so_too(bool saysSo, bool isReady)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var created = new JsonObject { ["predecessor"] = new JsonObject { ["room_id"] = saysSo ? "!old:matrix.test" : "!another:matrix.test" } };
        var room = Room(harness);
        harness.Homeserver.AddEvent(room, "m.room.create", MatrixHarness.Mia, "", created);

        var offer = await harness.Adapter.FollowAsync(new RemoteRoomId("!old:matrix.test"), Alias, Garden, MatrixHarness.Cancelled);

        Assert.Equal(isReady, offer is PortalOffer.Ready);
        Assert.Equal(isReady ? "join" : "leave", room.MembershipOf(Bot));
    }

    private static FakeRoom Room(MatrixHarness harness)
    {
        var room = harness.Homeserver.AddPublicRoom("garden", MatrixHarness.Mia, Bot);
        harness.Homeserver.AddEvent(room, "m.room.power_levels", MatrixHarness.Mia, "", new JsonObject { ["users"] = new JsonObject { [Bot] = 50 } });
        return room;
    }
}
