using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

/// <summary>A room that was a direct chat becomes a room of several people.</summary>
public sealed class FormerChatTests
{
    [Fact]
    public async Task A_chat_that_became_a_group_can_be_entered_and_is_understood_as_a_room()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await GroupOfChatAsync(harness);
        var invitation = harness.Homeserver.AddEvent(
            room, "m.room.member", MatrixHarness.Mia, MatrixHarness.Ghost, new JsonObject { ["membership"] = "invite" });
        Assert.IsType<RoomInvitation>(Assert.Single(await harness.UnderstandAsync(invitation)));

        Assert.IsType<RoomEntry.Entered>(await EnterAsync(harness, room, MatrixHarness.Alice));
        var said = Assert.Single(Assert.IsType<Interpretation.Understood>(await harness.InterpretAsync(harness.MiaWrites(room, "hello all"))).Events);

        Assert.Equal("hello all", Assert.IsType<RoomMessage>(said).Body.Plain);
    }

    [Fact]
    public async Task An_invitation_to_what_is_still_a_chat_is_followed()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        harness.Homeserver.AddEvent(room, "m.room.member", MatrixHarness.Ghost, MatrixHarness.Ghost, new JsonObject { ["membership"] = "leave" });
        var invitation = harness.Homeserver.AddEvent(
            room, "m.room.member", MatrixHarness.Mia, MatrixHarness.Ghost, new JsonObject { ["membership"] = "invite" });

        Assert.IsType<ContactRequest>((await harness.UnderstandAsync(invitation))[0]);
        Assert.Equal("join", room.MembershipOf(MatrixHarness.Ghost));
    }

    [Fact]
    public async Task Who_is_asked_into_somebody_else_s_chat_may_enter_it_and_the_chat_goes_on_elsewhere()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var invitation = harness.Homeserver.AddEvent(
            room, "m.room.member", MatrixHarness.Mia, GroupsUnderTest.BobsGhost, new JsonObject { ["membership"] = "invite" });
        Assert.IsType<RoomInvitation>(Assert.Single(await harness.UnderstandAsync(invitation)));

        Assert.IsType<RoomEntry.Entered>(await EnterAsync(harness, room, GroupsUnderTest.Bob));
        await harness.SendAsync("still there?");

        Assert.Equal("leave", room.MembershipOf(MatrixHarness.Ghost));
        Assert.DoesNotContain("still there?", room.Bodies);
        Assert.Contains("still there?", harness.Homeserver.Messages.Select(message => (string?)message["content"]!["body"]));
    }

    /// <summary>Ben comes into the chat of Alice and Mia, and Alice's ghost leaves it.</summary>
    private static async Task<FakeRoom> GroupOfChatAsync(MatrixHarness harness)
    {
        var room = await harness.MiaBeginsAsync();
        var came = harness.Homeserver.AddEvent(room, "m.room.member", GroupsUnderTest.Ben, GroupsUnderTest.Ben, new JsonObject { ["membership"] = "join" });
        await harness.UnderstandAsync(came);
        Assert.Equal("leave", room.MembershipOf(MatrixHarness.Ghost));
        return room;
    }

    private static ValueTask<RoomEntry> EnterAsync(MatrixHarness harness, FakeRoom room, Jid user) =>
        ((IHostsRooms)harness.Adapter).EnterAsync(new RoomAddress(room.Id), user, user.Local!, MatrixHarness.Cancelled);
}
