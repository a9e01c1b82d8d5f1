using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0045 §7.4: what is said, and how it is shown to everybody.</summary>
public sealed class SayingTests
{
    [Fact]
    public async Task What_a_user_says_is_shown_once_under_the_id_of_their_client_and_with_that_of_the_room()
    {
        await using var rooms = await InsideAsync();
        await rooms.EnterAsync(Carol, "carol");
        Assert.Empty(await rooms.ReceiveAsync(Write(Phone, "hello", "own-7")));

        var sent = await rooms.DeliveredAsync("$7");
        var echo = await rooms.HappensAsync(rooms.Said("$7", "hello", Self(Phone).Id.Value));

        Assert.Equal(["alice: hello"], Lines(sent, Phone));
        Assert.Equal(["alice: hello"], Lines(sent, Carol));
        Assert.All(sent, stanza => Assert.Equal(("own-7", "$7"), (stanza.Id, OriginId.FindAssigned(stanza, Garden))));
        Assert.All(sent, stanza => Assert.Equal("groupchat", stanza.Type));
        Assert.Empty(echo);
    }

    [Fact]
    public async Task What_the_network_tells_first_is_not_shown_again_when_it_says_that_it_took_it()
    {
        await using var rooms = await InsideAsync();
        await rooms.ReceiveAsync(Write(Phone, "hello"));

        Assert.Equal(["alice: hello"], Lines(await rooms.HappensAsync(rooms.Said("$7", "hello", Self(Phone).Id.Value))));
        Assert.Empty(await rooms.DeliveredAsync("$7"));
    }

    [Fact]
    public async Task What_comes_back_before_the_network_has_taken_it_has_the_id_of_the_client()
    {
        await using var rooms = await InsideAsync();
        await rooms.ReceiveAsync(Write(Phone, "hello", "own-7"));
        var what = rooms.Outbox.Accepted[^1].What;
        var now = rooms.Time.GetUtcNow();
        await rooms.Store.AddOutgoingAsync(XmppGateway.Outbox.Outgoing.NewEntry(rooms.Network, what, Phone, "own-7", now, TimeSpan.FromDays(1)), now, TestContext.Current.CancellationToken);

        var other = Assert.Single(await rooms.HappensAsync(rooms.Said("$6", "hello, too", Self(Phone).Id.Value)));
        var echo = Assert.Single(await rooms.HappensAsync(rooms.Said("$7", "hello", Self(Phone).Id.Value)));

        Assert.NotEqual("own-7", other.Id);
        Assert.Equal(("own-7", "$7"), (echo.Id, OriginId.FindAssigned(echo, Garden)));
        Assert.Empty(await rooms.DeliveredAsync("$7"));
    }

    [Fact]
    public async Task A_picture_from_elsewhere_is_not_taken_for_the_words_that_wait()
    {
        await using var rooms = await InsideAsync();
        await rooms.ReceiveAsync(Write(Phone, "hello", "own-7"));
        var what = rooms.Outbox.Accepted[^1].What;
        var now = rooms.Time.GetUtcNow();
        await rooms.Store.AddOutgoingAsync(XmppGateway.Outbox.Outgoing.NewEntry(rooms.Network, what, Phone, "own-7", now, TimeSpan.FromDays(1)), now, TestContext.Current.CancellationToken);

        var picture = rooms.Said("$6", "hello", Self(Phone).Id.Value) with { Attachments = [new AttachedFile("https://example.net/a.png", "a.png", "image/png")] };
        var shown = await rooms.HappensAsync(picture);

        Assert.NotEmpty(shown);
        Assert.All(shown, stanza => Assert.NotEqual("own-7", stanza.Id));
    }

