using XmppGateway.Abstractions;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Who may see what of an archive, and what is missing in it.</content>
public abstract partial class StoreContractTests
{
    [Theory]
    [InlineData(RoomAudience.Everybody, "a b c d e", "a b c d e", "a b c d e")]
    [InlineData(RoomAudience.Invited, "a b c d e", "d e", "a b e")]
    [InlineData(RoomAudience.Present, "a b c d e", "e", "a b e")]
    public async Task Who_was_there_early_late_or_twice_sees_what_its_audience_is(RoomAudience audience, string early, string late, string twice)
    {
        var room = await RoomAsync();
        await EnterAsync(room, "early");
        await EnterAsync(room, "twice");
        await SayAsync(room, audience, "a", "b");
        await Store.RemoveRoomUserAsync(room, "twice@localhost", Token);
        await SayAsync(room, audience, "c");
        await Store.PutRoomInvitationAsync(room, "late@localhost", Token);
        await SayAsync(room, audience, "d");
        await EnterAsync(room, "twice");
        await EnterAsync(room, "late");
        await SayAsync(room, audience, "e");

        Assert.Equal(early, await SeenAsync(room, "early"));
        Assert.Equal(late, await SeenAsync(room, "late"));
        Assert.Equal(twice, await SeenAsync(room, "twice"));
        Assert.Equal(audience == RoomAudience.Everybody ? "a b c d e" : "", await SeenAsync(room, "stranger"));
        await ReopenAsync();
        Assert.Equal(late, await SeenAsync(room, "late"));
        Assert.Equal("early@localhost", await Store.OldestUserOfRoomAsync(room, Token));
    }

    [Fact]
    public async Task Who_was_shown_something_by_the_network_sees_it_and_nothing_else()
    {
        var room = await RoomAsync();
        await EnterAsync(room, "early");
        await SayAsync(room, RoomAudience.Present, "a", "b", "c", "d");
        await Store.ShowArchivedAsync(room, ["c", "a", "b", "never-said"], "late@localhost", Token);
        await Store.ShowArchivedAsync(room, [], "late@localhost", Token);
        await EnterAsync(room, "late");
        await SayAsync(room, RoomAudience.Present, "e");

        Assert.Equal("a b c e", await SeenAsync(room, "late"));
        await Store.ShowArchivedAsync(room, ["d"], "late@localhost", Token);
        Assert.Equal("a b c d e", await SeenAsync(room, "late"));
        Assert.Equal("", await SeenAsync(room, "stranger"));
    }

    [Fact]
    public async Task An_invitation_that_was_taken_back_shows_nothing_later()
    {
        var room = await RoomAsync();
        await Store.PutRoomInvitationAsync(room, "late@localhost", Token);
        await SayAsync(room, RoomAudience.Invited, "a");
        await Store.RemoveRoomUserAsync(room, "late@localhost", Token);
        await SayAsync(room, RoomAudience.Invited, "b");
        await EnterAsync(room, "late");

        Assert.Equal("a", await SeenAsync(room, "late"));
    }

    [Fact]
    public async Task What_claims_to_be_older_than_a_stay_does_not_belong_to_it_and_what_one_said_is_ones_own()
    {
        var room = await RoomAsync();
        await EnterAsync(room, "late");
        await Store.AddArchivedAsync(Said(room, "a") with { Audience = RoomAudience.Present, At = DateTimeOffset.UnixEpoch }, Token);
        await Store.AddArchivedAsync(Said(room, "b") with { Audience = RoomAudience.Present, By = "@late:example.org" }, Token);

        Assert.Equal("b", await SeenAsync(room, "late"));
        Assert.Null(await Store.FindArchivedAsync(room, "a", Reader("late"), Token));
        Assert.NotNull(await Store.FindArchivedAsync(room, "b", Reader("late"), Token));
    }

    [Fact]
    public async Task What_the_network_has_shown_to_somebody_is_theirs_to_see()
    {
        var room = await RoomAsync();
        await EnterAsync(room, "early");
        await EnterAsync(room, "late");
        var older = Said(room, "b") with { Audience = RoomAudience.Present };

        await Store.AddOlderAsync([older, older with { Id = "a" }], "early@localhost", Token);

        Assert.Equal("a b", await SeenAsync(room, "early"));
        Assert.Equal("", await SeenAsync(room, "late"));
    }

