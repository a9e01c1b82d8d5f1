using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

/// <summary>Rooms that let in only some: who wants in asks where that is possible, and hears how it goes on.</summary>
public sealed class ClosedRoomsTests
{
    [Fact]
    public async Task Where_a_room_takes_questions_it_is_asked_once_a_day()
    {
        await using var groups = await StartAsync("knock");

        var asked = await RefusedAsync(groups);
        var again = await RefusedAsync(groups);

        Assert.Equal((FailureCondition.MembersOnly, FailureCondition.MembersOnly), (asked.Condition, again.Condition));
        Assert.Contains("They were asked for you", asked.Reason.English, StringComparison.Ordinal);
        Assert.Contains("have not agreed yet", again.Reason.English, StringComparison.Ordinal);
        Assert.Equal(1, KnocksAt(groups));
        groups.Harness.Time.Advance(TimeSpan.FromHours(25));
        await RefusedAsync(groups);
        Assert.Equal(2, KnocksAt(groups));
    }

    [Theory]
    [InlineData("knock")]
    [InlineData("invite")]
    public async Task An_invitation_is_awaited_until_the_user_is_in(string rule)
    {
        await using var groups = await StartAsync(rule);
        Assert.False((await InviteAsync(groups)).IsAwaited);
        groups.Add("m.room.member", new JsonObject { ["membership"] = "leave" }, MatrixHarness.Ghost);

        await RefusedAsync(groups);
        await groups.Harness.RestartAdapterAsync();

        Assert.True((await InviteAsync(groups)).IsAwaited);
        Assert.IsType<RoomEntry.Entered>(await EnterAsync(groups));
        Assert.False((await InviteAsync(groups)).IsAwaited);
    }

    [Fact]
    public async Task Where_only_an_invitation_helps_the_user_hears_whom_to_have_invited()
    {
        await using var groups = await StartAsync("invite");

        var refused = await RefusedAsync(groups);

        Assert.Equal(FailureCondition.MembersOnly, refused.Condition);
        Assert.Contains($"to invite {MatrixHarness.Ghost}", refused.Reason.English, StringComparison.Ordinal);
        Assert.Contains("You are not invited to this room.", refused.Reason.German, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("restricted", true)]
    [InlineData("knock_restricted", true)]
    [InlineData("public", false)]
    [InlineData("invite", false)]
    public async Task The_end_of_a_room_says_whether_being_in_it_opens_the_next_one(string rule, bool opens)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var next = groups.Harness.Homeserver.AddRoom(MatrixHarness.Mia);
        groups.Harness.Homeserver.AddEvent(next, "m.room.join_rules", MatrixHarness.Mia, "", new JsonObject { ["join_rule"] = rule });

        var end = Assert.IsType<RoomEnd>(await groups.ReadAsync(groups.Add("m.room.tombstone", new JsonObject { ["replacement_room"] = next.Id })));

        Assert.Equal((new RoomAddress(next.Id), opens), (end.Successor, end.SuccessorAdmitsMembers));
    }

    [Theory]
    [InlineData("restricted", "join")]
    [InlineData("public", "leave")]
    public async Task Who_comes_back_to_a_room_that_is_over_stays_in_it_when_that_opens_the_next_one(string rule, string membership)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var next = groups.Harness.Homeserver.AddRoom(MatrixHarness.Mia);
        groups.Harness.Homeserver.AddEvent(next, "m.room.join_rules", MatrixHarness.Mia, "", new JsonObject { ["join_rule"] = rule });
        groups.Add("m.room.tombstone", new JsonObject { ["replacement_room"] = next.Id });

        Assert.Equal(new RoomEntry.Over(new RoomAddress(next.Id)), await EnterAsync(groups));

        Assert.Equal(membership, groups.Room.MembershipOf(MatrixHarness.Ghost));
    }

    [Theory]
    [InlineData("leave", false, false)]
    [InlineData("leave", false, true)]
    [InlineData("ban", true, false)]
    public async Task Who_asked_hears_that_somebody_said_no_and_why(string membership, bool isBan, bool isInhabited)
    {
        await using var groups = await StartAsync("public");
        if (isInhabited)
        {
            Assert.IsType<RoomEntry.Entered>(await groups.EnterAsync(GroupsUnderTest.Bob, "bob"));
        }

        groups.Add("m.room.join_rules", new JsonObject { ["join_rule"] = "knock" });
        await RefusedAsync(groups);
        var answer = groups.Add("m.room.member", new JsonObject { ["membership"] = membership, ["reason"] = "we are full" }, MatrixHarness.Ghost);

        // Read again after a crash, too.
        await groups.Harness.UnderstandAsync(answer);
        await groups.Harness.RestartAdapterAsync();
        var told = Assert.IsType<RoomRefusal>(Assert.Single(await groups.Harness.UnderstandAsync(answer)));

        Assert.Equal((MatrixHarness.Alice, MatrixHarness.Mia, groups.Room.Id), (told.User, told.Contact.Id.Value, told.Room.Value));
        Assert.Equal(("we are full", isBan), (told.Reason, told.IsBan));
        await RefusedAsync(groups);
        Assert.Equal(1, KnocksAt(groups));
    }

    [Fact]
    public async Task An_invitation_that_is_withdrawn_and_a_question_that_is_taken_back_are_no_refusals()
    {
        await using var groups = await StartAsync("knock");
        await RefusedAsync(groups);
        Assert.Empty(await groups.Harness.UnderstandAsync(groups.Add("m.room.member", new JsonObject { ["membership"] = "leave" }, MatrixHarness.Ghost, MatrixHarness.Ghost)));
        await InviteAsync(groups);

        var withdrawn = groups.Add("m.room.member", new JsonObject { ["membership"] = "leave" }, MatrixHarness.Ghost);
        withdrawn["unsigned"] = new JsonObject { ["prev_content"] = new JsonObject { ["membership"] = "invite" } };

        Assert.Empty(await groups.Harness.UnderstandAsync(withdrawn));
    }

    private static async Task<GroupsUnderTest> StartAsync(string rule)
    {
        var groups = await GroupsUnderTest.StartAsync();
        groups.Add("m.room.join_rules", new JsonObject { ["join_rule"] = rule });
        return groups;
    }

    private static ValueTask<RoomEntry> EnterAsync(GroupsUnderTest groups) =>
        groups.Host.EnterAsync(new RoomAddress(groups.Room.Id), MatrixHarness.Alice, "alice", MatrixHarness.Cancelled);

    private static async Task<RoomEntry.Refused> RefusedAsync(GroupsUnderTest groups) => Assert.IsType<RoomEntry.Refused>(await EnterAsync(groups));

    private static async Task<RoomInvitation> InviteAsync(GroupsUnderTest groups) => Assert.IsType<RoomInvitation>(Assert.Single(
        await groups.Harness.UnderstandAsync(groups.Add("m.room.member", new JsonObject { ["membership"] = "invite" }, MatrixHarness.Ghost))));

    private static int KnocksAt(GroupsUnderTest groups) =>
        groups.Room.Events.Count(what => (string?)what["content"]!["membership"] == "knock");
}
