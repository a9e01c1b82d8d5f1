using XmppGateway.Abstractions;
using XmppGateway.Tests.Xmpp.Streams;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Xeps;

/// <summary>Rooms, in the shapes of the examples of XEP-0045, XEP-0421 and XEP-0425.</summary>
public class RoomXepTests
{
    private const string User = "http://jabber.org/protocol/muc#user";
    private const string Admin = "http://jabber.org/protocol/muc#admin";
    private const string Owner = "http://jabber.org/protocol/muc#owner";

    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Jid Coven = Jid.Parse("coven@chat.shakespeare.lit");
    private static readonly Jid Hag = Jid.Parse("hag66@shakespeare.lit/pda");

    [Fact] // XEP-0045 §7.2.1
    public void A_wish_to_enter()
    {
        Assert.Equal(new RoomJoin(), Join(""));
        Assert.Equal(new RoomJoin("cauldronburn"), Join("<password>cauldronburn</password>"));
        Assert.Equal(
            new RoomJoin(), RoomJoin.Find(new Stanza(StanzaKind.Presence).With(RoomJoin.Empty()), Now));
    }

    [Theory] // XEP-0045 §7.2.14
    [InlineData("maxchars='65000'", null, 65000, null)]
    [InlineData("maxchars='0'", null, 0, null)]
    [InlineData("maxstanzas='20'", 20, null, null)]
    [InlineData("seconds='180'", null, null, "2026-05-01T11:57:00Z")]
    [InlineData("since='1970-01-01T00:00:00Z'", null, null, "1970-01-01T00:00:00Z")]
    [InlineData("seconds='180' since='1970-01-01T00:00:00Z'", null, null, "2026-05-01T11:57:00Z")]
    [InlineData("seconds='180' since='2026-05-01T11:59:00Z'", null, null, "2026-05-01T11:59:00Z")]
    [InlineData("seconds='2147483647' maxstanzas='2147483647'", 2147483647, null, "1958-04-13T08:45:53Z")]
    [InlineData("seconds='2147483648' maxstanzas='-1' maxchars=' 1' since='today'", null, null, null)]
    [InlineData("", null, null, null)]
    public void How_much_of_what_was_said_is_wanted(string history, int? stanzas, int? characters, string? since)
    {
        var join = Join($"<history {history}/>");

        Assert.Equal((stanzas, characters, Time.Read(since)), (join?.MaximumStanzas, join?.MaximumCharacters, join?.Since));
    }

    [Theory]
    [InlineData("<presence><x xmlns='http://jabber.org/protocol/muc#user'/></presence>")]
    [InlineData("<presence><y xmlns='http://jabber.org/protocol/muc'/></presence>")]
    [InlineData("<presence type='unavailable'><x xmlns='http://jabber.org/protocol/muc'/></presence>")]
    [InlineData("<presence type='error'><x xmlns='http://jabber.org/protocol/muc'/></presence>")]
    [InlineData("<message><x xmlns='http://jabber.org/protocol/muc'/></message>")]
    public void What_is_no_wish_to_enter(string stanza) => Assert.Null(RoomJoin.Find(Read(stanza), Now));

    [Fact] // XEP-0045 §7.2.2
    public void Somebody_is_in_a_room()
    {
        var news = News("<item affiliation='owner' jid='crone1@shakespeare.lit/desktop' role='moderator'/><status code='110'/>");

        Assert.Equal(
            new RoomItem { Affiliation = RoomAffiliation.Owner, Role = RoomRole.Moderator, Jid = Jid.Parse("crone1@shakespeare.lit/desktop") }, news.Item);
        Assert.Equal([RoomStatus.Self], news.Statuses);
        Assert.Null(news.Destruction);
        Assert.Empty(news.Invites);
    }

    [Fact] // XEP-0045 §7.6
    public void Somebody_has_another_name()
    {
        var news = News("<item affiliation='member' jid='hag66@shakespeare.lit/pda' nick='oldhag' role='participant'/><status code='303'/><status code='110'/>");

        Assert.Equal(new RoomItem { Affiliation = RoomAffiliation.Member, Role = RoomRole.Participant, Jid = Hag, Nick = "oldhag" }, news.Item);
        Assert.Equal([RoomStatus.NickChanged, RoomStatus.Self], news.Statuses);
    }