    [Fact]
    public async Task A_place_of_what_is_gone_is_not_given_again_to_what_somebody_may_not_see()
    {
        var room = await RoomAsync();
        await EnterAsync(room, "early");
        await EnterAsync(room, "twice");
        await SayAsync(room, RoomAudience.Present, "a", "b", "c");
        await Store.AddOlderAsync([Said(room, "z") with { Audience = RoomAudience.Present }], "twice@localhost", Token);
        await Store.RemoveRoomUserAsync(room, "twice@localhost", Token);
        await Store.PruneAsync(TimeProvider.System.GetUtcNow().AddDays(1), Token);

        await SayAsync(room, RoomAudience.Present, "d", "e", "f");
        await Store.AddOlderAsync([Said(room, "y") with { Audience = RoomAudience.Present }], "early@localhost", Token);
        await EnterAsync(room, "twice");

        Assert.Equal("", await SeenAsync(room, "twice"));
        Assert.Equal("y d e f", await SeenAsync(room, "early"));
    }

    [Fact]
    public async Task A_gap_is_filled_from_its_newer_end_in_the_order_of_the_room()
    {
        var room = await RoomAsync();
        await SayAsync(room, RoomAudience.Everybody, "a");
        await Store.AddMissedAsync(room, [Said(room, "f"), Said(room, "g")], null, "mark1", Token);
        await SayAsync(room, RoomAudience.Everybody, "h");
        var gap = Assert.Single(await Store.GapsAsync(room, Token));
        Assert.Equal(("mark1", Now), (gap.Mark, gap.BeforeAt));

        await Store.FillGapAsync(gap, [Said(room, "e"), Said(room, "d")], null, "mark2", Token);
        await ReopenAsync();
        var rest = Assert.Single(await Store.GapsAsync(room, Token));
        Assert.Equal(["a", "d", "e", "f", "g", "h"], await PageAsync(new ArchiveQuery(room, 10)));
        Assert.Equal((gap.After, "mark2"), (rest.After, rest.Mark));
        Assert.Equal((await Store.FindArchivedAsync(room, "d", null, Token))!.Position, rest.Before);

        await Store.FillGapAsync(rest, [Said(room, "d"), Said(room, "c"), Said(room, "b")], null, null, Token);

        Assert.Empty(await Store.GapsAsync(room, Token));
        Assert.Equal(["a", "b", "c", "d", "e", "f", "g", "h"], await PageAsync(new ArchiveQuery(room, 10)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_people_do_each_sees_what_was_said_in_their_stays(int seed)
    {
        var random = new Random(seed);
        var room = await RoomAsync();
        string[] people = ["ann", "ben", "cleo"];
        var present = new HashSet<string>();
        var invited = new HashSet<string>();
        var model = people.ToDictionary(who => who, _ => new List<string>());
        for (var step = 0; step < 120; step++)
        {
            var who = people[random.Next(people.Length)];
            switch (random.Next(7))
            {
                case 0:
                    await EnterAsync(room, who);
                    present.Add(who);
                    break;
                case 1:
                    await Store.RemoveRoomUserAsync(room, who + "@localhost", Token);
                    present.Remove(who);
                    invited.Remove(who);
                    break;
                case 2:
                    await Store.PutRoomInvitationAsync(room, who + "@localhost", Token);
                    invited.Add(who);
                    break;
                default:
                    var audience = (RoomAudience)random.Next(3);
                    await SayAsync(room, audience, "s" + step);
                    foreach (var reader in people)
                    {
                        if (audience == RoomAudience.Everybody || present.Contains(reader) || (audience == RoomAudience.Invited && invited.Contains(reader)))
                        {
                            model[reader].Add("s" + step);
                        }
                    }

                    break;
            }
        }

        foreach (var who in people)
        {
            Assert.Equal(string.Join(' ', model[who]), await SeenAsync(room, who));
            Assert.Equal(model[who].Count, await Store.CountArchiveAsync(new ArchiveQuery(room, 1) { Reader = Reader(who) }, Token));
        }
    }

    private static ArchiveReader Reader(string who) => new(who + "@localhost", $"@{who}:example.org");

    private Task EnterAsync(long room, string who) =>
        Store.PutRoomUserAsync(new RoomUserRow(room, who + "@localhost", $"@{who}:example.org", who), Token);

    /// <summary>As late as it can be, so that the clock of the store plays no part.</summary>
    private async Task SayAsync(long room, RoomAudience audience, params string[] ids)
    {
        foreach (var id in ids)
        {
            Assert.True(await Store.AddArchivedAsync(Said(room, id) with { Audience = audience, At = TimeProvider.System.GetUtcNow().AddMinutes(1) }, Token));
        }
    }

    private async Task<string> SeenAsync(long room, string who) =>
        string.Join(' ', (await Store.ReadArchiveAsync(new ArchiveQuery(room, 1_000) { Reader = Reader(who) }, Token)).Select(what => what.Id));
}
