using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Portals;

/// <summary>Whom the XMPP room bans is banned in the Matrix room that is connected with it, as far as the bot may do that.</summary>
public sealed class PortalBansTests
{
    private const string Bot = "@xmppbot:matrix.test";
    private const string Noah = "@noah:matrix.test";
    private static readonly Jid Garden = Jid.Parse("garden@rooms.test");

    [Fact]
    public async Task A_ban_is_a_ban_with_its_reason_and_is_lifted_again()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);

        await TellAsync(harness, room, RoomPassage.Banned, "noise");

        Assert.Equal(("ban", "Banned in the XMPP room by alice: noise"), (room.MembershipOf(Noah), ReasonIn(room)));
        await TellAsync(harness, room, RoomPassage.Banned, "noise");
        await TellAsync(harness, room, RoomPassage.Unbanned, null);
        Assert.Equal("leave", room.MembershipOf(Noah));
        await TellAsync(harness, room, RoomPassage.Unbanned, null);
    }

    [Fact]
    public async Task The_room_reads_it_in_its_language()
    {
        await using var harness = await MatrixHarness.StartAsync(more: new() { ["Language"] = "de" });
        var room = await OpenedAsync(harness);

        await TellAsync(harness, room, RoomPassage.Banned, "Lärm");
        await harness.SendAsync(new Undeliverable
        {
            User = Garden,
            Contact = ContactOf(room),
            Timestamp = harness.Time.GetUtcNow(),
            Condition = FailureCondition.NotAllowed,
            Reason = "Nein.",
        });

        Assert.Equal("Im XMPP-Raum gesperrt von alice: Lärm", ReasonIn(room));
        Assert.Equal("de", ((IVisitsRooms)harness.Adapter).Language);
        Assert.Contains($"Diese Nachricht konnte {Garden} nicht zugestellt werden: Nein.", room.Bodies);
    }

    [Fact]
    public async Task Where_the_bot_may_only_put_out_it_does_that()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        harness.Homeserver.Interfere = http => http.Request.Path.Value!.EndsWith("/ban", StringComparison.Ordinal)
            ? FakeHomeserver.RefuseAsync(http, 403, "M_FORBIDDEN", "You don't have permission to ban")
            : Task.FromResult(false);

        await TellAsync(harness, room, RoomPassage.Banned, "noise");

        Assert.Equal(("leave", "Banned in the XMPP room by alice: noise"), (room.MembershipOf(Noah), ReasonIn(room)));
    }

    [Fact]
    public async Task Who_is_only_put_out_is_not_banned()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);

        await TellAsync(harness, room, RoomPassage.Removed, null);

        Assert.Equal("leave", room.MembershipOf(Noah));
    }

    [Fact]
    public async Task Who_only_asks_to_come_in_hears_of_a_ban_too()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        harness.Homeserver.AddEvent(room, "m.room.member", Noah, Noah, new JsonObject { ["membership"] = "knock" });

        await TellAsync(harness, room, RoomPassage.Banned, "noise");

        Assert.Equal(("ban", "Banned in the XMPP room by alice: noise"), (room.MembershipOf(Noah), ReasonIn(room)));
    }

    [Fact]
    public async Task What_people_of_Matrix_have_decided_stays()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        harness.Homeserver.AddEvent(room, "m.room.member", MatrixHarness.Mia, Noah, new JsonObject { ["membership"] = "ban" });

        await TellAsync(harness, room, RoomPassage.Unbanned, null);

        Assert.Equal("ban", room.MembershipOf(Noah));
    }

    [Fact]
    public async Task A_ban_is_not_taken_for_lifted_while_the_homeserver_does_not_tell()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        await TellAsync(harness, room, RoomPassage.Banned, "noise");
        harness.Homeserver.Interfere = http => http.Request.Path.Value!.Contains("/state/m.room.member/", StringComparison.Ordinal)
            ? FakeHomeserver.RefuseAsync(http, 502, "M_UNKNOWN", "Bad gateway")
            : Task.FromResult(false);

        Assert.IsNotType<DeliveryResult.Delivered>(await harness.SendAsync(Change(harness, room, RoomPassage.Unbanned, null)));

        harness.Homeserver.Interfere = _ => Task.FromResult(false);
        await TellAsync(harness, room, RoomPassage.Unbanned, null);
        Assert.Equal("leave", room.MembershipOf(Noah));
    }

    [Fact]
    public async Task An_occupant_whom_the_XMPP_room_keeps_comes_back_after_a_ban()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await OpenedAsync(harness);
        var change = new OccupantChange { User = Garden.WithResource("dora"), Contact = ContactOf(room), Timestamp = harness.Time.GetUtcNow(), Passage = RoomPassage.Present };
        await harness.SendAsync(change);
        var ghost = room.State.Keys.Single(key => key.Type == "m.room.member" && key.Key.EndsWith("/dora:matrix.test", StringComparison.Ordinal)).Key;
        harness.Homeserver.AddEvent(room, "m.room.member", MatrixHarness.Mia, ghost, new JsonObject { ["membership"] = "ban" });

        await harness.SendAsync(change);

        Assert.Equal("join", room.MembershipOf(ghost));
    }

    private static async Task<FakeRoom> OpenedAsync(MatrixHarness harness)
    {
        var room = harness.Homeserver.AddPublicRoom("garden", MatrixHarness.Mia, Bot, Noah);
        harness.Homeserver.AddEvent(room, "m.room.power_levels", MatrixHarness.Mia, "", new JsonObject { ["users"] = new JsonObject { [Bot] = 50 } });
        await ((IVisitsRooms)harness.Adapter).OpenAsync(new RemoteRoomId(room.Id), Garden, MatrixHarness.Cancelled);
        return room;
    }

    private static async Task TellAsync(MatrixHarness harness, FakeRoom room, RoomPassage passage, string? reason) =>
        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync(Change(harness, room, passage, reason)));

    private static OccupantChange Change(MatrixHarness harness, FakeRoom room, RoomPassage passage, string? reason) => new()
    {
        User = Garden.WithResource("alice"),
        Contact = ContactOf(room),
        Timestamp = harness.Time.GetUtcNow(),
        Passage = passage,
        Visitor = new RemoteUserId(Noah),
        Reason = reason,
    };

    private static RemoteContact ContactOf(FakeRoom room) => new(new RemoteUserId(room.Id), room.Id) { IsRoom = true };

    private static string? ReasonIn(FakeRoom room) => (string?)room.State[("m.room.member", Noah)]["content"]!["reason"];
}
