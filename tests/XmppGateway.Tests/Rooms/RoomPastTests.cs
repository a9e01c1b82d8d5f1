using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Rooms;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>What was said in a room before: for whom, and without holes.</summary>
public sealed class RoomPastTests
{
    private static readonly XNamespace Paging = "http://jabber.org/protocol/rsm";

    [Theory]
    [InlineData(RoomAudience.Everybody, true)]
    [InlineData(RoomAudience.Invited, false)]
    [InlineData(RoomAudience.Present, false)]
    public async Task Who_comes_later_gets_what_the_rule_of_that_time_lets_them_see(RoomAudience audience, bool isSeen)
    {
        await using var rooms = await StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.HappensAsync(Later(rooms.Said("$1", "before")) with { Audience = audience });

        var history = Lines(await rooms.EnterAsync(Carol, "carol"), Carol);
        await rooms.HappensAsync(Later(rooms.Said("$2", "after")) with { Audience = audience });

        Assert.Equal(isSeen, history.Contains("Mia: before (delayed)"));
        Assert.Equal(isSeen ? ["$1", "$2"] : ["$2"], (await AskAsync(rooms, Carol)).Ids);
        Assert.Equal(["$1", "$2"], (await AskAsync(rooms, Phone)).Ids);
    }

    /// <summary>XEP-0045 §7.2.13: "maxstanzas" counts stanzas, of which a message with a file has two.</summary>
    [Theory]
    [InlineData("1", new[] { "Mia: mxc://remote.test/1 (delayed)" })]
    [InlineData("2", new[] { "Mia: picture (delayed)", "Mia: mxc://remote.test/1 (delayed)" })]
    [InlineData("3", new[] { "Mia: before (delayed)", "Mia: picture (delayed)", "Mia: mxc://remote.test/1 (delayed)" })]
    public async Task As_many_stanzas_are_told_as_are_wanted_and_the_newest(string most, string[] lines)
    {
        await using var rooms = await StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.HappensAsync(Later(rooms.Said("$1", "before")));
        await rooms.HappensAsync(Later(rooms.Said("$2", "picture")) with { Attachments = [new AttachedFile("mxc://remote.test/1", "a.png", "image/png")] });

        var told = Lines(await rooms.EnterAsync(Carol, "carol", history: History(("maxstanzas", most))), Carol);

        Assert.Equal(lines, told.Where(line => line.EndsWith(" (delayed)", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_everybody_has_a_past_of_their_own_who_comes_later_sees_theirs()
    {
        await using var rooms = await StartAsync();
        rooms.Remote.HasPersonalHistory = true;
        await rooms.EnterAsync(Phone);
        foreach (var said in (RoomMessage[])[rooms.Said("$1", "for both"), rooms.Said("$2", "for alice"), rooms.Said("$3", "for both again")])
        {
            await rooms.HappensAsync(Later(said) with { Audience = RoomAudience.Invited });
        }

        rooms.Room.HistoryPage = 1;
        rooms.Room.Past.AddRange(
            from said in (string[])["$3", "$1", "$0"]
            select rooms.Said(said, "for carol") with { Audience = RoomAudience.Invited, Timestamp = rooms.Time.GetUtcNow().AddDays(-1) });
        var history = Lines(await rooms.EnterAsync(Carol, "carol"), Carol);

        Assert.Contains("Mia: for both (delayed)", history);
        Assert.Equal(["$0", "$1", "$3"], (await AskAsync(rooms, Carol)).Ids);
        Assert.Equal(["$1", "$2", "$3"], (await AskAsync(rooms, Phone)).Ids);
    }

    /// <summary>The network has it in its history before it is the turn of the event.</summary>
    [Fact]
    public async Task What_somebody_reads_of_their_own_past_is_shown_to_the_others_when_it_comes()
    {
        await using var rooms = await StartAsync();
        rooms.Remote.HasPersonalHistory = true;
        await rooms.EnterAsync(Phone);
        await rooms.HappensAsync(Later(rooms.Said("$1", "known")) with { Audience = RoomAudience.Invited });
        var coming = Later(rooms.Said("$3", "on its way")) with { Audience = RoomAudience.Invited };
        var early = rooms.Said("$2", "with an odd time") with { Audience = RoomAudience.Invited, Timestamp = coming.Timestamp.AddDays(-1) };
        rooms.Room.Past.AddRange([coming, early]);
        await rooms.EnterAsync(Carol, "carol");

        Assert.Contains("Mia: on its way", Lines(await rooms.HappensAsync(coming), Phone));
        Assert.Contains("Mia: with an odd time", Lines(await rooms.HappensAsync(early), Phone));
        Assert.Empty(await rooms.HappensAsync(early));
        Assert.Equal(["$1", "$3"], (await AskAsync(rooms, Phone)).Ids);
    }

    [Fact]
    public async Task What_was_delivered_is_shown_to_the_others_although_its_author_has_gone()
    {
        await using var rooms = await StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Carol, "carol");
        await rooms.ReceiveAsync(Write(Phone, "bye"));
        await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden.WithResource("alice"), "unavailable"));

        Assert.Equal(["alice: bye"], Lines(await rooms.DeliveredAsync("$1"), Carol));
    }

    [Fact]
    public async Task Remarks_and_the_whole_are_said_in_the_language_of_who_reads()
    {
        await using var rooms = await StartAsync();
        await rooms.EnterAsync(Phone);

        var sent = await rooms.HappensAsync(rooms.Said("$1", "words") with { Remarks = [new LocalText("large", "groß")] });

        Assert.Equal("words\n\nlarge", Assert.Single(sent).Body);
    }

    [Fact]
    public async Task What_one_of_our_users_says_has_the_audience_that_the_network_names()
    {
        await using var rooms = await StartAsync();
        rooms.Room.Audience = RoomAudience.Present;
        await rooms.EnterAsync(Phone);
        await rooms.ReceiveAsync(Write(Phone, "secret"));
        await rooms.DeliveredAsync("$1");

        await rooms.EnterAsync(Carol, "carol");

        Assert.Empty((await AskAsync(rooms, Carol)).Ids);
        Assert.Equal(["$1"], (await AskAsync(rooms, Phone)).Ids);
    }

    [Fact]
    public async Task The_history_of_the_network_is_read_with_the_eyes_of_who_was_there_first()
    {
        await using var rooms = await StartAsync();
        rooms.Room.Past.Add(rooms.Said("$old", "old") with { Audience = RoomAudience.Present, Timestamp = rooms.Time.GetUtcNow().AddDays(-1) });
        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));
        await rooms.EnterAsync(Carol, "carol");

