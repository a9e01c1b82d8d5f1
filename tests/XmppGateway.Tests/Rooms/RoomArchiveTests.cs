using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0313 for rooms, with pages (XEP-0059).</summary>
public sealed class RoomArchiveTests
{
    private static readonly XNamespace Paging = "http://jabber.org/protocol/rsm";

    [Fact]
    public async Task Pages_follow_one_another_forwards_until_the_end()
    {
        await using var rooms = await WithMessagesAsync(5);

        var first = await AskAsync(rooms, page: [("max", "2")]);
        var second = await AskAsync(rooms, page: [("max", "2"), ("after", first.Last!)]);
        var third = await AskAsync(rooms, page: [("max", "2"), ("after", second.Last!)]);

        Assert.Equal(["$1", "$2"], first.Ids);
        Assert.Equal(["$3", "$4"], second.Ids);
        Assert.Equal(["$5"], third.Ids);
        Assert.Equal((false, false, true), (first.IsComplete, second.IsComplete, third.IsComplete));
        Assert.Equal("5", second.Count);
    }

    [Fact]
    public async Task Pages_backwards_come_to_what_the_network_knows_from_before()
    {
        await using var rooms = await WithMessagesAsync(2, past: 3);

        var newest = await AskAsync(rooms, page: [("max", "2"), ("before", "")]);
        var older = await AskAsync(rooms, page: [("max", "2"), ("before", newest.First!)]);
        var oldest = await AskAsync(rooms, page: [("max", "2"), ("before", older.First!)]);

        Assert.Equal(["$1", "$2"], newest.Ids);
        Assert.Equal(["$old2", "$old1"], older.Ids);
        Assert.Equal(["$old3"], oldest.Ids);
        Assert.Equal((false, false, true), (newest.IsComplete, older.IsComplete, oldest.IsComplete));
    }

    [Fact]
    public async Task A_start_ends_the_way_back()
    {
        await using var rooms = await WithMessagesAsync(2, past: 300);
        rooms.Remote.TakeAsked();

        var page = await AskAsync(rooms, [("start", Time.Write(rooms.Time.GetUtcNow().AddMinutes(-10)))], page: [("max", "50"), ("before", "")]);

        Assert.True(page.IsComplete);
        Assert.Equal(12, page.Ids.Count);
        Assert.InRange(rooms.Remote.TakeAsked().Count, 0, 1);
    }

    [Fact]
    public async Task A_filter_that_lets_nothing_through_does_not_read_the_whole_past_at_once()
    {
        await using var rooms = await WithMessagesAsync(1, past: 2000);
        rooms.Remote.TakeAsked();

        var page = await AskAsync(rooms, [("with", Garden.WithResource("Ben").ToString())], page: [("max", "10"), ("before", "")]);

        Assert.Empty(page.Ids);
        Assert.False(page.IsComplete);
        Assert.InRange(rooms.Remote.TakeAsked().Count, 1, 10);
    }

