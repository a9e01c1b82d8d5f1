using XmppGateway.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Rooms;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>What the operator decides about rooms: which may be entered, how many, how fast one speaks there and how long one stays.</summary>
public sealed class RoomRulesTests
{
    [Theory]
    [InlineData("#spam-*:*", "#spam-a:example.com", true)]
    [InlineData("#spam-*:*", "#Spam-A:example.com", true)]
    [InlineData("#spam-*:*", "#ham:example.com", false)]
    [InlineData("*:evil.example", "!AbC:evil.example", true)]
    [InlineData("*:evil.example", "@mallory:evil.example", true)]
    [InlineData("*:evil.example", "#a:not-evil.example", false)]
    [InlineData("*:*.evil.example", "#a:deep.evil.example", true)]
    [InlineData("#room?:x.test", "#room7:x.test", true)]
    [InlineData("#room.:x.test", "#room7:x.test", false)]
    public void A_pattern_names_rooms_people_and_servers(string pattern, string address, bool names)
    {
        Assert.True(RoomPattern.TryParse(pattern, out var read));
        Assert.Equal(names, read.Names(address));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("#*:*")]
    [InlineData("!*")]
    [InlineData("#a\0b:example.org")]
    public void What_would_name_everything_is_no_pattern(string text) => Assert.False(RoomPattern.TryParse(text, out _));