        Assert.Empty((await AskAsync(rooms, Carol, ("before", ""))).Ids);
        Assert.Equal(["$old"], (await AskAsync(rooms, Phone, ("before", ""))).Ids);
    }

    [Fact]
    public async Task Pages_forwards_over_a_long_absence_leave_nothing_out()
    {
        await using var rooms = await AbsentAsync(1_150);
        Assert.Single(await rooms.Store.GapsAsync(1, CancellationToken.None));

        var ids = new List<string>();
        for (var last = "$known"; last is not null;)
        {
            var page = await AskAsync(rooms, Phone, ("max", "100"), ("after", last));
            ids.AddRange(page.Ids);
            last = page.IsComplete ? null : page.Ids[^1];
        }

        Assert.Equal(Enumerable.Range(1, 1_150).Select(i => $"$missed{i}"), ids);
        Assert.Empty(await rooms.Store.GapsAsync(1, CancellationToken.None));
    }

    [Fact]
    public async Task Pages_backwards_over_a_long_absence_leave_nothing_out()
    {
        await using var rooms = await AbsentAsync(1_150);

        var ids = new List<string>();
        for (var first = ""; first is not null;)
        {
            var page = await AskAsync(rooms, Phone, ("max", "100"), ("before", first));
            ids.InsertRange(0, page.Ids);
            first = page.IsComplete ? null : page.Ids[0];
        }

        Assert.Equal(["$known", .. Enumerable.Range(1, 1_150).Select(i => $"$missed{i}")], ids);
    }

    [Fact]
    public async Task While_the_network_does_not_tell_the_missing_part_nothing_is_passed_over()
    {
        await using var rooms = await AbsentAsync(1_150);
        rooms.Remote.TellsHistory = false;

        var refused = await rooms.RefusalOfAsync(Query(rooms, Phone, ("max", "10"), ("after", "$known")));
        var newest = await AskAsync(rooms, Phone, ("max", "100"), ("before", ""));

        Assert.Equal((StanzaConditions.ResourceConstraint, StanzaErrorType.Wait), (refused.Condition, refused.Type));
        Assert.Equal("$missed1150", newest.Ids[^1]);
        Assert.False(newest.IsComplete);
    }

    [Fact]
    public async Task Who_could_not_leave_leaves_when_the_network_is_back()
    {
        await using var rooms = await StartAsync();
        await rooms.EnterAsync(Phone);
        rooms.Remote.LetsGo = false;
        await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden.WithResource("alice"), "unavailable"));
        await rooms.Parts.Absence.EndAsync(CancellationToken.None);
        Assert.Single(await rooms.Store.UsersOfRoomAsync(1, CancellationToken.None));

        rooms.Remote.LetsGo = true;
        await rooms.Parts.Absence.EndAsync(CancellationToken.None);

        Assert.Empty(await rooms.Store.UsersOfRoomAsync(1, CancellationToken.None));
        Assert.DoesNotContain(rooms.Room.Members, member => member.Who.Id == ScriptedRooms.IdentityOf(Phone));
    }

    [Fact]
    public async Task What_is_said_goes_on_while_the_network_takes_its_time_for_the_past()
    {
        await using var rooms = await AbsentAsync(1100);
        var network = new TaskCompletionSource();
        rooms.Remote.BeforeHistory = network.Task;
        var first = rooms.ReceiveAsync(Query(rooms, Phone, ("max", "30"), ("after", "$known")));
        var second = rooms.ReceiveAsync(Query(rooms, Phone, ("max", "30"), ("after", "$known")));
        Assert.False(first.IsCompleted);

        Assert.Equal(["Mia: now"], Lines(await rooms.HappensAsync(rooms.Said("$now", "now")).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)));

        network.SetResult();
        await Task.WhenAll(first, second);
        var all = new List<string>();
        for (var isComplete = false; !isComplete;)
        {
            (var ids, isComplete) = await AskAsync(rooms, Phone, [("max", "200"), ("after", all.LastOrDefault() ?? "$known")]);
            all.AddRange(ids);
        }

        Assert.Equal([.. Enumerable.Range(1, 1100).Select(i => $"$missed{i}"), "$now"], all);
    }

    [Fact]
    public async Task What_is_said_goes_on_while_somebody_comes_in_and_the_network_takes_its_time()
    {
        await using var rooms = await StartAsync();
        rooms.Room.Past.AddRange(Enumerable.Range(1, 120).Reverse().Select(i => rooms.Said($"$old{i}", $"word {i}")));
        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));
        var network = new TaskCompletionSource();
        rooms.Remote.BeforeHistory = network.Task;
        var entering = rooms.EnterAsync(Desk, history: History(("maxstanzas", "10")));
        Assert.False(entering.IsCompleted);

        Assert.Equal(["Mia: now"], Lines(await rooms.HappensAsync(rooms.Said("$now", "now")).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken), Phone));

        network.SetResult();
        var shown = Lines(await entering, Desk).Where(line => line.StartsWith("Mia:", StringComparison.Ordinal)).ToList();
        Assert.Equal([.. Enumerable.Range(112, 9).Select(i => $"Mia: word {i} (delayed)"), "Mia: now (delayed)"], shown);
    }

    [Fact]
    public void A_gap_is_in_the_way_of_the_pages_that_go_over_it()
    {
        var at = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var gap = new ArchiveGap(1, 10, 20, at, at.AddDays(1), "mark");
        ArchiveGap? Over(ArchiveQuery query) => RoomGaps.InTheWay([gap], query, []);

        Assert.Equal(gap, Over(new ArchiveQuery(1, 5)));
        Assert.Equal(gap, Over(new ArchiveQuery(1, 5) { FromEnd = true, Before = 20 }));
        Assert.Equal(gap, Over(new ArchiveQuery(1, 5) { After = 10 }));
        Assert.Null(Over(new ArchiveQuery(1, 5) { After = 20 }));
        Assert.Null(Over(new ArchiveQuery(1, 5) { FromEnd = true, Before = 10 }));
        Assert.Null(Over(new ArchiveQuery(1, 5) { Start = at.AddDays(2) }));
        Assert.Null(Over(new ArchiveQuery(1, 5) { End = at.AddDays(-1) }));
    }

    /// <summary>By the clock of the store, which is that of the machine.</summary>
    private static RoomMessage Later(RoomMessage what) => what with { Timestamp = TimeProvider.System.GetUtcNow().AddMinutes(1) };

    /// <summary>Alice was away while so much was said, and has come back.</summary>
    private static async Task<RoomsUnderTest> AbsentAsync(int count)
    {
        var rooms = await StartAsync();
        await rooms.EnterAsync(Phone);
        var known = rooms.Said("$known", "known");
        await rooms.HappensAsync(known);
        await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden.WithResource("alice"), "unavailable"));
        rooms.Room.Past.AddRange(Enumerable.Range(1, count).Reverse().Select(i => rooms.Said($"$missed{i}", $"word {i}")));
        rooms.Room.Past.Add(known);
        rooms.Room.HistoryPage = 50;
        await rooms.EnterAsync(Phone);
        return rooms;
    }

    private static Stanza Query(RoomsUnderTest rooms, Jid client, params (string Name, string Value)[] page) => rooms.Ask(
        client,
        new XElement(Namespaces.Archive + "query", new XElement(Paging + "set", page.Select(each => new XElement(Paging + each.Name, each.Value)))),
        "set");

    private static async Task<(IReadOnlyList<string> Ids, bool IsComplete)> AskAsync(
        RoomsUnderTest rooms, Jid client, params (string Name, string Value)[] page)
    {
        var sent = await rooms.ReceiveAsync(Query(rooms, client, page));
        return (
            [.. sent.Take(sent.Count - 1).Select(stanza => stanza.Payloads.Single().Attribute("id")!.Value)],
            sent[^1].Payloads.Single().Attribute("complete")?.Value == "true");
    }
}
