using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.People;

/// <summary>What people on Matrix do just now.</summary>
public sealed class EphemeralEventsTests
{
    [Fact]
    public async Task The_contact_begins_and_ends_writing_and_each_is_told_once()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        foreach (var users in (string[][])[[MatrixHarness.Mia, "@noah:matrix.test"], [MatrixHarness.Mia], [MatrixHarness.Ghost], []])
        {
            Assert.Equal(200, await harness.Homeserver.PushEphemeralAsync("1", MatrixEvents.Typing(room, users)));
        }

        Assert.Equal([ChatStateKind.Composing, ChatStateKind.Active], harness.Context.Signals.Cast<ContactSignal.Typing>().Select(signal => signal.State));
        Assert.All(harness.Context.Signals.Cast<ContactSignal.Typing>(), signal => Assert.Equal((MatrixHarness.Alice, MatrixHarness.Mia), (signal.User, signal.Contact.Id.Value)));
    }

    [Fact]
    public async Task What_the_contact_has_read_is_published_once()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var receipt = MatrixEvents.Receipt(room, "$seen", MatrixHarness.Mia);

        await harness.Homeserver.PushEphemeralAsync("1", receipt, MatrixEvents.Receipt(room, "$other", "@noah:matrix.test"), MatrixEvents.Receipt(room, "$own", MatrixHarness.Ghost));
        await harness.Homeserver.PushEphemeralAsync("2", receipt);

        var displayed = Assert.IsType<Displayed>(Assert.Single(harness.Context.Events));
        Assert.Equal(("$seen", MatrixHarness.Alice, MatrixHarness.Mia, false), (displayed.UpTo.Value, displayed.User, displayed.Contact.Id.Value, displayed.ByUser));
    }

    [Theory]
    [InlineData("online", Availability.Online)]
    [InlineData("unavailable", Availability.Away)]
    [InlineData("offline", Availability.Offline)]
    [InlineData("busy", Availability.DoNotDisturb)]
    public async Task Presence_is_told(string presence, Availability availability)
    {
        await using var harness = await MatrixHarness.StartAsync();

        await harness.Homeserver.PushEphemeralAsync("1", MatrixEvents.Presence(MatrixHarness.Mia, presence, "at work"));

        var told = Assert.IsType<ContactSignal.Presence>(Assert.Single(harness.Context.Signals));
        Assert.Equal((availability, "at work", MatrixHarness.Mia), (told.State.Availability, told.State.Status, told.Contact.Id.Value));
        Assert.Equal(availability is Availability.Away or Availability.Offline, told.State.IdleSince <= harness.Time.GetUtcNow().AddMinutes(-1));
    }

    [Fact]
    public async Task The_name_from_before_Matrix_1_13_is_understood()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var body = new JsonObject
        {
            ["events"] = new JsonArray(),
            ["de.sorunome.msc2409.ephemeral"] = new JsonArray(MatrixEvents.Presence(MatrixHarness.Mia, "online")),
        };

        Assert.Equal(200, await harness.Homeserver.PushAsync("1", body.ToJsonString()));

        Assert.Single(harness.Context.Signals);
    }

    [Fact]
    public async Task Rooms_of_several_people_and_our_own_ghosts_tell_nothing()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = harness.Homeserver.AddRoom(MatrixHarness.Mia);

        await harness.Homeserver.PushEphemeralAsync(
            "1", MatrixEvents.Typing(room, MatrixHarness.Mia), MatrixEvents.Receipt(room, "$x", MatrixHarness.Mia), MatrixEvents.Presence(MatrixHarness.Ghost, "online"));

        Assert.Empty(harness.Context.Signals);
        Assert.Empty(harness.Context.Arrivals);
    }

    [Theory]
    [InlineData("[7,null,\"x\",[],{}]")]
    [InlineData("""[{"type":"m.presence","sender":7,"content":[]},{"type":"m.presence","sender":"mia","content":{"presence":"online"}}]""")]
    [InlineData("""[{"type":"m.presence","sender":"@mia:matrix.test","content":{"presence":"asleep"}}]""")]
    [InlineData("""[{"type":"m.typing","room_id":"ROOM","content":{"user_ids":{"a":1}}},{"type":"m.typing","room_id":"ROOM","content":{"user_ids":[7,null]}}]""")]
    [InlineData("""[{"type":"m.receipt","room_id":"ROOM","content":[]},{"type":"m.receipt","room_id":"ROOM","content":{"x":{"m.read":{"@mia:matrix.test":{}}}}}]""")]
    [InlineData("""[{"type":"m.receipt","room_id":"ROOM","content":{"$x":{"m.read":{"@mia:matrix.test":7}}}},{"type":"m.receipt","room_id":7}]""")]
    [InlineData("{}")]
    public async Task A_malformed_one_costs_nothing(string events)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var written = harness.MiaWrites(room, "hello");

        Assert.Equal(
            200, await harness.Homeserver.PushAsync("1", $$"""{"events":[{{written.ToJsonString()}}],"ephemeral":{{events.Replace("ROOM", room.Id, StringComparison.Ordinal)}}}"""));

        Assert.Empty(harness.Context.Signals);
        Assert.Equal((string)written["event_id"]!, Assert.Single(harness.Context.Arrivals).Key);
    }

    [Fact]
    public async Task While_the_store_is_away_they_are_dropped_and_the_events_are_not()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        harness.Context.Notes.Down = true;

        Assert.Equal(200, await harness.Homeserver.PushEphemeralAsync("1", MatrixEvents.Typing(room, MatrixHarness.Mia)));

        Assert.Empty(harness.Context.Signals);
    }
}
