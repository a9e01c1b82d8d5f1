using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

public sealed class GroupRoomsTests
{
    [Fact]
    public async Task Who_enters_has_the_wished_name_in_this_room_alone_and_learns_what_it_is_like()
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        groups.Add("m.room.name", new JsonObject { ["name"] = "Garden" });
        groups.Add("m.room.canonical_alias", new JsonObject { ["alias"] = GroupsUnderTest.Alias });
        groups.Add("m.room.join_rules", new JsonObject { ["join_rule"] = "public" });
        groups.Add("m.room.topic", new JsonObject { ["topic"] = "Roses" });

        var entered = Assert.IsType<RoomEntry.Entered>(await groups.EnterAsync("ally"));

        Assert.Equal(MatrixHarness.Ghost, entered.Self.Value);
        Assert.Equal((groups.Id, new RoomAddress(GroupsUnderTest.Alias), "Garden"), (entered.State.Id, entered.State.Address, entered.State.Name));
        Assert.Equal(("Roses", MatrixHarness.Mia), (entered.State.Subject.Text, entered.State.Subject.By?.Id.Value));
        Assert.Equal((true, false, false), (entered.State.IsPublic, entered.State.IsMembersOnly, entered.State.IsModerated));
        Assert.Equal("ally", (string?)groups.Room.State[("m.room.member", MatrixHarness.Ghost)]["content"]!["displayname"]);
        Assert.NotEqual("ally", groups.Harness.Homeserver.Users[MatrixHarness.Ghost]);
    }

    [Theory]
    [InlineData(404, "M_NOT_FOUND", "No such alias.", FailureCondition.NoSuchRecipient)]
    [InlineData(403, "M_FORBIDDEN", "You are not invited to this room.", FailureCondition.MembersOnly)]
    [InlineData(403, "M_FORBIDDEN", "You are banned from this room.", FailureCondition.NotAllowed)]
    [InlineData(500, "M_UNKNOWN", "Broken.", FailureCondition.RemoteServerTimeout)]
    [InlineData(400, "M_UNSUPPORTED_ROOM_VERSION", "Too new.", FailureCondition.ServiceUnavailable)]
    public async Task A_refusal_has_the_kind_and_the_words_of_the_homeserver(int status, string code, string text, FailureCondition condition)
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        groups.Refusal = (status, code, text);

        var refused = Assert.IsType<RoomEntry.Refused>(await groups.EnterAsync());

        Assert.Equal(condition, refused.Condition);
        Assert.Contains(text, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_a_room_that_nobody_could_enter_is_understood()
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        groups.Refusal = (403, "M_FORBIDDEN", "You are banned from this room.");
        await groups.EnterAsync();

        Assert.Null(await groups.ReadAsync(groups.Add("m.room.message", MatrixEvents.Text("hello"), null)));
    }

    [Fact]
    public async Task Members_are_those_who_have_joined_with_their_ranks_and_rights()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.member", new JsonObject { ["membership"] = "leave" }, GroupsUnderTest.Ben, GroupsUnderTest.Ben);
        groups.Add("m.room.power_levels", new JsonObject { ["events_default"] = 10, ["users"] = new JsonObject { [MatrixHarness.Mia] = 100 } });

        var members = await groups.Host.GetMembersAsync(groups.Id, MatrixHarness.Alice, MatrixHarness.Cancelled);

        Assert.Equal(
            [(MatrixHarness.Ghost, "alice", RoomRank.Guest, false), (MatrixHarness.Mia, "Mia", RoomRank.Owner, true)],
            members!.Select(member => (member.Who.Id.Value, member.Who.DisplayName!, member.Rank, member.MaySpeak)).OrderBy(member => member.Value, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Changes_are_made_as_the_ghost()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        foreach (var change in new RoomChange[]
        {
            new RoomChange.Subject("Tulips"), new RoomChange.Nick("ally"), new RoomChange.Configuration("Park", true, true, null),
            new RoomChange.Rank(new RemoteUserId(MatrixHarness.Mia), RoomRank.Owner, null),
        })
        {
            Assert.IsType<RoomAnswer.Done>(await groups.Host.ChangeAsync(groups.Id, MatrixHarness.Alice, change, MatrixHarness.Cancelled));
        }

        JsonNode Content(string type, string key = "") => groups.Room.State[(type, key)]["content"]!;
        Assert.Equal("Tulips", (string?)Content("m.room.topic")["topic"]);
        Assert.Equal("ally", (string?)Content("m.room.member", MatrixHarness.Ghost)["displayname"]);
        Assert.Equal("Park", (string?)Content("m.room.name")["name"]);
        Assert.Equal("invite", (string?)Content("m.room.join_rules")["join_rule"]);
        Assert.Equal(50, (int)Content("m.room.power_levels")["events_default"]!);
        Assert.Equal(100, (int)Content("m.room.power_levels")["users"]![MatrixHarness.Mia]!);
        Assert.Equal(MatrixHarness.Ghost, (string?)groups.Room.State[("m.room.topic", "")]["sender"]);
    }

    [Fact]
    public async Task Who_leaves_has_left_and_may_do_it_twice()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();

        Assert.IsType<RoomAnswer.Done>(await groups.Host.LeaveAsync(groups.Id, MatrixHarness.Alice, "bye", MatrixHarness.Cancelled));

        Assert.Equal("leave", groups.Room.MembershipOf(MatrixHarness.Ghost));
        await groups.Host.LeaveAsync(groups.Id, MatrixHarness.Alice, null, MatrixHarness.Cancelled);
    }

    [Fact]
    public async Task What_the_homeserver_does_not_allow_is_refused_in_its_words()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        await groups.Host.LeaveAsync(groups.Id, MatrixHarness.Alice, null, MatrixHarness.Cancelled);

        var refused = Assert.IsType<RoomAnswer.Refused>(
            await groups.Host.ChangeAsync(groups.Id, MatrixHarness.Alice, new RoomChange.Subject("x"), MatrixHarness.Cancelled));

        Assert.Equal(FailureCondition.NotAllowed, refused.Condition);
        Assert.Contains("not in room", refused.Reason, StringComparison.Ordinal);
    }
}