    [Fact]
    public async Task A_denied_room_is_not_entered_and_the_operator_says_why()
    {
        await using var rooms = await StartAsync(Denying("#GARDEN"));

        var refusal = await rooms.RefusalOfAsync(Join(Phone));

        Assert.Equal((StanzaConditions.NotAllowed, "Not here.", Garden), (refusal.Condition, refusal.In("de").Text, refusal.By));
        Assert.Empty(rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task Of_a_denied_room_nothing_is_asked_or_told()
    {
        await using var rooms = await StartAsync(Denying("#GARDEN"));
        var question = Stanza.Iq(Phone, Garden, "get", "d1", new System.Xml.Linq.XElement(XmppGateway.Xmpp.Stanzas.Namespaces.DiscoInfo + "query"));

        Assert.Equal(StanzaConditions.NotAllowed, (await rooms.RefusalOfAsync(question)).Condition);
    }

    [Fact]
    public async Task A_denied_room_is_not_entered_by_another_address_either()
    {
        await using var rooms = await StartAsync(Denying("!gar*"));

        Assert.Equal(StanzaConditions.NotAllowed, (await rooms.RefusalOfAsync(Join(Phone))).Condition);

        Assert.Equal(["enter #garden alice alice", "leave !garden alice"], rooms.Remote.TakeAsked());
        Assert.Empty(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("!garden", false)]
    [InlineData("*@remote.test", false)]
    [InlineData("#park", true)]
    public async Task Invitations_to_denied_rooms_or_by_denied_people_are_not_shown_and_declined(string denied, bool isShown)
    {
        await using var rooms = await StartAsync(Denying(denied));

        var stanza = await rooms.Parts.Traffic.InviteAsync(
            rooms.Network,
            new RoomInvitation { User = Phone.Bare, Contact = Who(Mia), Timestamp = rooms.Time.GetUtcNow(), Room = new RoomAddress("!garden") },
            "i1",
            CancellationToken.None);

        Assert.Equal(isShown, stanza is not null);
        Assert.Equal(isShown ? [] : ["leave !garden alice"], rooms.Remote.TakeAsked());
    }

    [Fact]
    public async Task Who_is_in_as_many_rooms_as_allowed_enters_no_other_one_but_comes_back_to_theirs()
    {
        await using var rooms = await StartAsync(new RoomOptions { MaximumPerUser = 1 });
        rooms.Remote.Add("park");
        var park = Jid.Parse("#park@rooms.test");
        await rooms.EnterAsync(Phone);

        Assert.Equal(StanzaConditions.ResourceConstraint, (await rooms.RefusalOfAsync(Join(Phone, room: park))).Condition);
        Assert.NotEmpty(await rooms.EnterAsync(Desk));
        Assert.NotEmpty(await rooms.EnterAsync(Carol, "carol", park));
    }

    [Fact]
    public async Task Who_speaks_too_fast_is_refused_and_may_speak_again_later()
    {
        await using var rooms = await StartAsync(new RoomOptions { OfUser = new RateLimit(60, 2) });
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Carol, "carol");
        await rooms.ReceiveAsync(Write(Phone, "1"));
        await rooms.ReceiveAsync(Write(Phone, "2"));

        var refusal = await rooms.RefusalOfAsync(Write(Phone, "3"));
        await rooms.ReceiveAsync(Write(Carol, "others may"));
        rooms.Time.Advance(TimeSpan.FromSeconds(1));
        await rooms.ReceiveAsync(Write(Phone, "3"));

        Assert.Equal((StanzaConditions.ResourceConstraint, StanzaErrorType.Wait), (refusal.Condition, refusal.Type));
        Assert.Equal(4, rooms.Outbox.Accepted.Count);
    }

    [Fact]
    public async Task All_together_speak_no_faster_than_the_room_lets_them()
    {
        await using var rooms = await StartAsync(new RoomOptions { OfUser = new RateLimit(60, 2), OfRoom = new RateLimit(60, 2) });
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Carol, "carol");
        await rooms.ReceiveAsync(Write(Phone, "1"));
        await rooms.ReceiveAsync(Write(Carol, "2"));

        Assert.Equal(StanzaConditions.ResourceConstraint, (await rooms.RefusalOfAsync(Write(Carol, "3"))).Condition);
        rooms.Time.Advance(TimeSpan.FromSeconds(1));

        // The refused one took none of Carol's own places.
        await rooms.ReceiveAsync(Write(Carol, "3"));
        Assert.Equal(3, rooms.Outbox.Accepted.Count);
    }

    [Fact]
    public async Task Who_was_lost_stays_in_the_room()
    {
        await using var rooms = await LostAsync(leaveAfter: null);

        Assert.Empty(rooms.Remote.TakeAsked());
        Assert.Single(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_was_lost_for_as_long_as_the_operator_says_leaves_also_on_the_network()
    {
        await using var rooms = await LostAsync(TimeSpan.FromHours(5));

        Assert.Equal(["leave !garden alice"], rooms.Remote.TakeAsked());
        Assert.Equal(["-alice"], Lines(rooms.Link.TakeSent(), Carol));
        Assert.Empty(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
        Assert.Single(await rooms.Store.RoomsOfUserAsync("rooms", "carol@localhost", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Where_to_be_out_would_cost_them_something_who_was_lost_stays()
    {
        await using var rooms = await LostAsync(TimeSpan.FromHours(5), isPutOut: false);

        Assert.Empty(rooms.Remote.TakeAsked());
        Assert.Single(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_comes_back_in_between_begins_anew()
    {
        await using var rooms = await LostAsync(TimeSpan.FromHours(7));
        await rooms.EnterAsync(Phone);
        await LoseAsync(rooms, Phone);
        await SweepAsync(rooms, hours: 6);

        Assert.Single(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_history_and_the_pages_are_as_long_as_the_operator_says()
    {
        await using var rooms = await StartAsync(new RoomOptions { History = 2, PageSize = 3, LargestPage = 4 });
        for (var i = 1; i <= 9; i++)
        {
            rooms.Room.Past.Add(rooms.Said($"$old{i}", $"old {i}"));
        }

        Assert.Equal(2, Lines(await rooms.EnterAsync(Phone)).Count(line => line.EndsWith("(delayed)", StringComparison.Ordinal)));
        Assert.Equal(3, (await rooms.ReceiveAsync(rooms.Ask(Phone, Page(null), "set"))).Count - 1);
        Assert.Equal(4, (await rooms.ReceiveAsync(rooms.Ask(Phone, Page(50), "set"))).Count - 1);

        static System.Xml.Linq.XElement Page(int? most)
        {
            System.Xml.Linq.XNamespace paging = "http://jabber.org/protocol/rsm";
            return new(Namespaces.Archive + "query", new System.Xml.Linq.XElement(
                paging + "set", most is null ? null : new System.Xml.Linq.XElement(paging + "max", most), new System.Xml.Linq.XElement(paging + "before")));
        }
    }

    private static RoomOptions Denying(string pattern) =>
        new() { Denied = [RoomPattern.TryParse(pattern, out var read) ? read : throw new ArgumentException(pattern)], DeniedText = "Not here." };

    /// <summary>Alice's client was cut off six hours ago; Carol's is there.</summary>
    private static async Task<RoomsUnderTest> LostAsync(TimeSpan? leaveAfter, bool isPutOut = true)
    {
        var rooms = await StartAsync(new RoomOptions { LeaveAfter = leaveAfter });
        rooms.Remote.PutsOutTheAbsent = isPutOut;
        await rooms.EnterAsync(Phone);
        await rooms.EnterAsync(Carol, "carol");
        await LoseAsync(rooms, Phone);
        rooms.Remote.TakeAsked();
        await SweepAsync(rooms, hours: 6);
        return rooms;
    }

    private static async Task LoseAsync(RoomsUnderTest rooms, Jid client)
    {
        var bounced = Write(client, "");
        bounced.Type = "error";
        await rooms.ReceiveAsync(bounced);
    }

    private static async Task SweepAsync(RoomsUnderTest rooms, int hours)
    {
        await rooms.Parts.Absence.EndAsync(CancellationToken.None);
        for (var i = 0; i < hours; i++)
        {
            rooms.Time.Advance(TimeSpan.FromHours(1));
            await rooms.Parts.Absence.EndAsync(CancellationToken.None);
        }
    }
}
