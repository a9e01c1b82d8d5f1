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

    /// <summary>Nothing is heard in a room without the bot: who stays in the XMPP room has to know.</summary>
    [Theory]
    [InlineData("leave", true, true)]
    [InlineData("ban", true, true)]
    [InlineData("join", true, false)]
    [InlineData("leave", false, false)]
    public async Task A_room_that_puts_the_bot_out_is_connected_no_more(string membership, bool isPortal, bool ends)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = Room(harness);
        if (isPortal)
        {
            await harness.Adapter.OpenAsync(new RemoteRoomId(room.Id), Garden, MatrixHarness.Cancelled);
        }

        var kick = harness.Homeserver.AddEvent(
            room, "m.room.member", MatrixHarness.Mia, Bot, new JsonObject { ["membership"] = membership, ["reason"] = "enough" });
        var understood = Assert.IsType<Interpretation.Understood>(await harness.InterpretAsync(kick));

        Assert.Equal(
            ends ? [(room.Id, MatrixHarness.Mia, "enough")] : [],
            understood.Events.Cast<RoomEnd>().Select(end => (end.Room.Value, end.By.Id.Value, end.Reason!)));
    }

    private static FakeRoom Room(MatrixHarness harness)
    {
        var room = harness.Homeserver.AddPublicRoom("garden", MatrixHarness.Mia, Bot);
        harness.Homeserver.AddEvent(room, "m.room.power_levels", MatrixHarness.Mia, "", new JsonObject { ["users"] = new JsonObject { [Bot] = 50 } });
        return room;
    }
}
