using System.Text;
using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Events;

/// <summary>Who is told of an event that the gateway fails on.</summary>
public sealed class EventPartiesTests
{
    [Theory]
    [InlineData("m.room.message", "m.text", true)]
    [InlineData("m.room.message", "m.notice", false)]
    [InlineData("m.room.encrypted", null, true)]
    [InlineData("m.sticker", null, true)]
    [InlineData("m.room.encryption", null, false)]
    public async Task The_author_is_told_of_what_a_person_wrote(string type, string? msgtype, bool told)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var what = harness.Homeserver.AddEvent(room, type, MatrixHarness.Mia, null, new JsonObject { ["msgtype"] = msgtype });

        var parties = await FindAsync(harness, what);

        Assert.Equal((MatrixHarness.Alice, MatrixHarness.Mia), (parties?.User, parties?.Contact.Id.Value));
        Assert.Equal(told ? (string?)what["event_id"] : null, parties!.Message?.Value);
    }

    [Fact]
    public async Task The_room_names_both_when_the_event_cannot_be_read()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();

        var parties = await FindAsync(harness, "$damaged", room.Id, "{\"type\":");

        Assert.Equal(new ArrivalParties(MatrixHarness.Alice, Contact(MatrixHarness.Mia), null), parties);
    }

    [Fact]
    public async Task The_contact_is_not_told_of_what_a_stranger_wrote()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var what = harness.Homeserver.AddEvent(
            room, "m.room.message", "@noah:matrix.test", null, new JsonObject { ["msgtype"] = "m.text", ["body"] = "hello" });

        Assert.Null((await FindAsync(harness, what))!.Message);
    }

    [Theory]
    [InlineData(UserStanding.Reachable, true)]
    [InlineData(UserStanding.Unknown, false)]
    [InlineData(UserStanding.NotAllowed, false)]
    public async Task An_invited_user_is_told_when_they_may_be_written_to(UserStanding standing, bool told)
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Context.Standing = _ => standing;
        var (_, invitation) = harness.MiaInvites();

        var parties = await FindAsync(harness, invitation);

        Assert.Equal(told ? new ArrivalParties(MatrixHarness.Alice, Contact(MatrixHarness.Mia), null) : null, parties);
    }

    [Fact]
    public async Task An_invitation_into_a_known_room_is_the_new_inviters()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var invitation = harness.Homeserver.AddEvent(
            room, "m.room.member", "@noah:matrix.test", MatrixHarness.Ghost, new JsonObject { ["membership"] = "invite" });

        Assert.Equal(Contact("@noah:matrix.test"), (await FindAsync(harness, invitation))!.Contact);
    }

    [Fact]
    public async Task Nobody_is_named_for_an_unknown_room()
    {
        await using var harness = await MatrixHarness.StartAsync();

        Assert.Null(await FindAsync(harness, "$e", "!unknown:matrix.test", "{}"));
    }

    [Fact]
    public async Task While_the_notes_are_away_it_is_not_known()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        harness.Context.Notes.Down = true;

        await Assert.ThrowsAsync<StateUnavailableException>(async () => await FindAsync(harness, "$e", room.Id, "{}"));
    }

    private static RemoteContact Contact(string mxid) => new(new RemoteUserId(mxid), mxid);

    private static ValueTask<ArrivalParties?> FindAsync(MatrixHarness harness, JsonObject what) =>
        FindAsync(harness, (string)what["event_id"]!, (string)what["room_id"]!, what.ToJsonString());

    private static ValueTask<ArrivalParties?> FindAsync(MatrixHarness harness, string eventId, string roomId, string json) =>
        harness.Adapter.FindPartiesAsync(new Arrival.Raw(eventId, roomId, Encoding.UTF8.GetBytes(json)), MatrixHarness.Cancelled);
}
