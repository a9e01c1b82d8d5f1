using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

/// <summary>A room is read as a ghost that is in it. Bob, who came last, is that ghost here until he is gone.</summary>
public sealed class GroupGhostsTests
{
    [Theory]
    [InlineData("leave")]
    [InlineData("ban")]
    public async Task Who_is_put_out_is_followed_by_another_as_whom_the_room_is_read(string membership)
    {
        await using var groups = await WithBobAsync();
        var gone = Assert.IsType<RoomMemberChange>(await groups.ReadAsync(PutOut(groups, membership)));
        groups.Add("m.room.power_levels", new JsonObject { ["users"] = new JsonObject { [GroupsUnderTest.Ben] = 50 } });

        var came = Assert.IsType<RoomMemberChange>(await groups.ReadAsync(
            groups.Add("m.room.member", new JsonObject { ["membership"] = "join" }, GroupsUnderTest.Ben, GroupsUnderTest.Ben)));

        Assert.Equal(GroupsUnderTest.BobsGhost, gone.Member.Who.Id.Value);
        Assert.Equal(RoomRank.Administrator, came.Member.Rank);
    }

    [Fact]
    public async Task Who_leaves_is_followed_too()
    {
        await using var groups = await WithBobAsync();
        Assert.IsType<RoomAnswer.Done>(await groups.Host.LeaveAsync(groups.Id, GroupsUnderTest.Bob, null, MatrixHarness.Cancelled));

        await groups.ReadAsync(groups.Add("m.room.encrypted", new JsonObject { ["ciphertext"] = "x" }, null));

        Assert.Single(groups.Room.Bodies, body => body.Contains("cannot read it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_to_who_is_not_there_any_more_leads_to_another()
    {
        await using var groups = await WithBobAsync();
        PutOut(groups, "leave"); // Nobody tells us.

        await groups.ReadAsync(groups.Add("m.room.encrypted", new JsonObject { ["ciphertext"] = "x" }, null));

        Assert.Single(groups.Room.Bodies, body => body.Contains("cannot read it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_last_who_is_put_out_is_told_so_also_after_a_crash()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var kick = groups.Add("m.room.member", new JsonObject { ["membership"] = "leave" }, MatrixHarness.Ghost);
        Assert.IsType<RoomMemberChange>(await groups.ReadAsync(kick));
        await groups.Harness.RestartAdapterAsync();

        Assert.Equal(RoomPassage.Removed, Assert.IsType<RoomMemberChange>(await groups.ReadAsync(kick)).Passage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_said_after_a_kick_that_nobody_was_told_of_is_not_lost(bool showsThePast)
    {
        await using var groups = await WithBobAsync();
        var before = groups.Add("m.room.message", MatrixEvents.Text("before"), null);
        Assert.Equal(200, await groups.Harness.Homeserver.PushAsync("1", before));
        var kick = PutOut(groups, "leave");
        var lost = groups.Add("m.room.message", MatrixEvents.Text("lost"), null);
        if (showsThePast)
        {
            // COMPAT(Synapse 1.160): who was put out is shown what happened until then, and what the room was like.
            var answer = groups.Harness.Homeserver.Interfere;
            groups.Harness.Homeserver.Interfere = async http => await ShowPastAsync(http, [kick, before], kick) || await answer(http);
        }

        await groups.Harness.RestartAdapterAsync();
        var newer = groups.Add("m.room.message", MatrixEvents.Text("newer"), null);
        Assert.Equal(200, await groups.Harness.Homeserver.PushAsync("2", newer));

        var keys = groups.Harness.Context.Arrivals.Select(arrival => arrival.Key).ToList();
        Assert.Equal([Id(kick), Id(lost), Id(newer)], keys.TakeLast(3));
    }

    private static string Id(JsonObject what) => (string)what["event_id"]!;

    private static async Task<GroupsUnderTest> WithBobAsync()
    {
        var groups = await GroupsUnderTest.EnteredAsync();
        Assert.IsType<RoomEntry.Entered>(await groups.EnterAsync(GroupsUnderTest.Bob, "bob"));
        return groups;
    }

    private static JsonObject PutOut(GroupsUnderTest groups, string membership) =>
        groups.Add("m.room.member", new JsonObject { ["membership"] = membership }, GroupsUnderTest.BobsGhost);

    private static async Task<bool> ShowPastAsync(HttpContext http, JsonObject[] newestFirst, JsonObject membership)
    {
        var path = Uri.UnescapeDataString(http.Request.Path.Value!);
        JsonObject? answer = http.Request.Query["user_id"] != GroupsUnderTest.BobsGhost ? null
            : path.EndsWith("/messages", StringComparison.Ordinal) ? new JsonObject { ["chunk"] = new JsonArray([.. newestFirst.Select(what => what.DeepClone())]) }
            : path.EndsWith("/state/m.room.member/" + GroupsUnderTest.BobsGhost, StringComparison.Ordinal) ? membership["content"]!.DeepClone().AsObject()
            : null;
        if (answer is null)
        {
            return false;
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString());
        return true;
    }
}
