using System.Text.Json.Nodes;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>Rooms that their admins replace by ones of a newer version.</summary>
public abstract class MatrixRoomUpgrades(Bridge bridge) : MatrixScenarios
{
    [Fact]
    public async Task An_upgraded_room_leads_its_people_to_the_next_one()
    {
        var name = $"upgrade-{bridge.Server.ToString()!.ToLowerInvariant()}";
        var matrix = await Mia.CreateRoomAsync(name);
        var room = new Room(bridge.Alice, $"#{name}\\3amatrix.test@matrix.localhost", "alice");
        await room.EnterAsync();

        // Ids of version 12 name no server: only who has replaced the room does.
        var next = await Mia.UpgradeAsync(matrix, "12");
        Assert.DoesNotContain(':', next);

        var gone = await room.PresenceAsync("alice", s => s.Type() == "unavailable");
        var successor = gone.Element(Room.MucUser + "x")?.Element(Room.MucUser + "destroy")?.Attribute("jid")?.Value;
        Assert.NotNull(successor);
        await bridge.Alice.Received.FirstAsync(
            s => s.BareFrom() == successor && s.Element(Room.MucUser + "x")?.Element(Room.MucUser + "invite") is not null, "the invitation to the next room");
        await Mia.Timeline.FirstAsync(
            e => e.Room == matrix && e.Type == "m.room.member" && e.Sender == AliceInMatrix && (string?)e.Content["membership"] == "leave", "alice leaves the old room");

        var after = new Room(bridge.Alice, successor, "alice");
        await after.EnterAsync();
        await Mia.SendAsync(next, $"welcome to the new room, {bridge.Server}");
        await after.MessageAsync($"welcome to the new room, {bridge.Server}");
        await after.SayAsync($"nice here, {bridge.Server}");
        Assert.Equal(next, (await Mia.MessageAsync($"nice here, {bridge.Server}")).Room);
    }

    [Fact]
    public async Task Who_may_knock_at_the_next_room_is_asked_for_there_and_invited_when_somebody_agrees()
    {
        var (room, matrix) = await EnterOldAsync("knock");
        var next = await Mia.CreateRoomAsync(NameOf("knock-next"), Closed("knock"));
        var successor = await EndAsync(room, matrix, next);

        var refused = await RefusalAsync(successor);
        Assert.Equal("registration-required", refused.Condition());
        Assert.Contains("They were asked for you", refused.ErrorText(), StringComparison.Ordinal);
        await Mia.Timeline.FirstAsync(
            e => e.Room == next && e.Type == "m.room.member" && e.Sender == AliceInMatrix && (string?)e.Content["membership"] == "knock", "alice knocks");
        await ComesInAsync(next, successor);
    }

    [Fact]
    public async Task Who_is_not_let_into_the_next_room_hears_what_to_do_and_comes_in_by_an_invitation()
    {
        var (room, matrix) = await EnterOldAsync("invite");
        var next = await Mia.CreateRoomAsync(NameOf("invite-next"), Closed("invite"));
        var successor = await EndAsync(room, matrix, next);

        var refused = await RefusalAsync(successor);
        Assert.Equal("registration-required", refused.Condition());
        Assert.Contains("to invite " + AliceInMatrix, refused.ErrorText(), StringComparison.Ordinal);
        await ComesInAsync(next, successor);
    }

    [Fact]
    public async Task Who_is_in_the_old_room_comes_into_one_that_is_open_to_its_members()
    {
        var (room, matrix) = await EnterOldAsync("restricted");
        var next = await Mia.CreateRoomAsync(NameOf("restricted-next"), new JsonObject
        {
            ["preset"] = "private_chat",
            ["initial_state"] = new JsonArray(new JsonObject
            {
                ["type"] = "m.room.join_rules",
                ["state_key"] = "",
                ["content"] = new JsonObject
                {
                    ["join_rule"] = "restricted",
                    ["allow"] = new JsonArray(new JsonObject { ["type"] = "m.room_membership", ["room_id"] = matrix }),
                },
            }),
        });
        var successor = await EndAsync(room, matrix, next);

        await SpeaksInAsync(next, successor);
    }

    private string NameOf(string what) => $"upgrade-{what}-{bridge.Server.ToString()!.ToLowerInvariant()}";

    private static JsonObject Closed(string rule) => new()
    {
        ["preset"] = "private_chat",
        ["initial_state"] = new JsonArray(new JsonObject
        {
            ["type"] = "m.room.join_rules",
            ["state_key"] = "",
            ["content"] = new JsonObject { ["join_rule"] = rule },
        }),
    };

    private async Task<(Room Room, string Matrix)> EnterOldAsync(string what)
    {
        var matrix = await Mia.CreateRoomAsync(NameOf(what));
        var room = new Room(bridge.Alice, $"#{NameOf(what)}\\3amatrix.test@matrix.localhost", "alice");
        await room.EnterAsync();
        return (room, matrix);
    }

    /// <summary>Mia leads people from one room to another; the address of that one in XMPP.</summary>
    private async Task<string> EndAsync(Room room, string matrix, string next)
    {
        await Mia.PutStateAsync(matrix, "m.room.tombstone", "", new JsonObject { ["body"] = "moved", ["replacement_room"] = next });
        var gone = await room.PresenceAsync("alice", s => s.Type() == "unavailable");
        var successor = gone.Element(Room.MucUser + "x")?.Element(Room.MucUser + "destroy")?.Attribute("jid")?.Value;
        Assert.NotNull(successor);
        return successor;
    }

    private async Task<System.Xml.Linq.XElement> RefusalAsync(string successor)
    {
        var door = new Room(bridge.Alice, successor, "alice");
        await door.KnockAsync();
        return await door.RefusalAsync();
    }

    private async Task ComesInAsync(string next, string successor)
    {
        var before = bridge.Alice.Received.Count;
        await Mia.ChangeMemberAsync(next, "invite", AliceInMatrix, "come in");
        await bridge.Alice.Received.FirstAsync(
            s => s.BareFrom() == successor && s.Element(Room.MucUser + "x")?.Element(Room.MucUser + "invite") is not null, "the invitation", from: before);
        await SpeaksInAsync(next, successor);
    }

    private async Task SpeaksInAsync(string next, string successor)
    {
        var after = new Room(bridge.Alice, successor, "alice");
        await after.EnterAsync();
        await after.SayAsync($"at last in {next}");
        Assert.Equal(next, (await Mia.MessageAsync($"at last in {next}")).Room);
    }
}

[Collection<OnProsody>]
public sealed class MatrixRoomUpgradesOnProsody(ProsodyBridge bridge) : MatrixRoomUpgrades(bridge);

[Collection<OnEjabberd>]
public sealed class MatrixRoomUpgradesOnEjabberd(EjabberdBridge bridge) : MatrixRoomUpgrades(bridge);