    [Fact]
    public async Task While_nobody_looks_two_people_of_one_name_are_two_in_the_archive()
    {
        await using var rooms = await InsideAsync();
        await rooms.RestartAsync();
        await rooms.HappensAsync(rooms.Said("$1", "one", "rosa@one.test") with { By = Who("rosa@one.test", "Rosa") });
        await rooms.RestartAsync();
        await rooms.HappensAsync(rooms.Said("$2", "two", "rosa@two.test") with { By = Who("rosa@two.test", "Rosa") });
        await rooms.HappensAsync(rooms.Said("$3", "three", "alice@two.test") with { By = Who("alice@two.test", "alice") });
        await rooms.HappensAsync(rooms.Said("$4", "four", "rosa@one.test") with { By = Who("rosa@one.test", "Rosa") });
        await rooms.HappensAsync(rooms.Said("$5", "five", "rosa@two.test") with { By = Who("rosa@two.test", "Rosa") });

        var room = (await rooms.Store.FindRoomAsync("rooms", "!garden", TestContext.Current.CancellationToken))!;
        var said = await rooms.Store.ReadArchiveAsync(new XmppGateway.Storage.ArchiveQuery(room.Id, 10), TestContext.Current.CancellationToken);
        Assert.Equal(["Rosa", "Rosa (rosa@two.test)", "alice (alice@two.test)", "Rosa", "Rosa (rosa@two.test)"], said.TakeLast(5).Select(each => each.Nick));
    }

    [Fact]
    public async Task What_comes_late_says_when_it_was_said()
    {
        await using var rooms = await InsideAsync();
        var yesterday = rooms.Time.GetUtcNow().AddDays(-1);

        var late = Assert.Single(await rooms.HappensAsync(rooms.Said("$1", "on its way for a day") with { Timestamp = yesterday }));
        var soon = Assert.Single(await rooms.HappensAsync(rooms.Said("$2", "just now")));

        Assert.Equal(yesterday, Delay.Find(late));
        Assert.Null(Delay.Find(soon));
    }

    [Fact]
    public async Task The_outbox_gets_it_for_the_room_as_a_contact()
    {
        await using var rooms = await InsideAsync();

        await rooms.ReceiveAsync(Write(Phone, "hello", "own-7"));

        var accepted = Assert.Single(rooms.Outbox.Accepted);
        Assert.Equal(("!garden", true, "own-7", Phone), (accepted.What.Contact.Id.Value, accepted.What.Contact.IsRoom, accepted.StanzaId, accepted.From));
    }

    [Fact]
    public async Task The_same_event_is_shown_once_and_again_when_its_stanza_went_with_a_link()
    {
        await using var rooms = await InsideAsync();
        rooms.Link.IsAttached = false;
        await Assert.ThrowsAsync<OperationCanceledException>(() => rooms.HappensAsync(rooms.Said("$1", "hello"), "s1"));
        rooms.Link.IsAttached = true;

        Assert.Equal(["Mia: hello"], Lines(await rooms.HappensAsync(rooms.Said("$1", "hello"), "s1")));
        Assert.Empty(await rooms.HappensAsync(rooms.Said("$1", "hello"), "s2"));
    }

