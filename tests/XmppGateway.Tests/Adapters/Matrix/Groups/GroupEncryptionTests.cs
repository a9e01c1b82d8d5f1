using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

/// <summary>What is encrypted in a room of several people: said once on both sides, and once a day that there is more.</summary>
public sealed class GroupEncryptionTests
{
    [Fact]
    public async Task The_first_encrypted_message_is_told_to_both_sides_and_the_others_are_not()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();

        var told = Assert.IsType<RoomMessage>(await groups.ReadAsync(Encrypted(groups)));

        Assert.Equal((MessageKind.Notice, MatrixHarness.Mia), (told.Kind, told.By.Id.Value));
        Assert.Contains("This room is encrypted", told.Body.Plain, StringComparison.Ordinal);
        Assert.Single(groups.Room.Bodies, body => body.Contains("cannot read it", StringComparison.Ordinal));
        Assert.Null(await groups.ReadAsync(Encrypted(groups)));
        Assert.Single(groups.Room.Bodies);
    }

    [Fact]
    public async Task Both_sides_read_it_in_the_language_of_the_rooms()
    {
        await using var groups = await GroupsUnderTest.StartAsync(language: "de");
        await groups.EnterAsync();

        var told = Assert.IsType<RoomMessage>(await groups.ReadAsync(Encrypted(groups)));

        Assert.Contains("Dieser Raum ist verschlüsselt", told.Body.Plain, StringComparison.Ordinal);
        Assert.Single(groups.Room.Bodies, body => body.Contains("Dieser Raum ist verschlüsselt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restart_forgets_nothing_and_the_same_event_is_told_in_the_same_way()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var first = Encrypted(groups);
        var told = Assert.IsType<RoomMessage>(await groups.ReadAsync(first));
        await groups.Harness.RestartAdapterAsync();

        Assert.Equal(told.Id, Assert.IsType<RoomMessage>(await groups.ReadAsync(first)).Id);
        Assert.Null(await groups.ReadAsync(Encrypted(groups)));
        Assert.Single(groups.Room.Bodies);
    }

    [Fact]
    public async Task Once_a_day_the_room_hears_that_there_was_more()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        await groups.ReadAsync(Encrypted(groups));
        groups.Harness.Time.Advance(TimeSpan.FromHours(25));

        var more = Assert.IsType<RoomMessage>(await groups.ReadAsync(Encrypted(groups)));

        Assert.StartsWith("[More encrypted messages", more.Body.Plain, StringComparison.Ordinal);
        Assert.Null(await groups.ReadAsync(Encrypted(groups)));
        Assert.Single(groups.Room.Bodies);
    }

    [Fact]
    public async Task A_room_that_is_to_be_encrypted_from_now_on_says_so_before_anything_is_lost()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();

        var told = await groups.ReadAsync(groups.Add("m.room.encryption", new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2" }));

        Assert.IsType<RoomMessage>(told);
        Assert.Null(await groups.ReadAsync(Encrypted(groups)));
    }

    [Fact]
    public async Task A_message_of_the_type_of_the_setting_begins_no_encryption()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();

        Assert.Null(await groups.ReadAsync(groups.Add("m.room.encryption", [], null)));
        Assert.Empty(groups.Room.Bodies);
    }

    private static JsonObject Encrypted(GroupsUnderTest groups) =>
        groups.Add("m.room.encrypted", new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2", ["ciphertext"] = "x" }, null);
}
