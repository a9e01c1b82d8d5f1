using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

public sealed partial class RoomPeopleTests
{
    [Theory]
    [InlineData("Mia", RoomRole.Visitor, true)]
    [InlineData("Mia", RoomRole.Participant, true)]
    [InlineData("Ben", RoomRole.Visitor, false)]
    public async Task A_voice_that_cannot_be_taken_or_need_not_be_given_is_not_touched(string nick, RoomRole role, bool isModerated)
    {
        await using var rooms = await StartAsync();
        rooms.Room.State = rooms.Room.State with { IsModerated = isModerated };
        await rooms.EnterAsync(Phone);

        Assert.Equal(StanzaConditions.NotAllowed, (await rooms.RefusalOfAsync(Order(rooms, new RoomItem { Nick = nick, Role = role }))).Condition);
        Assert.Empty(rooms.Remote.Changes);
    }

    [Theory]
    [InlineData("<moderate xmlns='urn:xmpp:message-moderate:1' id='$1'><retract xmlns='urn:xmpp:message-retract:1'/><reason>rude</reason></moderate>")]
    [InlineData("<apply-to xmlns='urn:xmpp:fasten:0' id='$1'><moderate xmlns='urn:xmpp:message-moderate:0'><retract xmlns='urn:xmpp:message-retract:0'/><reason>rude</reason></moderate></apply-to>")]
    public async Task A_message_is_taken_away_in_both_generations_as_the_network_decides(string order)
    {
        await using var rooms = await InsideAsync();

        Assert.Equal(["result"], Lines(await rooms.ReceiveAsync(rooms.Ask(Phone, System.Xml.Linq.XElement.Parse(order), "set"))));

        Assert.Equal([new RoomChange.Retract(new RemoteMessageId("$1"), "rude")], rooms.Remote.Changes);
        rooms.Remote.ChangeAnswer = new RoomAnswer.Refused("You may not redact.", FailureCondition.NotAllowed);
        var refused = await rooms.RefusalOfAsync(rooms.Ask(Phone, System.Xml.Linq.XElement.Parse(order), "set"));
        Assert.Equal((StanzaConditions.Forbidden, "You may not redact."), (refused.Condition, refused.Text));
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
    public async Task Hats_are_worn_in_the_language_of_who_sees_them_and_another_one_is_seen()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        rooms.Room.Put(new RoomMember(Who(Ben, "Ben"), RoomRank.Guest) { Hats = [new RoomHat("bot", new LocalText("Bot", "Automat"))] });
        var join = Join(Phone);
        join.Lang = "de";

        var seen = (await rooms.ReceiveAsync(join)).Single(stanza => stanza.From!.Resource == "Ben");

        Assert.Equal([("xmpp:rooms.test#hat-bot", "Automat")], Hats.Find(seen));
        Assert.Equal("de", seen.Payload(Namespaces.Hats + "hats")!.Elements().Single().Attribute(System.Xml.Linq.XNamespace.Xml + "lang")!.Value);
        Assert.Empty(Hats.Find(Assert.Single(await rooms.HappensAsync(rooms.Changed(BenAsMember)))));
    }

    [Fact]
    public async Task Lists_have_those_who_are_not_there_too_with_their_addresses()
    {
        await using var rooms = await InsideAsync();
        rooms.Room.Absent.AddRange(
        [
            new RoomMember(Who("eve@remote.test"), RoomRank.Banned), new RoomMember(Self(Carol), RoomRank.Banned), new RoomMember(Who("#odd one"), RoomRank.Banned),
            new RoomMember(Who("kim@remote.test"), RoomRank.Administrator),
        ]);

        var admins = await ListAsync(rooms, RoomAffiliation.Admin);
        var outcasts = await ListAsync(rooms, RoomAffiliation.Outcast);

        Assert.Equal([("Mia", "moderator"), (null, null)], admins.Select(item => (item.Attribute("nick")?.Value, item.Attribute("role")?.Value)));
        Assert.Equal(@"kim\40remote.test@rooms.test", admins[1].Attribute("jid")!.Value);
        Assert.Equal(3, outcasts.Count);
        Assert.Contains("carol@localhost", outcasts.Select(item => item.Attribute("jid")!.Value));
        Assert.All(outcasts, item => Assert.Equal("outcast", item.Attribute("affiliation")!.Value));
        Assert.All(outcasts, item => Assert.NotNull(item.Attribute("jid")));
        Assert.Equal(["Ben"], (await ListAsync(rooms, RoomAffiliation.None)).Select(item => item.Attribute("nick")!.Value));
        rooms.Remote.TellsMembers = false;
        Assert.Equal(
            StanzaConditions.RemoteServerTimeout,
            (await rooms.RefusalOfAsync(rooms.Ask(Phone, new RoomOrders([new RoomItem { Affiliation = RoomAffiliation.Owner }]).ToElement()))).Condition);
    }

    [Fact]
    public async Task Who_is_not_there_is_given_a_rank_by_address()
    {
        await using var rooms = await InsideAsync();
        await rooms.ReceiveAsync(Order(rooms, new RoomItem { Jid = Jid.Parse(@"eve\40remote.test@rooms.test"), Affiliation = RoomAffiliation.Outcast, Reason = "no" }));
        await rooms.ReceiveAsync(Order(rooms, new RoomItem { Jid = Carol.Bare, Affiliation = RoomAffiliation.Member }));

        Assert.Equal(
            [new RoomChange.Rank(new RemoteUserId("eve@remote.test"), RoomRank.Banned, "no"), new RoomChange.Rank(Self(Carol).Id, RoomRank.Member, null)],
            rooms.Remote.Changes);
    }

    [Fact]
    public async Task Another_user_of_the_gateway_is_invited_by_their_own_address()
    {
        await using var rooms = await InsideAsync();
        var asking = Stanza.Message(Phone, Garden, type: null);
        asking.Payloads.Add(new RoomNews { Invites = [new RoomInvite(null, Carol.Bare, "come")] }.ToElement());

        await rooms.ReceiveAsync(asking);

        Assert.Equal([new RoomChange.Invite(Self(Carol).Id, "come")], rooms.Remote.Changes);
    }

    private static async Task<IReadOnlyList<System.Xml.Linq.XElement>> ListAsync(RoomsUnderTest rooms, RoomAffiliation affiliation) =>
        [.. (await rooms.ReceiveAsync(rooms.Ask(Phone, new RoomOrders([new RoomItem { Affiliation = affiliation }]).ToElement()))).Single().Payloads.Single().Elements()];
}
