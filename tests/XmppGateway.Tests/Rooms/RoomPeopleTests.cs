using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0045 §8 to §10: who is in a room and what they may, and what becomes of the room.</summary>
public sealed class RoomPeopleTests
{
    private static readonly RoomMember BenAsMember = new(Who(Ben, "Ben"), RoomRank.Guest);

    [Fact]
    public async Task Who_comes_goes_and_is_called_otherwise_on_the_network_is_seen()
    {
        await using var rooms = await InsideAsync();
        var kim = new RoomMember(Who("kim@remote.test", "Kim"), RoomRank.Guest);

        Assert.Equal(["+Kim"], Lines(await rooms.HappensAsync(rooms.Changed(kim))));
        Assert.Empty(await rooms.HappensAsync(rooms.Changed(kim)));
        Assert.Equal(["-Kim 303", "+Kimberly"], Lines(await rooms.HappensAsync(rooms.Changed(kim with { Who = Who("kim@remote.test", "Kimberly") }))));
        Assert.Equal(["-Kimberly"], Lines(await rooms.HappensAsync(rooms.Changed(kim, RoomPassage.Left))));
        Assert.Empty(await rooms.HappensAsync(rooms.Changed(kim, RoomPassage.Left)));
    }

    [Theory]
    [InlineData(RoomPassage.Removed, "-Ben 307", RoomAffiliation.None)]
    [InlineData(RoomPassage.Banned, "-Ben 301", RoomAffiliation.Outcast)]
    public async Task Who_is_put_out_is_seen_to_be_with_actor_and_reason(RoomPassage passage, string line, RoomAffiliation affiliation)
    {
        await using var rooms = await InsideAsync();

        var gone = Assert.Single(await rooms.HappensAsync(rooms.Changed(BenAsMember, passage, Mia, "too\nloud")));

        var item = RoomNews.Find(gone)!.Item!;
        Assert.Equal(line, Line(gone));
        Assert.Equal((affiliation, RoomRole.None, "Mia", "too loud"), (item.Affiliation!.Value, item.Role!.Value, item.Actor!, item.Reason!));
    }

