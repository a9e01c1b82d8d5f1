using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Rooms;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0402 by XEP-0356.</summary>
public sealed class RoomBookmarksTests
{
    private static readonly XNamespace Bookmarks = "urn:xmpp:bookmarks:1";
    private int _published;

    [Fact]
    public async Task A_room_that_was_entered_is_bookmarked_once()
    {
        await using var rooms = await StartAsync();
        var kept = Keep(rooms);
        await rooms.EnterAsync(Phone, "ally");
        await rooms.EnterAsync(Desk, "ally");
        await SettleAsync(rooms);

        var bookmark = Assert.Single(kept).Value;
        Assert.Equal(Garden.ToString(), Assert.Single(kept).Key);
        Assert.Equal(
            ("garden", "true", "ally"),
            (bookmark.Attribute("name")!.Value, bookmark.Attribute("autojoin")!.Value, bookmark.Element(Bookmarks + "nick")!.Value));
        Assert.Equal(1, _published);
    }

    [Fact]
    public async Task Many_rooms_that_are_entered_one_after_the_other_do_not_wait_for_each_other()
    {
        await using var rooms = await StartAsync();
        var kept = Keep(rooms);
        var begun = rooms.Time.GetUtcNow();
        for (var i = 0; i < 10; i++)
        {
            rooms.Remote.Add($"room{i}", (Mia, "Mia", RoomRank.Guest));
            await rooms.ReceiveAsync(Join(Phone, "alice", Jid.Parse($"#room{i}@rooms.test")));
        }

        await SettleAsync(rooms);

        Assert.Equal(10, kept.Count);
        Assert.InRange(rooms.Time.GetUtcNow() - begun, TimeSpan.Zero, 3 * RoomBookmarks.ClientsFirst);
    }

    [Fact]
    public async Task A_bookmark_that_is_there_stays_as_it_is()
    {
        await using var rooms = await StartAsync();
        var kept = Keep(rooms);
        kept[Garden.ToString()] = new XElement(Bookmarks + "conference", new XAttribute("name", "mine"));
        await rooms.EnterAsync(Phone);
        await SettleAsync(rooms);

        Assert.Equal(0, _published);
    }

    [Fact]
    public async Task The_bookmark_of_a_room_that_was_replaced_is_one_of_its_successor()
    {
        await using var rooms = await StartAsync();
        var kept = Keep(rooms);
        kept[Garden.ToString()] = new XElement(
            Bookmarks + "conference", new XAttribute("name", "mine"), new XAttribute("autojoin", "1"), new XElement(Bookmarks + "nick", "ally"));
        await rooms.EnterAsync(Phone, "ally");
        await SettleAsync(rooms);

        await rooms.HappensAsync(new RoomEnd
        {
            Room = rooms.Room.Id,
            By = Who(Mia),
            Timestamp = rooms.Time.GetUtcNow(),
            Successor = new RoomAddress("#park"),
        });
        await SettleAsync(rooms);

        Assert.Equal("false", kept[Garden.ToString()].Attribute("autojoin")!.Value);
        var moved = kept["#park@rooms.test"];
        Assert.Equal(("mine", "1", "ally"), (moved.Attribute("name")!.Value, moved.Attribute("autojoin")!.Value, moved.Value));
    }

    [Fact]
    public async Task A_bookmark_by_an_address_that_leads_elsewhere_now_follows_the_room()
    {
        await using var rooms = await StartAsync();
        var kept = Keep(rooms);
        kept[Garden.ToString()] = new XElement(Bookmarks + "conference", new XAttribute("name", "mine"), new XAttribute("autojoin", "1"));
        await rooms.EnterAsync(Phone);
        await SettleAsync(rooms);
        rooms.Remote.Add("park");
        rooms.Remote.Alias("#garden", "park");

        await rooms.EnterAsync(Carol, "carol");
        await SettleAsync(rooms);

        Assert.Equal("false", kept[Garden.ToString()].Attribute("autojoin")!.Value);
        var moved = kept["!garden@rooms.test"];
        Assert.Equal(("mine", "1"), (moved.Attribute("name")!.Value, moved.Attribute("autojoin")!.Value));
    }

    [Fact]
    public async Task Who_has_left_is_not_led_in_again_and_the_rest_of_the_bookmark_stays()
    {
        await using var rooms = await StartAsync();
        var kept = Keep(rooms);
        kept[Garden.ToString()] = new XElement(
            Bookmarks + "conference", new XAttribute("name", "mine"), new XAttribute("autojoin", "1"), new XElement(Bookmarks + "password", "x"));
        await rooms.EnterAsync(Phone);
        await SettleAsync(rooms);
        await rooms.ReceiveAsync(Stanza.Presence(Phone, Garden.WithResource("alice"), "unavailable"));
        await SettleAsync(rooms);

        var bookmark = kept[Garden.ToString()];
        Assert.Equal(("mine", "false", "x"), (bookmark.Attribute("name")!.Value, bookmark.Attribute("autojoin")!.Value, bookmark.Value));
    }