    [Fact]
    public async Task Between_two_places_the_answer_is_complete_however_far_the_past_goes()
    {
        await using var rooms = await WithMessagesAsync(4, past: 100);
        rooms.Remote.TakeAsked();

        var page = await AskAsync(rooms, [("after-id", "$1")], page: [("max", "10"), ("before", "$4")]);

        Assert.Equal(["$2", "$3"], page.Ids);
        Assert.True(page.IsComplete);
        Assert.Empty(rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task Events_are_found_by_id_in_the_order_of_the_room()
    {
        await using var rooms = await WithMessagesAsync(4);

        Assert.Equal(["$1", "$3"], (await AskAsync(rooms, [("ids", "$3"), ("ids", "$1")])).Ids);
        Assert.Equal(StanzaConditions.ItemNotFound, (await rooms.RefusalOfAsync(Query(rooms, [("ids", "$1"), ("ids", "$9")]))).Condition);
        Assert.Equal(StanzaConditions.ItemNotFound, (await rooms.RefusalOfAsync(Query(rooms, page: [("after", "$9")]))).Condition);
        Assert.Equal(StanzaConditions.FeatureNotImplemented, (await rooms.RefusalOfAsync(Query(rooms, [("mood", "good")]))).Condition);
    }

    [Fact]
    public async Task A_flipped_page_has_the_same_events_newest_first()
    {
        await using var rooms = await WithMessagesAsync(4);

        var page = await AskAsync(rooms, page: [("max", "2"), ("before", "")], flip: true);

        Assert.Equal(["$4", "$3"], page.Ids);
        Assert.Equal(("$3", "$4"), (page.First, page.Last));
    }

    [Fact]
    public async Task Only_what_one_person_said_can_be_asked_for()
    {
        await using var rooms = await WithMessagesAsync(2);
        await rooms.HappensAsync(rooms.Said("$ben", "me too", Ben));

        Assert.Equal(["$ben"], (await AskAsync(rooms, [("with", Garden.WithResource("Ben").ToString())])).Ids);
        Assert.Equal(["$1", "$2"], (await AskAsync(rooms, [("with", @"mia\40remote.test@rooms.test")])).Ids);
        Assert.Empty((await AskAsync(rooms, [("with", Garden.WithResource("Nobody").ToString())])).Ids);
    }

    [Fact]
    public async Task What_was_taken_away_is_a_tombstone()
    {
        await using var rooms = await WithMessagesAsync(1);
        await rooms.HappensAsync(new RoomRetraction
        {
            Room = rooms.Room.Id,
            By = Who(Ben),
            Timestamp = rooms.Time.GetUtcNow(),
            Target = new RemoteMessageId("$1"),
        });

        var sent = await rooms.ReceiveAsync(Query(rooms));

        Assert.DoesNotContain(sent, stanza => stanza.Render().Contains("word 1", StringComparison.Ordinal));
        Assert.Single(sent[0].Payloads.Single().Descendants(Namespaces.Retraction + "retracted"));
        Assert.Equal(3, sent.Count);
    }

    [Fact]
    public async Task Strangers_learn_nothing()
    {
        await using var rooms = await WithMessagesAsync(1);

        foreach (var payload in new[] { Query(rooms).Payloads[0], new XElement(Namespaces.Archive + "metadata") })
        {
            var question = rooms.Ask(Carol, payload, payload.Name.LocalName == "query" ? "set" : "get");
            Assert.Equal(StanzaConditions.Forbidden, (await rooms.RefusalOfAsync(question)).Condition);
        }
    }

    [Fact]
    public async Task The_ends_of_the_archive_are_told()
    {
        await using var rooms = await WithMessagesAsync(3);

        var ends = (await rooms.ReceiveAsync(rooms.Ask(Phone, new XElement(Namespaces.Archive + "metadata")))).Single().Payloads.Single().Elements();

        Assert.Equal(["$1", "$3"], ends.Select(end => end.Attribute("id")!.Value));
    }

    [Fact]
    public async Task What_was_said_while_nobody_of_ours_was_there_is_in_the_archive_when_somebody_comes_back()
    {
        await using var rooms = await WithMessagesAsync(1);
        await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden.WithResource("alice"), "unavailable"));
        rooms.Room.Past.InsertRange(0, [rooms.Said("$missed2", "b"), rooms.Said("$missed1", "a"), rooms.Said("$1", "word 1")]);

        await rooms.EnterAsync(Phone);

        Assert.Equal(["$1", "$missed1", "$missed2"], (await AskAsync(rooms)).Ids);
    }