    [Theory]
    [InlineData(RoomPassage.Removed, "307")]
    [InlineData(RoomPassage.Banned, "301")]
    public async Task A_user_who_is_put_out_is_out_with_all_clients(RoomPassage passage, string code)
    {
        await using var rooms = await InsideAsync();
        await rooms.EnterAsync(Desk);
        await rooms.EnterAsync(Carol, "carol");

        var sent = await rooms.HappensAsync(rooms.Changed(new RoomMember(Self(Phone), RoomRank.Guest), passage, Mia));

        Assert.Equal([$"-alice 110 {code}"], Lines(sent, Phone));
        Assert.Equal([$"-alice 110 {code}"], Lines(sent, Desk));
        Assert.Equal([$"-alice {code}"], Lines(sent, Carol));
        Assert.All(await rooms.HappensAsync(rooms.Said("$1", "quiet now")), stanza => Assert.Equal(Carol, stanza.To));
        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(Write(Desk, "hello"))).Condition);
        Assert.Empty(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Ranks_that_changed_together_are_read_again_and_only_what_is_new_is_told()
    {
        await using var rooms = await InsideAsync();
        rooms.Room.Put(new RoomMember(Who(Ben, "Ben"), RoomRank.Owner));

        var told = Assert.Single(await rooms.HappensAsync(new RoomRanksChange { Room = rooms.Room.Id, By = Who(Mia), Timestamp = rooms.Time.GetUtcNow() }));

        Assert.Equal(("+Ben", RoomAffiliation.Owner), (Line(told), RoomNews.Find(told)!.Item!.Affiliation));
    }

    [Fact]
    public async Task Another_state_of_the_room_is_status_104_and_read_again()
    {
        await using var rooms = await InsideAsync();
        rooms.Room.State = rooms.Room.State with { Name = "Park" };

        var sent = await rooms.HappensAsync(new RoomStateChange { Room = rooms.Room.Id, By = Who(Mia), Timestamp = rooms.Time.GetUtcNow() });

        Assert.Equal(["room 104"], Lines(sent));
        Assert.Contains("name='Park'", (await rooms.ReceiveAsync(rooms.Ask(Phone, new DiscoInfo([], []).ToElement()))).Single().Render(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_a_room_tells_where_people_go_on_and_everybody_is_out()
    {
        await using var rooms = await InsideAsync();

        var told = Assert.Single(await rooms.HappensAsync(new RoomEnd
        {
            Room = rooms.Room.Id,
            By = Who(Mia),
            Timestamp = rooms.Time.GetUtcNow(),
            Successor = new RoomAddress("#park"),
            Reason = "moved",
        }));

        var destruction = RoomNews.Find(told)!.Destruction!;
        Assert.Equal("-alice 110", Line(told));
        Assert.Equal((Jid.Parse("#park@rooms.test"), "moved"), (destruction.Alternate, destruction.Reason));
        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(Write(Phone, "hello"))).Condition);
        Assert.Empty(await rooms.Store.RoomsOfUserAsync("rooms", "alice@localhost", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Orders_of_clients_go_to_the_network_which_decides()
    {
        await using var rooms = await InsideAsync();
        await rooms.ReceiveAsync(Order(rooms, new RoomItem { Nick = "Ben", Role = RoomRole.None, Reason = "loud" }));
        await rooms.ReceiveAsync(Order(rooms, new RoomItem { Jid = Jid.Parse(@"ben\40remote.test@rooms.test"), Affiliation = RoomAffiliation.Outcast }));
        await rooms.ReceiveAsync(Order(rooms, new RoomItem { Nick = "Ben", Role = RoomRole.Visitor }));
        var subject = Stanza.Message(Phone, Garden, "groupchat");
        subject.Payloads.Add(new(Namespaces.Component + "subject", "Tulips"));
        await rooms.ReceiveAsync(subject);

        var ben = new RemoteUserId(Ben);
        Assert.Equal(
            [new RoomChange.Remove(ben, "loud"), new RoomChange.Rank(ben, RoomRank.Banned, null), new RoomChange.Voice(ben, false), new RoomChange.Subject("Tulips")],
            rooms.Remote.Changes);
        rooms.Remote.ChangeAnswer = new RoomAnswer.Refused("No.", FailureCondition.NotAllowed);
        Assert.Equal(
            (StanzaConditions.Forbidden, "No."),
            await rooms.RefusalOfAsync(Order(rooms, new RoomItem { Nick = "Mia", Role = RoomRole.None })) is var error ? (error.Condition, error.Text!) : default);
        Assert.Equal(
            StanzaConditions.ItemNotFound, (await rooms.RefusalOfAsync(Order(rooms, new RoomItem { Nick = "Nobody", Role = RoomRole.None }))).Condition);
    }

    [Fact]
    public async Task Who_is_not_in_the_room_gives_no_orders()
    {
        await using var rooms = await InsideAsync();
        var order = Order(rooms, new RoomItem { Nick = "Ben", Role = RoomRole.None });
        order.From = Carol;

        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(order)).Condition);
        Assert.Empty(rooms.Remote.Changes);
    }

    [Fact]
    public async Task A_list_has_those_of_one_affiliation()
    {
        await using var rooms = await InsideAsync();

        var answer = Assert.Single(await rooms.ReceiveAsync(
            rooms.Ask(Phone, new RoomOrders([new RoomItem { Affiliation = RoomAffiliation.Admin }]).ToElement())));

        var only = Assert.Single(answer.Payloads.Single().Elements());
        Assert.Equal("Mia", only.Attribute("nick")!.Value);
    }

    [Fact]
    public async Task Disco_says_what_the_room_can_and_is()
    {
        await using var rooms = await InsideAsync();
        rooms.Room.State = rooms.Room.State with { IsMembersOnly = true, IsModerated = true, IsPublic = false };
        await rooms.HappensAsync(new RoomStateChange { Room = rooms.Room.Id, By = Who(Mia), Timestamp = rooms.Time.GetUtcNow() });

        var info = (await rooms.ReceiveAsync(rooms.Ask(Phone, new DiscoInfo([], []).ToElement()))).Single().Payloads.Single();
        var features = info.Elements().Select(each => each.Attribute("var")?.Value).Where(each => each is not null).ToList();

        Assert.Superset(
            new HashSet<string?>
            {
                "http://jabber.org/protocol/muc", "urn:xmpp:mam:2", "urn:xmpp:mam:2#extended", "urn:xmpp:sid:0", "urn:xmpp:occupant-id:0",
                "http://jabber.org/protocol/muc#self-ping-optimization", "muc_membersonly", "muc_moderated", "muc_hidden", "muc_nonanonymous",
            },
            features.ToHashSet());
        Assert.DoesNotContain("muc_open", features);
        Assert.Equal(features.Order(StringComparer.Ordinal), features);
        Assert.Equal("conference", info.Elements().First().Attribute("category")!.Value);
    }

    [Fact]
    public async Task A_ping_to_oneself_says_whether_the_client_is_in_the_room()
    {
        await using var rooms = await InsideAsync();
        Stanza To(Jid client, string nick) => rooms.Ask(client, Ping.Request(client, Garden, "p").Payloads[0], to: Garden.WithResource(nick));

        Assert.Equal("result", (await rooms.ReceiveAsync(To(Phone, "alice"))).Single().Type);
        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(To(Desk, "alice"))).Condition);
        Assert.Equal(StanzaConditions.ItemNotFound, (await rooms.RefusalOfAsync(To(Phone, "Nobody"))).Condition);
        Assert.Equal(StanzaConditions.ServiceUnavailable, (await rooms.RefusalOfAsync(To(Phone, "Mia"))).Condition);
    }

    [Fact]
    public async Task An_invitation_names_room_inviter_and_reason()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();

        var stanza = await rooms.Parts.Traffic.InviteAsync(
            rooms.Network,
            new RoomInvitation { User = Phone.Bare, Contact = Who(Mia), Timestamp = rooms.Time.GetUtcNow(), Room = new RoomAddress("#garden"), Reason = "come\nin" },
            "i1",
            CancellationToken.None);

        var invite = Assert.Single(RoomNews.Find(stanza)!.Invites);
        Assert.Equal((Garden, Phone.Bare, "i1"), (stanza.From, stanza.To, stanza.Id));
        Assert.Equal((Jid.Parse(@"mia\40remote.test@rooms.test"), "come in"), (invite.From, invite.Reason));
    }

    private static Stanza Order(RoomsUnderTest rooms, RoomItem item) => rooms.Ask(Phone, new RoomOrders([item]).ToElement(), "set");

    private static async Task<RoomsUnderTest> InsideAsync()
    {
        var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        return rooms;
    }
}
