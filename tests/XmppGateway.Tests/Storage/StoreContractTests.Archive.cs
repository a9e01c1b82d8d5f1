using System.Text;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>What was said in rooms.</content>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task An_event_is_kept_as_it_was_said()
    {
        var room = await RoomAsync();
        var edit = Said(room, "e1") with { Kind = ArchivedKind.Edit, Target = "m1", Nick = "Bob \u00C4", By = "@bob:example.org", Payload = [0, 255, 1] };
        Assert.True(await Store.AddArchivedAsync(Said(room, "m1"), Token));
        Assert.True(await Store.AddArchivedAsync(edit, Token));
        await ReopenAsync();

        var found = await Store.FindArchivedAsync(room, "e1", null, Token);

        Assert.NotNull(found);
        Assert.Equal([0, 255, 1], found.Payload);
        Assert.Equal(edit with { Position = found.Position, Payload = found.Payload }, found);
        Assert.True(found.Position > (await Store.FindArchivedAsync(room, "m1", null, Token))!.Position);
        Assert.Null(await Store.FindArchivedAsync(room, "m2", null, Token));
    }

    [Fact]
    public async Task A_known_id_is_not_added_again_whatever_it_says_now()
    {
        var room = await RoomAsync();
        Assert.True(await Store.AddArchivedAsync(Said(room, "m1"), Token));

        Assert.False(await Store.AddArchivedAsync(Said(room, "m1") with { At = Now.AddDays(1), By = "@eve:example.org", Payload = [9] }, Token));
        Assert.Equal(0, await Store.AddOlderAsync([Said(room, "m1")], null, Token));

        Assert.Equal(["m1"], await PageAsync(new ArchiveQuery(room, 10)));
        Assert.Equal("m1", Encoding.UTF8.GetString((await Store.FindArchivedAsync(room, "m1", null, Token))!.Payload));
    }

    [Fact]
    public async Task Ids_that_differ_in_case_only_are_two()
    {
        var room = await RoomAsync();
        Assert.True(await Store.AddArchivedAsync(Said(room, "$abc"), Token));
        Assert.True(await Store.AddArchivedAsync(Said(room, "$ABC"), Token));
        Assert.Equal(1, await Store.AddOlderAsync([Said(room, "$aBc"), Said(room, "$abc")], null, Token));

        Assert.True(await Store.AddArchivedAsync(Retracting(room, "r1", "$ABC"), Token));

        Assert.Equal(["$aBc", "$abc", "$ABC*", "r1"], await PageAsync(new ArchiveQuery(room, 10)));
    }

    [Fact]
    public async Task Rooms_do_not_see_each_other()
    {
        var rooms = new[] { await RoomAsync("!a"), await RoomAsync("!b"), await RoomAsync("!c") };
        foreach (var room in rooms)
        {
            Assert.True(await Store.AddArchivedAsync(Said(room, "m1"), Token));
            Assert.True(await Store.AddArchivedAsync(Reacting(room, "x1", "m1"), Token));
        }

        Assert.True(await Store.AddArchivedAsync(Retracting(rooms[1], "r1", "m1"), Token));
        Assert.Equal(1, await Store.AddOlderAsync([Said(rooms[2], "m0")], null, Token));
        await Store.SetPastAsync(rooms[2], "mark", Token);

        Assert.Equal(["m1", "x1"], await PageAsync(new ArchiveQuery(rooms[0], 10)));
        Assert.Equal(["m1*", "x1", "r1"], await PageAsync(new ArchiveQuery(rooms[1], 10)));
        Assert.Equal(["m0", "m1", "x1"], await PageAsync(new ArchiveQuery(rooms[2], 10)));
        Assert.Equal(3, await Store.CountArchiveAsync(new ArchiveQuery(rooms[1], 1), Token));
        Assert.Null(await Store.FindArchivedAsync(rooms[0], "r1", null, Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10)]
    public async Task Pages_in_both_directions_give_everything_once_and_in_order(int limit)
    {
        var room = await RoomAsync();

        // Two at a time have the same time, and one time goes back.
        int[] seconds = [0, 0, 2, 2, 1, 3, 3, 4, 4, 4];
        for (var i = 0; i < seconds.Length; i++)
        {
            await Store.AddArchivedAsync(Said(room, "m" + i) with { At = Now.AddSeconds(seconds[i]) }, Token);
        }

        var all = seconds.Select((_, i) => "m" + i).ToList();
        Assert.Equal(all, await WalkAsync(new ArchiveQuery(room, limit)));
        Assert.Equal(all, await WalkAsync(new ArchiveQuery(room, limit) { FromEnd = true }));
        var middle = new ArchiveQuery(room, limit) { Start = Now.AddSeconds(2), End = Now.AddSeconds(3) };
        Assert.Equal(["m2", "m3", "m5", "m6"], await WalkAsync(middle));
        Assert.Equal(["m2", "m3", "m5", "m6"], await WalkAsync(middle with { FromEnd = true }));
        Assert.Equal(4, await Store.CountArchiveAsync(middle with { After = 3, Before = 4 }, Token));
    }

    [Fact]
    public async Task A_time_before_or_after_everything_gives_nothing()
    {
        var room = await RoomAsync();
        await Store.AddArchivedAsync(Said(room, "m1"), Token);

        Assert.Empty(await PageAsync(new ArchiveQuery(room, 10) { Start = Now.AddMilliseconds(1) }));
        Assert.Empty(await PageAsync(new ArchiveQuery(room, 10) { End = Now.AddMilliseconds(-1) }));
        Assert.Equal(["m1"], await PageAsync(new ArchiveQuery(room, 10) { Start = Now, End = Now }));
        Assert.Equal(0, await Store.CountArchiveAsync(new ArchiveQuery(room, 10) { Start = Now.AddMilliseconds(1) }, Token));
    }

    [Fact]
    public async Task A_query_can_ask_for_one_person_and_for_messages_alone()
    {
        var room = await RoomAsync();
        await Store.AddArchivedAsync(Said(room, "m1"), Token);
        await Store.AddArchivedAsync(Said(room, "m2") with { By = "@bob:example.org" }, Token);
        await Store.AddArchivedAsync(Reacting(room, "x1", "m1") with { By = "@bob:example.org" }, Token);
        await Store.AddArchivedAsync(Said(room, "s1") with { Kind = ArchivedKind.Subject }, Token);

        var bob = new ArchiveQuery(room, 10) { By = "@bob:example.org" };
        Assert.Equal(["m2", "x1"], await PageAsync(bob));
        Assert.Equal(["m2"], await PageAsync(bob with { OnlyMessages = true }));
        Assert.Equal(["m1", "m2"], await PageAsync(new ArchiveQuery(room, 10) { OnlyMessages = true }));
        Assert.Equal(2, await Store.CountArchiveAsync(bob, Token));
        Assert.Equal(1, await Store.CountArchiveAsync(bob with { OnlyMessages = true }, Token));
        Assert.Empty(await PageAsync(bob with { By = "@Bob:example.org" }));
    }

    [Fact]
    public async Task A_retraction_empties_its_target_and_the_edits_of_it_and_leaves_their_places()
    {
        var room = await RoomAsync();
        await Store.AddArchivedAsync(Said(room, "m1"), Token);
        await Store.AddArchivedAsync(Editing(room, "e1", "m1"), Token);
        await Store.AddArchivedAsync(Said(room, "m2"), Token);
        await Store.AddArchivedAsync(Editing(room, "e2", "m2"), Token);

        Assert.True(await Store.AddArchivedAsync(Retracting(room, "r1", "m1"), Token));

        Assert.Equal(["m1*", "e1*", "m2", "e2", "r1"], await PageAsync(new ArchiveQuery(room, 10)));
        Assert.Empty((await Store.FindArchivedAsync(room, "m1", null, Token))!.Payload);
        Assert.Empty((await Store.FindArchivedAsync(room, "e1", null, Token))!.Payload);
        Assert.Equal("e2", Encoding.UTF8.GetString((await Store.FindArchivedAsync(room, "e2", null, Token))!.Payload));
    }

    [Fact]
    public async Task What_was_taken_back_is_not_taken_back_again_and_not_edited()
    {
        var room = await RoomAsync();
        await Store.AddArchivedAsync(Said(room, "m1"), Token);
        Assert.True(await Store.AddArchivedAsync(Retracting(room, "r1", "m1"), Token));
        Assert.True(await Store.AddArchivedAsync(Retracting(room, "r2", "never-seen"), Token));

        Assert.False(await Store.AddArchivedAsync(Retracting(room, "r3", "m1"), Token));
        Assert.False(await Store.AddArchivedAsync(Retracting(room, "r4", "never-seen"), Token));
        Assert.False(await Store.AddArchivedAsync(Editing(room, "e1", "m1"), Token));
        Assert.Equal(0, await Store.AddOlderAsync([Retracting(room, "r5", "m1"), Editing(room, "e2", "never-seen")], null, Token));

        Assert.Equal(["m1*", "r1", "r2"], await PageAsync(new ArchiveQuery(room, 10)));
    }

    [Fact]
    public async Task A_message_that_was_taken_back_before_it_came_is_only_a_place()
    {
        var room = await RoomAsync();
        await Store.AddArchivedAsync(Retracting(room, "r1", "m1"), Token);
        await Store.AddArchivedAsync(Retracting(room, "r2", "m2"), Token);

        Assert.False(await Store.AddArchivedAsync(Said(room, "m1"), Token));
        Assert.Equal(1, await Store.AddOlderAsync([Said(room, "m2")], null, Token));

        Assert.Equal(["m2*", "r1", "r2", "m1*"], await PageAsync(new ArchiveQuery(room, 10)));
        Assert.Empty((await Store.FindArchivedAsync(room, "m2", null, Token))!.Payload);
    }

    [Fact]
    public async Task Of_the_reactions_of_a_person_only_the_newest_stay_at_a_place_of_their_own()
    {
        var room = await RoomAsync();
        await Store.AddArchivedAsync(Said(room, "m1"), Token);
        await Store.AddArchivedAsync(Reacting(room, "x1", "m1"), Token);
        await Store.AddArchivedAsync(Reacting(room, "x2", "m1") with { By = "@bob:example.org" }, Token);
        await Store.AddArchivedAsync(Reacting(room, "x3", "m2"), Token);
        var last = (await Store.FindArchivedAsync(room, "x3", null, Token))!.Position;

        Assert.False(await Store.AddArchivedAsync(Reacting(room, "x4", "m2") with { Payload = Encoding.UTF8.GetBytes("x3") }, Token));
        Assert.True(await Store.AddArchivedAsync(Reacting(room, "x5", "m2"), Token));
        Assert.True(await Store.AddArchivedAsync(Reacting(room, "x6", "m1"), Token));

        Assert.Equal(["m1", "x2", "x5", "x6"], await PageAsync(new ArchiveQuery(room, 10)));
        Assert.Equal(["x5", "x6"], await PageAsync(new ArchiveQuery(room, 10) { After = last }));
    }

    [Fact]
    public async Task A_subject_is_the_same_when_the_same_person_has_set_it_at_the_same_time()
    {
        var room = await RoomAsync();
        var subject = Said(room, "s1") with { Kind = ArchivedKind.Subject };
        Assert.True(await Store.AddArchivedAsync(subject, Token));
        Assert.True(await Store.AddArchivedAsync(subject with { Id = "s2", At = Now.AddMilliseconds(1) }, Token));
        Assert.True(await Store.AddArchivedAsync(subject with { Id = "s3", By = "@bob:example.org" }, Token));

        Assert.False(await Store.AddArchivedAsync(subject with { Id = "s4" }, Token));
        Assert.Equal(1, await Store.AddOlderAsync(
            [subject with { Id = "s5" }, subject with { Id = "s6", At = Now.AddMilliseconds(-1) }, subject with { Id = "s7", At = Now.AddMilliseconds(-1) }], null, Token));

        Assert.Equal(["s6", "s1", "s2", "s3"], await PageAsync(new ArchiveQuery(room, 10)));
    }

    [Fact]
    public async Task Older_pages_come_before_everything_and_may_overlap()
    {
        var room = await RoomAsync();
        await Store.AddArchivedAsync(Said(room, "m5"), Token);
        await Store.AddArchivedAsync(Reacting(room, "x5", "m3"), Token);

        Assert.Equal(2, await Store.AddOlderAsync([Said(room, "m5"), Said(room, "m4"), Reacting(room, "x3", "m3"), Said(room, "m3")], null, Token));
        Assert.Equal(3, await Store.AddOlderAsync(
            [Said(room, "m4"), Said(room, "m3"), Reacting(room, "x2", "m1"), Reacting(room, "x1", "m1"), Said(room, "m2"), Said(room, "m1"), Said(room, "m1")], null, Token));
        Assert.Equal(0, await Store.AddOlderAsync([], null, Token));
        await Store.AddArchivedAsync(Said(room, "m6"), Token);

        Assert.Equal(["m1", "m2", "x2", "m3", "m4", "m5", "x5", "m6"], await PageAsync(new ArchiveQuery(room, 10)));
    }

    [Fact]
    public async Task An_older_page_takes_back_what_it_says_was_taken_back()
    {
        var room = await RoomAsync();
        await Store.AddArchivedAsync(Said(room, "m9"), Token);

        Assert.Equal(4, await Store.AddOlderAsync(
            [Retracting(room, "r1", "m1"), Editing(room, "e1", "m1"), Said(room, "m1"), Retracting(room, "r9", "m9"), Said(room, "m0")], null, Token));

        Assert.Equal(["m0", "r9", "m1*", "r1", "m9*"], await PageAsync(new ArchiveQuery(room, 10)));
    }

    [Fact]
    public async Task Old_events_go_and_the_past_can_be_read_again_when_none_is_left()
    {
        var (garden, hall) = (await RoomAsync("!a"), await RoomAsync("!b"));
        await Store.PutRoomUserAsync(new RoomUserRow(garden, "alice@localhost", "@a:example.org", "Alice"), Token);
        await Store.PutRoomUserAsync(new RoomUserRow(hall, "alice@localhost", "@a:example.org", "Alice"), Token);
        for (var i = 0; i < 1_200; i++)
        {
            await Store.AddOlderAsync([Said(garden, "m" + i) with { At = Now.AddSeconds(-i) }], null, Token);
        }

        await Store.AddArchivedAsync(Said(hall, "m1") with { At = Now.AddDays(-1) }, Token);
        await Store.SetPastAsync(garden, "g", Token);
        await Store.SetPastAsync(hall, "", Token);

        await Store.PruneAsync(Now.AddSeconds(-2), Token);

        Assert.Equal(["m2", "m1", "m0"], await PageAsync(new ArchiveQuery(garden, 10)));
        Assert.Equal("g", await Store.GetPastAsync(garden, Token));
        Assert.Empty(await PageAsync(new ArchiveQuery(hall, 10)));
        Assert.Null(await Store.GetPastAsync(hall, Token));
    }

    private static ArchivedEvent Said(long room, string id) => new()
    {
        Room = room,
        Id = id,
        Kind = ArchivedKind.Message,
        At = Now,
        By = "@alice:example.org",
        Nick = "Alice",
        Payload = Encoding.UTF8.GetBytes(id),
    };

    private static ArchivedEvent Editing(long room, string id, string target) => Said(room, id) with { Kind = ArchivedKind.Edit, Target = target };

    private static ArchivedEvent Retracting(long room, string id, string target) => Said(room, id) with { Kind = ArchivedKind.Retraction, Target = target };

    private static ArchivedEvent Reacting(long room, string id, string target) => Said(room, id) with { Kind = ArchivedKind.Reactions, Target = target };

    private async Task<long> RoomAsync(string id = "!garden:example.org") =>
        (await Store.PutRoomAsync(new RoomRow(0, "matrix", id, id, null), id, Token)).Id;

    /// <summary>The ids, with a star after those that were taken back.</summary>
    private async Task<IReadOnlyList<string>> PageAsync(ArchiveQuery query) =>
        [.. (await Store.ReadArchiveAsync(query, Token)).Select(archived => archived.Id + (archived.IsRetracted ? "*" : ""))];

    /// <summary>Page after page until an empty one.</summary>
    private async Task<List<string>> WalkAsync(ArchiveQuery query)
    {
        var ids = new List<string>();
        while (await Store.ReadArchiveAsync(query, Token) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, query.Limit);
            ids.InsertRange(query.FromEnd ? 0 : ids.Count, page.Select(archived => archived.Id));
            query = query.FromEnd ? query with { Before = page[0].Position } : query with { After = page[^1].Position };
        }

        return ids;
    }
}