    [Fact]
    public async Task An_invitation_is_bookmarked_without_being_entered()
    {
        await using var rooms = await StartAsync();
        var kept = Keep(rooms);
        await rooms.Parts.Traffic.InviteAsync(
            rooms.Network,
            new RoomInvitation { User = Phone.Bare, Contact = Who(Mia), Timestamp = rooms.Time.GetUtcNow(), Room = new RoomAddress("#garden") },
            "i1",
            CancellationToken.None);
        await SettleAsync(rooms);

        Assert.Equal("false", kept[Garden.ToString()].Attribute("autojoin")!.Value);
    }

    [Fact]
    public async Task Invitations_without_end_do_not_wait_for_bookmarks_without_end()
    {
        await using var rooms = await StartAsync();
        var kept = Keep(rooms);
        for (var i = 0; i < 50; i++)
        {
            await rooms.Parts.Traffic.InviteAsync(
                rooms.Network,
                new RoomInvitation { User = Phone.Bare, Contact = Who(Mia), Timestamp = rooms.Time.GetUtcNow(), Room = new RoomAddress($"#room{i}") },
                $"i{i}",
                CancellationToken.None);
        }

        // What the user does is not counted: it is theirs.
        await rooms.EnterAsync(Phone);
        await SettleAsync(rooms);
        Assert.Equal((21, true), (kept.Count, kept.ContainsKey(Garden.ToString())));

        await rooms.Parts.Traffic.InviteAsync(
            rooms.Network,
            new RoomInvitation { User = Phone.Bare, Contact = Who(Mia), Timestamp = rooms.Time.GetUtcNow(), Room = new RoomAddress("#later") },
            "later",
            CancellationToken.None);
        await SettleAsync(rooms);
        Assert.Equal(22, kept.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("true")]
    public async Task Clients_enter_by_themselves_where_their_user_has_waited_for_the_invitation(string? before)
    {
        await using var rooms = await StartAsync();
        var kept = Keep(rooms);
        if (before is not null)
        {
            kept[Garden.ToString()] = new XElement(Bookmarks + "conference", new XAttribute("name", "mine"), new XAttribute("autojoin", before));
        }

        await rooms.Parts.Traffic.InviteAsync(
            rooms.Network,
            new RoomInvitation { User = Phone.Bare, Contact = Who(Mia), Timestamp = rooms.Time.GetUtcNow(), Room = new RoomAddress("#garden"), IsAwaited = true },
            "i1",
            CancellationToken.None);
        await SettleAsync(rooms);

        Assert.Equal(
            ("true", before is null ? null : "mine"),
            (kept[Garden.ToString()].Attribute("autojoin")!.Value, kept[Garden.ToString()].Attribute("name")?.Value));
        Assert.Equal(1, _published);
    }

    [Fact]
    public async Task Nothing_is_asked_when_the_operator_does_not_want_it()
    {
        await using var rooms = await StartAsync(new RoomOptions { Bookmarks = false });
        var asked = 0;
        rooms.Privileges.OnAsk = (_, _) =>
        {
            asked++;
            return null;
        };
        await rooms.EnterAsync(Phone);
        await SettleAsync(rooms);

        Assert.Equal(0, asked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(StanzaConditions.Forbidden)]
    public async Task Where_nobody_says_whether_there_is_one_none_is_made(string? condition)
    {
        await using var rooms = await StartAsync();
        var published = false;
        rooms.Privileges.OnAsk = (_, payload) =>
        {
            published |= payload.Elements().Any(each => each.Name.LocalName == "publish");
            return condition is null ? null : Refuse(condition);
        };
        await rooms.EnterAsync(Phone);
        await SettleAsync(rooms);

        Assert.False(published);
    }

    /// <summary>A server that keeps bookmarks, and answers item-not-found for what it has not got.</summary>
    private Dictionary<string, XElement> Keep(RoomsUnderTest rooms)
    {
        var kept = new Dictionary<string, XElement>(StringComparer.Ordinal);
        rooms.Privileges.OnAsk = (_, payload) =>
        {
            var item = payload.Descendants(Namespaces.PubSub + "item").Single();
            var id = item.Attribute("id")!.Value;
            if (item.Parent!.Name.LocalName == "publish")
            {
                _published++;
                kept[id] = new XElement(item.Elements().Single());
                return new Stanza(StanzaKind.Iq) { Type = "result" };
            }

            return kept.TryGetValue(id, out var conference)
                ? new Stanza(StanzaKind.Iq) { Type = "result", Payloads = { new PubSubItems(Bookmarks.NamespaceName, []).Answer(id, new XElement(conference)) } }
                : Refuse(StanzaConditions.ItemNotFound);
        };
        return kept;
    }

    private static Stanza Refuse(string condition) => new(StanzaKind.Iq) { Type = "error", Payloads = { StanzaError.Of(condition).ToElement() } };

    private static async Task SettleAsync(RoomsUnderTest rooms)
    {
        var idle = rooms.Parts.Bookmarks.IdleAsync(Phone);
        await Patience.UntilAsync(() =>
        {
            rooms.Time.Advance(RoomBookmarks.ClientsFirst);
            return Task.FromResult(idle.IsCompleted);
        });
    }
}