    [Fact] // XEP-0045 §8.2
    public void Somebody_was_put_out()
    {
        const string Kick = "<item affiliation='none' role='none'><actor nick='Fluellen'/><reason>Avaunt, you cullion!</reason></item>"
            + "<status code='110'/><status code='307'/>";

        var news = News(Kick);

        Assert.Equal(
            new RoomItem { Affiliation = RoomAffiliation.None, Role = RoomRole.None, Actor = "Fluellen", Reason = "Avaunt, you cullion!" }, news.Item);
        Assert.Equal([RoomStatus.Self, RoomStatus.Removed], news.Statuses);
        Assert.Equal(
            $"<presence><x xmlns='{User}'>{Kick}</x></presence>", new Stanza(StanzaKind.Presence).With(news.ToElement()).Render());
    }

    [Fact] // XEP-0045 §7.8.2
    public void Somebody_is_asked_in()
    {
        var asked = News("<invite to='hecate@shakespeare.lit'><reason>Hey Hecate!</reason></invite><invite to='@'/>").Invites;
        Assert.Equal([new(null, Jid.Parse("hecate@shakespeare.lit"), "Hey Hecate!"), new(null, null, null)], asked);

        var sent = new RoomNews { Invites = [new RoomInvite(Jid.Parse("crone1@shakespeare.lit/desktop"), null, "Hey Hecate!")] };
        var message = Stanza.Message(Coven, Jid.Parse("hecate@shakespeare.lit"), null).With(sent.ToElement());
        Assert.Equal(
            "<message from='coven@chat.shakespeare.lit' to='hecate@shakespeare.lit'>"
            + $"<x xmlns='{User}'><invite from='crone1@shakespeare.lit/desktop'><reason>Hey Hecate!</reason></invite></x></message>",
            message.Render());
    }

    [Fact] // XEP-0045 §10.9
    public void A_room_is_over()
    {
        const string End = "<item affiliation='none' role='none'/><destroy jid='coven@chat.shakespeare.lit'><reason>Macbeth doth come.</reason></destroy>";

        var news = News(End);

        Assert.Equal(new RoomDestruction(Coven, "Macbeth doth come."), news.Destruction);
        Assert.Equal($"<presence><x xmlns='{User}'>{End}</x></presence>", new Stanza(StanzaKind.Presence).With(news.ToElement()).Render());
        Assert.Equal(new RoomDestruction(null, null), News("<destroy jid='@'/>").Destruction);
    }

    [Fact] // XEP-0045 §10.2.1
    public void News_of_the_room_itself()
    {
        var message = Stanza.Message(Coven, Hag, "groupchat").With(new RoomNews { Statuses = [RoomStatus.ConfigurationChanged] }.ToElement());

        Assert.Equal(
            $"<message from='coven@chat.shakespeare.lit' to='hag66@shakespeare.lit/pda' type='groupchat'><x xmlns='{User}'><status code='104'/></x></message>",
            message.Render());
    }

    [Fact]
    public void What_cannot_be_read_of_news_is_left_out()
    {
        var news = News("<item affiliation='king' role='' jid='@'/><status/><status code='x'/><status code='-110'/><status code='99999999999'/><status code='100'/>");

        Assert.Equal(new RoomItem(), news.Item);
        Assert.Equal([100], news.Statuses);
        Assert.Null(RoomNews.Find(Read("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>")));
    }

