using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Xeps;

/// <summary>What a client of a room writes and reads (XEP-0045, XEP-0313, XEP-0425).</summary>
public sealed class VisitedRoomXepTests
{
    private static readonly Jid Room = Jid.Parse("garden@rooms.test");
    private static readonly Jid Us = Jid.Parse("matrix.localhost/portal");

    [Fact] // XEP-0045 §7.2.14
    public void A_wish_to_enter_is_read_as_it_was_written()
    {
        var since = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var join = new RoomJoin("secret") { MaximumStanzas = 20, MaximumCharacters = 100, Since = since };
        Assert.Equal(join, RoomJoin.Find(Stanza.Presence(Us, Room.WithResource("x")).With(join.ToElement()), since));
        Assert.Empty(new RoomJoin().ToElement().Elements());
    }

    [Theory] // XEP-0425 §4, and its version 0.2
    [InlineData("<retract xmlns='urn:xmpp:message-retract:1' id='a1'><moderated xmlns='urn:xmpp:message-moderate:1' by='x@y/z'/><reason>noise</reason></retract>", "noise")]
    [InlineData("<retract xmlns='urn:xmpp:message-retract:1' id='a1'><moderated xmlns='urn:xmpp:message-moderate:1'/></retract>", null)]
    [InlineData("<apply-to xmlns='urn:xmpp:fasten:0' id='a1'><moderated xmlns='urn:xmpp:message-moderate:0'><retract xmlns='urn:xmpp:message-retract:0'/><reason>noise</reason></moderated></apply-to>", "noise")]
    public void A_room_takes_a_message_away(string payload, string? reason) => Assert.Equal(
        new MessageModeration("a1", reason), MessageModeration.FindAnnounced(Stanza.Message(Room, Us, "groupchat").With(XElement.Parse(payload))));

    [Fact]
    public void An_author_s_own_retraction_is_no_moderation() => Assert.Null(MessageModeration.FindAnnounced(
        Stanza.Message(Room, Us, "groupchat").With(XElement.Parse("<retract xmlns='urn:xmpp:message-retract:1' id='a1'/>"))));

    [Fact]
    public void An_order_to_take_a_message_away_is_read_as_it_was_written()
    {
        var order = new MessageModeration("a1", "noise");
        Assert.Equal(order, MessageModeration.Find(Stanza.Iq(Us, Room, "set", "1", order.ToElement())));
    }

    [Fact] // XEP-0313 §4
    public void A_page_of_an_archive_has_its_items_and_an_end()
    {
        var said = Stanza.Message(Room.WithResource("alice"), Room, "groupchat", "m1");
        said.Body = "hello";
        var item = Stanza.Message(Room, Us, null).With(new XElement(
            XName.Get("result", "urn:xmpp:mam:2"), new XAttribute("queryid", "q1"), new XAttribute("id", "a1"), Forwarding.Wrap(said)));
        var found = MessageArchive.FindResult(item);
        Assert.Equal(("q1", "a1", "hello"), (found?.Query, found?.Id, found?.Message.Body));
        Assert.Null(MessageArchive.FindResult(said));

        var end = Stanza.Iq(Room, Us, "result", "1", XElement.Parse(
            "<fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'><first>a1</first><last>a2</last></set></fin>"));
        Assert.Equal(("a2", true), MessageArchive.FindEnd(end));
        Assert.Null(MessageArchive.FindEnd(item));
    }
}