    [Fact]
    public async Task What_is_said_while_somebody_comes_in_hides_nothing_that_was_missed()
    {
        await using var rooms = await WithMessagesAsync(1);
        await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden.WithResource("alice"), "unavailable"));
        rooms.Room.Past.InsertRange(0, [rooms.Said("$missed2", "b"), rooms.Said("$missed1", "a"), rooms.Said("$1", "word 1")]);
        rooms.Remote.AfterEntry = () =>
        {
            rooms.Room.Past.Insert(0, rooms.Said("$now", "hello"));
            return rooms.HappensAsync(rooms.Said("$now", "hello"));
        };

        await rooms.EnterAsync(Phone);

        Assert.Equal(["$1", "$missed1", "$missed2", "$now"], (await AskAsync(rooms)).Ids);
    }

    [Fact]
    public async Task What_is_said_while_the_first_visitor_comes_in_is_in_the_archive()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Remote.AfterEntry = () =>
        {
            rooms.Room.Past.Insert(0, rooms.Said("$now", "hello"));
            return rooms.HappensAsync(rooms.Said("$now", "hello"));
        };
        await rooms.EnterAsync(Carol, "carol", history: History(("maxstanzas", "0")));
        rooms.Remote.AfterEntry = () => Task.CompletedTask;

        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));

        Assert.Equal(["$now"], (await AskAsync(rooms)).Ids);
    }

    [Fact]
    public async Task The_first_words_of_a_room_are_there_though_they_were_said_while_nobody_of_ours_was()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden.WithResource("alice"), "unavailable"));
        rooms.Room.Past.Add(rooms.Said("$first", "first"));

        await rooms.EnterAsync(Phone);

        Assert.Equal(["$first"], (await AskAsync(rooms)).Ids);
    }

    [Fact]
    public async Task Each_stanza_of_a_message_with_files_has_an_id_of_its_own_and_pages_can_end_at_it()
    {
        await using var rooms = await WithMessagesAsync(1);
        await rooms.HappensAsync(Picture(rooms));
        await rooms.HappensAsync(rooms.Said("$2", "after"));

        Assert.Equal(["$1", "$img", "$img#2", "$img#3", "$2"], (await AskAsync(rooms)).Ids);
        foreach (var backwards in new[] { false, true })
        {
            var pages = new List<string>();
            var page = await AskAsync(rooms, page: [("max", "2"), .. backwards ? new[] { ("before", "") } : []]);
            while (pages.Count < 5)
            {
                Assert.Equal((page.Ids[0], page.Ids[^1]), (page.First, page.Last));
                pages.Add(string.Join(' ', page.Ids));
                if (page.IsComplete)
                {
                    break;
                }

                page = await AskAsync(rooms, page: [("max", "2"), backwards ? ("before", page.First!) : ("after", page.Last!)]);
            }

            Assert.Equal(backwards ? ["$img#3 $2", "$img $img#2", "$1"] : ["$1 $img", "$img#2 $img#3", "$2"], pages);
        }
    }

    [Fact]
    public async Task Each_stanza_of_a_message_can_be_asked_for()
    {
        await using var rooms = await WithMessagesAsync(1);
        await rooms.HappensAsync(Picture(rooms));

        Assert.Equal(["$img", "$img#3"], (await AskAsync(rooms, [("ids", "$img#3"), ("ids", "$img")])).Ids);
        Assert.Equal(["$img#3"], (await AskAsync(rooms, [("after-id", "$img#2")])).Ids);
        Assert.Equal(["$1", "$img"], (await AskAsync(rooms, [("before-id", "$img#2")])).Ids);
        Assert.Equal(StanzaConditions.ItemNotFound, (await rooms.RefusalOfAsync(Query(rooms, [("ids", "$img#4")]))).Condition);
        var ends = (await rooms.ReceiveAsync(rooms.Ask(Phone, new XElement(Namespaces.Archive + "metadata")))).Single().Payloads.Single().Elements();
        Assert.Equal(["$1", "$img#3"], ends.Select(end => end.Attribute("id")!.Value));
    }

    private static RoomMessage Picture(RoomsUnderTest rooms) => rooms.Said("$img", "look") with
    {
        Attachments = [new AttachedFile("https://remote.test/1", "1.png", "image/png"), new AttachedFile("https://remote.test/2", "2.png", "image/png")],
    };

    /// <summary>Alice is in the room, in which so much was said while she was there, and so much before, a minute apart.</summary>
    private static async Task<RoomsUnderTest> WithMessagesAsync(int count, int past = 0)
    {
        var rooms = await RoomsUnderTest.StartAsync();
        for (var i = 1; i <= past; i++)
        {
            rooms.Room.Past.Add(rooms.Said($"$old{i}", $"old {i}") with { Timestamp = rooms.Time.GetUtcNow().AddMinutes(-i) });
        }

        await rooms.EnterAsync(Phone, history: History(("maxstanzas", "0")));
        for (var i = 1; i <= count; i++)
        {
            await rooms.HappensAsync(rooms.Said($"${i}", $"word {i}"));
        }

        return rooms;
    }

    private static Stanza Query(
        RoomsUnderTest rooms, IEnumerable<(string Field, string Value)>? form = null, IEnumerable<(string Name, string Value)>? page = null, bool flip = false) =>
        rooms.Ask(
            Phone,
            new XElement(
                Namespaces.Archive + "query",
                form is null ? null : new DataForm("submit")
                {
                    Fields =
                    [
                        new DataField(DataForm.FormType, DataField.Hidden) { Values = [ArchiveRequest.Feature] },
                        .. form.GroupBy(field => field.Field, field => field.Value).Select(field => new DataField(field.Key) { Values = [.. field] }),
                    ],
                }.ToElement(),
                page is null ? null : new XElement(Paging + "set", page.Select(each => new XElement(Paging + each.Name, each.Value))),
                flip ? new XElement(Namespaces.Archive + "flip-page") : null),
            "set");

    private static async Task<Answer> AskAsync(
        RoomsUnderTest rooms, IEnumerable<(string Field, string Value)>? form = null, IEnumerable<(string Name, string Value)>? page = null, bool flip = false)
    {
        var sent = await rooms.ReceiveAsync(Query(rooms, form, page, flip));
        var end = sent[^1].Payloads.Single();
        var set = end.Element(Paging + "set")!;
        return new Answer(
            [.. sent.Take(sent.Count - 1).Select(stanza => stanza.Payloads.Single().Attribute("id")!.Value)],
            set.Element(Paging + "first")?.Value,
            set.Element(Paging + "last")?.Value,
            set.Element(Paging + "count")?.Value,
            end.Attribute("complete")?.Value == "true");
    }

    private sealed record Answer(IReadOnlyList<string> Ids, string? First, string? Last, string? Count, bool IsComplete);
}
