using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

public sealed class GroupAudienceTests
{
    private const string Type = "m.room.history_visibility";

    [Theory]
    [InlineData("joined", RoomAudience.Present)]
    [InlineData("invited", RoomAudience.Invited)]
    [InlineData("shared", RoomAudience.Everybody)]
    [InlineData("world_readable", RoomAudience.Everybody)]
    [InlineData("nonsense", RoomAudience.Everybody)]
    [InlineData(null, RoomAudience.Everybody)]
    public async Task What_is_said_has_the_rule_of_the_room(string? rule, RoomAudience expected)
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        if (rule is not null)
        {
            groups.Add(Type, Rule(rule));
        }

        await groups.EnterAsync();
        var message = await groups.ReadAsync(groups.Add("m.room.message", MatrixEvents.Text("hello"), null));

        Assert.Equal(expected, message!.Audience);
        Assert.Equal(expected, await groups.Host.AudienceOfAsync(groups.Id, MatrixHarness.Alice, MatrixHarness.Cancelled));
    }

    [Fact]
    public async Task A_change_counts_for_what_comes_after_it()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var before = groups.Add("m.room.message", MatrixEvents.Text("one"), null);
        var change = groups.Add(Type, Rule("joined"));
        var after = groups.Add("m.room.message", MatrixEvents.Text("two"), null);

        Assert.Equal(RoomAudience.Everybody, (await groups.ReadAsync(before))!.Audience);
        Assert.Empty(await groups.Harness.UnderstandAsync(change));
        Assert.Equal(RoomAudience.Present, (await groups.ReadAsync(after))!.Audience);
    }

    /// <summary>When the stricter rule began nobody of ours has seen: an event may say any time of itself.</summary>
    [Fact]
    public async Task Before_a_change_that_nobody_saw_the_stricter_rule_counts()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var before = groups.Add("m.room.message", MatrixEvents.Text("one"), null);
        groups.Add(Type, Rule("joined"));
        await groups.EnterAsync();

        before["origin_server_ts"] = 1;

        Assert.Equal(RoomAudience.Present, (await groups.ReadAsync(before))!.Audience);
    }

    [Fact]
    public async Task Pages_of_the_history_go_from_the_rule_of_today_back_over_its_changes()
    {
        await using var groups = await GroupsUnderTest.StartAsync();
        groups.Add("m.room.message", MatrixEvents.Text("first"), null);
        groups.Add(Type, Rule("joined"));
        groups.Add("m.room.message", MatrixEvents.Text("secret"), null);
        groups.Add(Type, Rule("shared"))["unsigned"] = new JsonObject { ["prev_content"] = Rule("joined") };
        groups.Add("m.room.message", MatrixEvents.Text("open"), null);
        groups.Add(Type, Rule("invited"))["unsigned"] = new JsonObject { ["prev_content"] = Rule("shared") };
        groups.Add("m.room.message", MatrixEvents.Text("closed"), null);
        await groups.EnterAsync();

        var heard = new List<(string, RoomAudience)>();
        string? mark = null;
        do
        {
            var page = await groups.Host.GetHistoryAsync(groups.Id, MatrixHarness.Alice, mark, 2, MatrixHarness.Cancelled);
            heard.AddRange(page!.Events.Cast<RoomMessage>().Select(message => (message.Body.Plain, message.Audience)));
            mark = page.Before;
        }
        while (mark is not null);

        // What the first change replaced is not told: then only those who were there may see it.
        Assert.Equal(
            [("closed", RoomAudience.Invited), ("open", RoomAudience.Everybody), ("secret", RoomAudience.Present), ("first", RoomAudience.Present)], heard);
    }

    private static JsonObject Rule(string rule) => new() { ["history_visibility"] = rule };
}