    [Theory] // XEP-0045 §5
    [InlineData("Owner")]
    [InlineData("oWNER")]
    [InlineData("owner ")]
    [InlineData(" owner")]
    [InlineData("none,owner")]
    [InlineData("4")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_affiliation(string? name) => Assert.Null(RoomNames.Affiliation(name));

    [Fact] // XEP-0045 §5
    public void Affiliations_and_roles_have_their_names()
    {
        Assert.Equal(["none", "outcast", "member", "admin", "owner"], Enum.GetValues<RoomAffiliation>().Select(RoomNames.Of));
        Assert.Equal(["none", "visitor", "participant", "moderator"], Enum.GetValues<RoomRole>().Select(RoomNames.Of));
        Assert.All(Enum.GetValues<RoomAffiliation>(), affiliation => Assert.Equal(affiliation, RoomNames.Affiliation(RoomNames.Of(affiliation))));
        Assert.All(Enum.GetValues<RoomRole>(), role => Assert.Equal(role, RoomNames.Role(RoomNames.Of(role))));
        Assert.Null(RoomNames.Role("outcast"));
    }

    [Fact] // XEP-0045 §8.2, §8.5, §9.1
    public void Orders_of_moderators_and_administrators()
    {
        Assert.Equal(
            [new RoomItem { Nick = "pistol", Role = RoomRole.None, Reason = "Avaunt, you cullion!" }],
            Orders("set", "<item nick='pistol' role='none'><reason>Avaunt, you cullion!</reason></item>"));
        Assert.Equal(
            [
                new RoomItem { Nick = "Hecate", Role = RoomRole.Visitor },
                new RoomItem { Nick = "rosencrantz", Role = RoomRole.Participant, Reason = "A worthy fellow." },
            ],
            Orders("set", "<item nick='Hecate' role='visitor'/><item nick='rosencrantz' role='participant'><reason>A worthy fellow.</reason></item>"));
        Assert.Equal(
            [new RoomItem { Affiliation = RoomAffiliation.Outcast, Jid = Jid.Parse("earlofcambridge@shakespeare.lit") }],
            Orders("set", "<item affiliation='outcast' jid='earlofcambridge@shakespeare.lit'/>"));
        Assert.Equal([new RoomItem { Affiliation = RoomAffiliation.Outcast }], Orders("get", "<item affiliation='outcast'/>"));
        Assert.Empty(Orders("set", "<reason>Nobody</reason>")!);
    }

    [Theory]
    [InlineData("result")]
    [InlineData("error")]
    public void An_answer_is_no_order(string type)
    {
        Assert.Null(Orders(type, "<item nick='pistol' role='none'/>"));
        Assert.Null(RoomConfiguration.Find(Read($"<iq id='1' type='{type}'><query xmlns='{Owner}'><destroy/></query></iq>")));
    }

    [Fact] // XEP-0045 §9.2
    public void The_list_of_those_who_are_out()
    {
        var list = new RoomOrders([new RoomItem { Affiliation = RoomAffiliation.Outcast, Jid = Jid.Parse("earlofcambridge@shakespeare.lit"), Reason = "Treason" }]);

        Assert.Equal(
            $"<iq id='ban2' type='result'><query xmlns='{Admin}'><item affiliation='outcast' jid='earlofcambridge@shakespeare.lit'>"
            + "<reason>Treason</reason></item></query></iq>",
            new Stanza(StanzaKind.Iq) { Id = "ban2", Type = "result" }.With(list.ToElement()).Render());
    }

    [Fact] // XEP-0045 §10
    public void What_owners_ask()
    {
        Assert.Equal(new RoomConfiguration(null), Configuration("get", ""));
        Assert.Equal(DataForm.Submit, Configuration("set", "<x xmlns='jabber:x:data' type='submit'/>")?.Form?.Type);
        Assert.Equal(DataForm.Cancel, Configuration("set", "<x xmlns='jabber:x:data' type='cancel'/>")?.Form?.Type);
        Assert.Equal(
            ["A Dark Cave"],
            Configuration(
                "set",
                "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>"
                + "<field var='muc#roomconfig_roomname'><value>A Dark Cave</value></field></x>")?.Form?.Values("muc#roomconfig_roomname"));
        Assert.Equal(
            new RoomConfiguration(null, IsEnd: true),
            Configuration("set", "<destroy jid='coven@chat.shakespeare.lit'><reason>Macbeth doth come.</reason></destroy>"));
    }

    [Fact] // XEP-0421 §4
    public void An_occupant_id()
    {
        var presence = Read("<presence from='coven@chat.shakespeare.lit/thirdwitch'><x xmlns='http://jabber.org/protocol/muc#user'/>"
            + "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='dd72603deec90a38ba552f7c68cbcc61bca202cd'/></presence>");

        Assert.Equal("dd72603deec90a38ba552f7c68cbcc61bca202cd", OccupantId.Find(presence));
        Assert.Equal("x", OccupantId.Find(new Stanza(StanzaKind.Presence).With(OccupantId.Create("x"))));
        Assert.Null(OccupantId.Find(Read("<presence><occupant-id xmlns='urn:xmpp:occupant-id:0'/></presence>")));
    }

    [Fact] // XEP-0425 §4
    public void A_message_is_to_be_taken_away() => Assert.Equal(
        new MessageModeration("stanza-id-1", "This message contains inappropriate content for this forum"),
        Moderation("<moderate id='stanza-id-1' xmlns='urn:xmpp:message-moderate:1'><retract xmlns='urn:xmpp:message-retract:1'/>"
            + "<reason>This message contains inappropriate content for this forum</reason></moderate>"));

    [Fact] // XEP-0425 version 0.2 §3
    public void A_message_is_to_be_taken_away_as_the_old_generation_says_it() => Assert.Equal(
        new MessageModeration("stanza-id-1", "Bad"),
        Moderation("<apply-to id='stanza-id-1' xmlns='urn:xmpp:fasten:0'><moderate xmlns='urn:xmpp:message-moderate:0'>"
            + "<retract xmlns='urn:xmpp:message-retract:0'/><reason>Bad</reason></moderate></apply-to>"));

    [Theory]
    [InlineData("<moderate xmlns='urn:xmpp:message-moderate:1'><retract xmlns='urn:xmpp:message-retract:1'/></moderate>")]
    [InlineData("<moderate id='' xmlns='urn:xmpp:message-moderate:1'><retract xmlns='urn:xmpp:message-retract:1'/></moderate>")]
    [InlineData("<moderate id='x' xmlns='urn:xmpp:message-moderate:1'/>")]
    [InlineData("<moderate id='x' xmlns='urn:xmpp:message-moderate:1'><retract xmlns='urn:x'/></moderate>")]
    [InlineData("<moderate id='x' xmlns='urn:xmpp:message-moderate:0'><retract xmlns='urn:xmpp:message-retract:0'/></moderate>")]
    [InlineData("<apply-to id='x' xmlns='urn:xmpp:fasten:0'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>")]
    public void What_takes_nothing_away(string payload) => Assert.Null(Moderation(payload));

    [Fact]
    public void Only_a_request_takes_a_message_away()
    {
        const string Order = "<moderate id='x' xmlns='urn:xmpp:message-moderate:1'><retract xmlns='urn:xmpp:message-retract:1'/></moderate>";

        Assert.NotNull(Moderation(Order));
        Assert.Null(MessageModeration.Find(Read($"<iq id='1' type='get'>{Order}</iq>")));
        Assert.Null(MessageModeration.Find(Read($"<iq id='1' type='error'>{Order}</iq>")));
        Assert.Null(MessageModeration.Find(Read($"<message type='groupchat'>{Order}</message>")));
    }

    [Fact] // XEP-0425 §4.1
    public void A_message_was_taken_away()
    {
        var message = new Stanza(StanzaKind.Message);
        foreach (var payload in MessageModeration.Announce("stanza-id-1", Jid.Parse("room@muc.example.com/macbeth"), "Bad"))
        {
            message.Payloads.Add(payload);
        }

        Assert.Equal(
            "<message><retract xmlns='urn:xmpp:message-retract:1' id='stanza-id-1'>"
            + "<moderated xmlns='urn:xmpp:message-moderate:1' by='room@muc.example.com/macbeth'/><reason>Bad</reason></retract>"
            + "<apply-to xmlns='urn:xmpp:fasten:0' id='stanza-id-1'><moderated xmlns='urn:xmpp:message-moderate:0' by='room@muc.example.com/macbeth'>"
            + "<retract xmlns='urn:xmpp:message-retract:0'/><reason>Bad</reason></moderated></apply-to></message>",
            message.Render());
        Assert.DoesNotContain(
            MessageModeration.Announce("x", null, "").SelectMany(element => element.DescendantsAndSelf()),
            element => element.Attribute("by") is not null || element.Name.LocalName == "reason");
    }

    private static Stanza Read(string stanza) => Assert.Single(WireText.Read(stanza));

    private static RoomJoin? Join(string content) => RoomJoin.Find(
        Read($"<presence from='hag66@shakespeare.lit/pda' id='n13mt3l' to='coven@chat.shakespeare.lit/thirdwitch'><x xmlns='http://jabber.org/protocol/muc'>{content}</x></presence>"), Now);

    private static RoomNews News(string content) => RoomNews.Find(Read($"<presence><x xmlns='{User}'>{content}</x></presence>"))!;

    private static IReadOnlyList<RoomItem>? Orders(string type, string content) =>
        RoomOrders.Find(Read($"<iq from='fluellen@shakespeare.lit/pda' id='kick1' to='harfleur@chat.shakespeare.lit' type='{type}'><query xmlns='{Admin}'>{content}</query></iq>"))?.Items;

    private static RoomConfiguration? Configuration(string type, string content) =>
        RoomConfiguration.Find(Read($"<iq from='crone1@shakespeare.lit/desktop' id='create1' to='coven@chat.shakespeare.lit' type='{type}'><query xmlns='{Owner}'>{content}</query></iq>"));

    private static MessageModeration? Moderation(string payload) =>
        MessageModeration.Find(Read($"<iq type='set' to='room@muc.example.com' id='retract-request-1'>{payload}</iq>"));
}