    [Fact]
    public async Task Who_is_not_in_the_room_cannot_speak_there()
    {
        await using var rooms = await InsideAsync();

        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(Write(Carol, "hello"))).Condition);
        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(Write(Desk, "hello"))).Condition);
        Assert.Empty(rooms.Outbox.Accepted);
    }

    [Fact]
    public async Task A_visitor_cannot_speak_until_they_are_given_a_voice()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Room.NewMaySpeak = false;
        await rooms.EnterAsync(Phone);

        Assert.Equal(StanzaConditions.Forbidden, (await rooms.RefusalOfAsync(Write(Phone, "hello"))).Condition);
        await rooms.HappensAsync(rooms.Changed(new RoomMember(Self(Phone), RoomRank.Member), by: Mia));
        await rooms.ReceiveAsync(Write(Phone, "hello"));

        Assert.Single(rooms.Outbox.Accepted);
    }

    [Fact]
    public async Task A_chat_state_is_no_message()
    {
        await using var rooms = await InsideAsync();

        Assert.Empty(await rooms.ReceiveAsync(
            Stanza.Message(Phone, Garden, "groupchat").With(new XElement(XName.Get("composing", "http://jabber.org/protocol/chatstates")))));
        Assert.Empty(rooms.Outbox.Accepted);
    }

    [Theory]
    [InlineData("en", "Corrected: HELLO")]
    [InlineData("de", "Berichtigt: HELLO")]
    public async Task The_author_corrects_a_message_and_somebody_else_says_something_new(string language, string said)
    {
        await using var rooms = await InsideAsync();
        rooms.Settings.Chosen = UserSettings.Default with { Language = language };
        await rooms.HappensAsync(rooms.Said("$1", "helo"));

        var own = Assert.Single(await rooms.HappensAsync(Edit("$2", "hello")));
        var other = Assert.Single(await rooms.HappensAsync(Edit("$3", "HELLO") with { By = Who(Ben) }));

        Assert.Equal(("$1", "Mia"), (Correction.Find(own), own.From!.Resource));
        Assert.Null(Correction.Find(other));
        Assert.Equal(said, other.Body);

        RoomEdit Edit(string id, string text) => new()
        {
            Room = rooms.Room.Id,
            By = Who(Mia),
            Timestamp = rooms.Time.GetUtcNow(),
            Target = new RemoteMessageId("$1"),
            Body = new RichText(text),
            Id = new RemoteMessageId(id),
        };
    }

    [Fact]
    public async Task A_correction_by_a_user_of_ours_names_the_message_as_their_client_does()
    {
        await using var rooms = await InsideAsync();
        await rooms.ReceiveAsync(Write(Phone, "helo", "own-1"));
        await rooms.DeliveredAsync("$1");

        var shown = Assert.Single(await rooms.HappensAsync(new RoomEdit
        {
            Room = rooms.Room.Id,
            By = Self(Phone),
            Timestamp = rooms.Time.GetUtcNow(),
            Target = new RemoteMessageId("$1"),
            Body = new RichText("hello"),
            Id = new RemoteMessageId("$2"),
        }));

        Assert.Equal(("own-1", "hello"), (Correction.Find(shown), shown.Body));
    }

    [Fact]
    public async Task Reactions_are_the_whole_set_of_one_person_and_are_shown_once()
    {
        await using var rooms = await InsideAsync();
        await rooms.HappensAsync(rooms.Said("$1", "hello"));

        var two = MessageReactions.Find(Assert.Single(await rooms.HappensAsync(React("👍", "🌹"))))!;
        Assert.Equal("$1", two.Id);
        Assert.Equal(["👍", "🌹"], two.Values);
        Assert.Empty(await rooms.HappensAsync(React("👍", "🌹")));
        Assert.Empty(MessageReactions.Find(Assert.Single(await rooms.HappensAsync(React())))!.Values);

        RoomReactions React(params string[] emoji) => new()
        {
            Room = rooms.Room.Id,
            By = Who(Ben),
            Timestamp = rooms.Time.GetUtcNow(),
            Target = new RemoteMessageId("$1"),
            Emoji = [.. emoji],
        };
    }

    [Fact]
    public async Task What_its_author_takes_back_is_said_by_the_author()
    {
        await using var rooms = await InsideAsync();
        await rooms.HappensAsync(rooms.Said("$1", "hello"));

        var shown = Assert.Single(await rooms.HappensAsync(Retract(rooms, Mia)));

        Assert.Equal(("Mia", "$1"), (shown.From!.Resource, MessageRetraction.Find(shown)));
        Assert.DoesNotContain(shown.Payloads, payload => payload.Descendants().Any(each => each.Name.LocalName == "moderated"));
    }

    [Fact]
    public async Task What_somebody_else_takes_away_is_said_by_the_room_in_both_generations()
    {
        await using var rooms = await InsideAsync();
        await rooms.HappensAsync(rooms.Said("$1", "hello", Ben));

        var shown = Assert.Single(await rooms.HappensAsync(Retract(rooms, Mia) with { Reason = "rude" }));

        Assert.Equal(Garden, shown.From);
        var moderated = shown.Payloads.SelectMany(payload => payload.DescendantsAndSelf()).Where(each => each.Name.LocalName == "moderated").ToList();
        Assert.Equal([Namespaces.Moderation, Namespaces.ModerationOld], moderated.Select(each => each.Name.Namespace));
        Assert.All(moderated, each => Assert.Equal(Garden.WithResource("Mia").ToString(), each.Attribute("by")!.Value));
        Assert.Contains("rude", shown.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_here_has_is_taken_away_without_a_word_and_does_not_come_later()
    {
        await using var rooms = await InsideAsync();

        Assert.Empty(await rooms.HappensAsync(Retract(rooms, Mia)));
        Assert.DoesNotContain(await rooms.HappensAsync(rooms.Said("$1", "secret")), stanza => stanza.Render().Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_enters_later_sees_only_that_there_was_something()
    {
        await using var rooms = await InsideAsync();
        await rooms.HappensAsync(rooms.Said("$1", "secret"));
        await rooms.HappensAsync(Retract(rooms, Mia));

        var sent = await rooms.EnterAsync(Carol, "carol");

        Assert.DoesNotContain(sent, stanza => stanza.Render().Contains("secret", StringComparison.Ordinal));
        var tombstone = Assert.Single(sent, stanza => stanza.Payload(Namespaces.Retraction + "retracted") is not null);
        Assert.Equal(("Mia", "$1"), (tombstone.From!.Resource, OriginId.FindAssigned(tombstone, Garden)));
    }

    [Fact]
    public async Task A_subject_is_told_and_is_the_one_that_who_enters_gets()
    {
        await using var rooms = await InsideAsync();
        var subject = new RoomSubject("Tulips", Who(Mia), rooms.Time.GetUtcNow());

        var sent = await rooms.HappensAsync(new RoomSubjectChange { Room = rooms.Room.Id, By = Who(Mia), Timestamp = rooms.Time.GetUtcNow(), Subject = subject });

        Assert.Equal(["=Tulips"], Lines(sent));
        Assert.Equal("Mia", sent[0].From!.Resource);
    }

    [Fact]
    public async Task Two_rooms_do_not_mix()
    {
        await using var rooms = await InsideAsync();
        var hall = rooms.Remote.Add("hall", (Mia, "Mia in the hall", RoomRank.Guest));
        var address = Jid.Parse("#hall@rooms.test");
        await rooms.EnterAsync(Carol, "alice", address);

        var inGarden = await rooms.HappensAsync(rooms.Said("$1", "one"));
        var inHall = await rooms.HappensAsync(rooms.Said("$1", "two", room: hall));

        Assert.Equal((Phone, Garden, "one"), (inGarden.Single().To, inGarden.Single().From!.Bare, inGarden.Single().Body));
        Assert.Equal((Carol, address, "two"), (inHall.Single().To, inHall.Single().From!.Bare, inHall.Single().Body));
        Assert.NotEqual(OccupantId.Find(inGarden.Single()), OccupantId.Find(inHall.Single()));
    }

    [Fact]
    public async Task Events_of_a_room_that_nobody_has_entered_are_shown_to_nobody()
    {
        await using var rooms = await InsideAsync();

        Assert.Empty(await rooms.HappensAsync(rooms.Said("$1", "hello", room: rooms.Remote.Add("hall"))));
    }

    private static RoomRetraction Retract(RoomsUnderTest rooms, string by) => new()
    {
        Room = rooms.Room.Id,
        By = Who(by),
        Timestamp = rooms.Time.GetUtcNow(),
        Target = new RemoteMessageId("$1"),
    };
}
