using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

/// <summary>What is done to messages of a room, as it happens and in its history.</summary>
public sealed class GroupChangesTests
{
    [Fact]
    public async Task An_edit_that_is_taken_back_gives_the_message_its_former_words_in_its_authors_name()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var said = groups.Add("m.room.message", MatrixEvents.Text("helo"), null);
        var edit = groups.Add("m.room.message", MatrixEvents.Edit(Id(said), "hello"), null);
        Assert.IsType<RoomEdit>(await groups.ReadAsync(edit));

        var redaction = groups.Harness.Homeserver.Redact(groups.Room, edit, GroupsUnderTest.Ben);
        var reverted = Assert.IsType<RoomEdit>(await groups.ReadAsync(redaction));

        Assert.Equal((Id(said), "helo", MatrixHarness.Mia), (reverted.Target.Value, reverted.Body.Plain, reverted.By.Id.Value));
        Assert.Equal(Id(redaction), reverted.Id.Value);
    }

    [Fact]
    public async Task Nobody_loses_a_rank_because_the_homeserver_does_not_say_it_now()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        groups.Add("m.room.power_levels", new JsonObject { ["users"] = new JsonObject { [MatrixHarness.Mia] = 50 } });
        var renamed = groups.Add("m.room.member", new JsonObject { ["membership"] = "join", ["displayname"] = "Mia B." }, MatrixHarness.Mia);
        var answer = groups.Harness.Homeserver.Interfere;
        groups.Harness.Homeserver.Interfere = http => http.Request.Path.Value!.Contains("m.room.power_levels", StringComparison.Ordinal)
            ? FakeHomeserver.RefuseAsync(http, 429, "M_LIMIT_EXCEEDED", "Too Many Requests", retryAfterMs: 60_000)
            : answer(http);

        Assert.IsType<Interpretation.Later>(await groups.Harness.InterpretAsync(renamed));
        groups.Harness.Homeserver.Interfere = answer;

        Assert.Equal(RoomRank.Administrator, Assert.IsType<RoomMemberChange>(await groups.ReadAsync(renamed)).Member.Rank);
    }

    [Fact]
    public async Task The_history_tells_what_was_done_to_what_was_said()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var deleted = groups.Add("m.room.message", MatrixEvents.Text("a secret"), null);
        var edited = groups.Add("m.room.message", MatrixEvents.Text("helo"), null);
        var edit = groups.Add("m.room.message", MatrixEvents.Edit(Id(edited), "hello"), null);
        Bundle(edited, edit);
        groups.Add("m.reaction", MatrixEvents.Reaction(Id(edited), "👍"), null, GroupsUnderTest.Ben);
        groups.Add("m.reaction", MatrixEvents.Reaction(Id(edited), "🎉"), null, GroupsUnderTest.Ben);
        groups.Harness.Homeserver.Redact(groups.Room, deleted, MatrixHarness.Mia);

        var history = await HistoryAsync(groups, null, 100);

        Assert.Equal(
            ["RoomRetraction", "RoomReactions", "RoomReactions", "RoomEdit", "RoomMessage"], history.Events.Select(what => what.GetType().Name));
        Assert.Equal(Id(deleted), ((RoomRetraction)history.Events[0]).Target.Value);
        Assert.Equal(["👍", "🎉"], ((RoomReactions)history.Events[1]).Emoji);
        Assert.Equal(("hello", Id(edited)), (((RoomEdit)history.Events[3]).Body.Plain, ((RoomEdit)history.Events[3]).Target.Value));
        Assert.Equal(("hello", Id(edited)), (((RoomMessage)history.Events[4]).Body.Plain, ((RoomMessage)history.Events[4]).Id.Value));
    }

    [Fact]
    public async Task A_message_of_the_history_says_what_it_was_edited_to_also_when_the_edit_is_on_another_page()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var edited = groups.Add("m.room.message", MatrixEvents.Text("helo"), null);
        Bundle(edited, groups.Add("m.room.message", MatrixEvents.Edit(Id(edited), "hello"), null));

        var newest = await HistoryAsync(groups, null, 1);
        var older = await HistoryAsync(groups, newest.Before, 1);

        Assert.Equal("hello", Assert.IsType<RoomMessage>(Assert.Single(older.Events)).Body.Plain);
    }

    [Fact]
    public async Task A_page_that_cannot_be_understood_now_is_read_again_later()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        var said = groups.Add("m.room.message", MatrixEvents.Text("helo"), null);
        var edit = groups.Add("m.room.message", MatrixEvents.Edit(Id(said), "hello"), null);
        await groups.ReadAsync(edit);
        groups.Harness.Homeserver.Redact(groups.Room, edit, MatrixHarness.Mia);
        var answer = groups.Harness.Homeserver.Interfere;
        groups.Harness.Homeserver.Interfere = http => http.Request.Path.Value!.Contains("/event/", StringComparison.Ordinal)
            ? FakeHomeserver.RefuseAsync(http, 429, "M_LIMIT_EXCEEDED", "Too Many Requests", retryAfterMs: 60_000)
            : answer(http);

        Assert.Null(await groups.Host.GetHistoryAsync(groups.Id, MatrixHarness.Alice, null, 10, MatrixHarness.Cancelled));
        groups.Harness.Homeserver.Interfere = answer;

        Assert.Equal(["helo", "helo"], (await HistoryAsync(groups, null, 10)).Events.Select(what => what switch
        {
            RoomEdit reverted => reverted.Body.Plain,
            RoomMessage message => message.Body.Plain,
            _ => what.GetType().Name,
        }));
    }

    private static string Id(JsonObject what) => (string)what["event_id"]!;

    /// <summary>As a homeserver gives an older event (client-server API, "Server-side aggregation of m.replace relationships").</summary>
    private static void Bundle(JsonObject message, JsonObject edit) =>
        message["unsigned"] = new JsonObject { ["m.relations"] = new JsonObject { ["m.replace"] = edit.DeepClone() } };

    private static async Task<RoomHistory> HistoryAsync(GroupsUnderTest groups, string? before, int limit) =>
        Assert.IsType<RoomHistory>(await groups.Host.GetHistoryAsync(groups.Id, MatrixHarness.Alice, before, limit, MatrixHarness.Cancelled));
}
