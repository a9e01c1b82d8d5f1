using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

/// <content>Who may do something to others, and what is done where they may not do all of it.</content>
public sealed partial class GroupRoomsTests
{
    /// <summary>XEP-0045 §7.8.2: the same word of a homeserver means another thing inside than at the door.</summary>
    [Fact]
    public async Task Who_may_not_invite_is_told_so_and_not_that_the_room_is_for_members()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Refusal = (403, "M_FORBIDDEN", "You don't have permission to invite users");

        var answer = await groups.Host.ChangeAsync(
            groups.Id, MatrixHarness.Alice, new RoomChange.Invite(new RemoteUserId(MatrixHarness.Mia), null), MatrixHarness.Cancelled);

        Assert.Equal(FailureCondition.NotAllowed, Assert.IsType<RoomAnswer.Refused>(answer).Condition);
    }

    /// <summary>Moderators may ban, and seldom change the levels.</summary>
    [Fact]
    public async Task Who_is_let_back_without_a_rank_changes_no_levels()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.power_levels", new JsonObject { ["users"] = new JsonObject { [MatrixHarness.Ghost] = 50 } });
        var levels = groups.Room.State[("m.room.power_levels", "")];
        groups.Add("m.room.member", new JsonObject { ["membership"] = "ban" }, GroupsUnderTest.Ben);

        Assert.IsType<RoomAnswer.Done>(await groups.Host.ChangeAsync(
            groups.Id, MatrixHarness.Alice, new RoomChange.Rank(new RemoteUserId(GroupsUnderTest.Ben), RoomRank.Guest, null), MatrixHarness.Cancelled));

        Assert.Equal("leave", groups.Room.MembershipOf(GroupsUnderTest.Ben));
        Assert.Same(levels, groups.Room.State[("m.room.power_levels", "")]);
    }

    [Fact]
    public async Task Who_was_banned_and_gets_a_rank_has_it()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.power_levels", new JsonObject { ["users"] = new JsonObject { [MatrixHarness.Ghost] = 100 } });
        foreach (var rank in (RoomRank[])[RoomRank.Banned, RoomRank.Administrator])
        {
            Assert.IsType<RoomAnswer.Done>(await groups.Host.ChangeAsync(
                groups.Id, MatrixHarness.Alice, new RoomChange.Rank(new RemoteUserId(GroupsUnderTest.Ben), rank, null), MatrixHarness.Cancelled));
        }

        Assert.Equal("leave", groups.Room.MembershipOf(GroupsUnderTest.Ben));
        Assert.Equal(50, (int)groups.Room.State[("m.room.power_levels", "")]["content"]!["users"]![GroupsUnderTest.Ben]!);
    }
}
