using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Routing;

public sealed class AccessRulesTests
{
    [Theory]
    [InlineData("", "", "a@localhost", true)]
    [InlineData("", "", "a@elsewhere", false)]
    [InlineData("elsewhere", "", "a@elsewhere/x", true)]
    [InlineData("elsewhere", "", "a@localhost", false)]
    [InlineData("a@elsewhere", "", "a@elsewhere", true)]
    [InlineData("A@Elsewhere", "", "a@elsewhere", true)]
    [InlineData("a@elsewhere", "", "b@elsewhere", false)]
    [InlineData("localhost", "a@localhost", "a@localhost/x", false)]
    [InlineData("a@localhost", "localhost", "a@localhost", false)]
    public void Denial_wins_and_local_users_are_the_default(string allow, string deny, string user, bool allowed) => Assert.Equal(
        allowed,
        new AccessRules(Split(allow), Split(deny), ["localhost"]).Allows(Jid.Parse(user)));

    [Theory]
    [InlineData(StanzaKind.Message, "chat", true, "Refuse")]
    [InlineData(StanzaKind.Message, null, false, "Ignore")]
    [InlineData(StanzaKind.Message, "error", true, "Pass")]
    [InlineData(StanzaKind.Presence, "subscribe", true, "Refuse")]
    [InlineData(StanzaKind.Presence, "unsubscribe", true, "Pass")]
    [InlineData(StanzaKind.Presence, "subscribed", true, "Ignore")]
    [InlineData(StanzaKind.Presence, "unavailable", true, "Pass")]
    [InlineData(StanzaKind.Presence, "probe", true, "Ignore")]
    [InlineData(StanzaKind.Presence, null, true, "Ignore")]
    [InlineData(StanzaKind.Iq, "set", true, "Refuse")]
    [InlineData(StanzaKind.Iq, "get", true, "Refuse")]
    [InlineData(StanzaKind.Iq, "result", true, "Pass")]
    public void A_stranger_gets(StanzaKind kind, string? type, bool hasBody, string verdict) =>
        Assert.Equal(verdict, Judge(kind, type, hasBody, "bob@mail.localhost").ToString());

    [Theory]
    [InlineData(true, "Pass")]
    [InlineData(false, "Ignore")]
    public void A_stranger_may_say_to_the_gateway_that_they_leave(bool hasBody, string verdict) =>
        Assert.Equal(verdict, Judge(StanzaKind.Message, "chat", hasBody, "mail.localhost").ToString());

    [Fact]
    public void A_stranger_who_wants_to_come_into_a_room_is_refused_and_not_ignored()
    {
        var stanza = new Stanza(StanzaKind.Presence)
        {
            From = Jid.Parse("stranger@elsewhere/x"),
            To = Jid.Parse("room@mail.localhost/x"),
            Payloads = { XElement.Parse("<x xmlns='http://jabber.org/protocol/muc'/>") },
        };

        Assert.Equal(AccessVerdict.Refuse, new AccessRules([], [], ["localhost"]).Judge(stanza));
    }

    [Fact]
    public void A_stranger_may_ask_the_gateway_itself() =>
        Assert.Equal(AccessVerdict.Pass, Judge(StanzaKind.Iq, "get", false, "mail.localhost"));

    [Theory]
    [InlineData("<query xmlns='jabber:iq:register'><remove/></query>", "mail.localhost", "Pass")]
    [InlineData("<query xmlns='jabber:iq:register'><username>x</username></query>", "mail.localhost", "Refuse")]
    [InlineData("<query xmlns='jabber:iq:register'><remove/></query>", "bob@mail.localhost", "Refuse")]
    [InlineData("<command xmlns='http://jabber.org/protocol/commands' node='unregister'/>", "mail.localhost", "Pass")]
    [InlineData("<command xmlns='http://jabber.org/protocol/commands' node='register'/>", "mail.localhost", "Refuse")]
    public void A_stranger_may_ask_to_leave_and_nothing_more(string payload, string to, string verdict)
    {
        var stanza = new Stanza(StanzaKind.Iq) { From = Jid.Parse("stranger@elsewhere/x"), To = Jid.Parse(to), Type = "set", Payloads = { XElement.Parse(payload) } };

        Assert.Equal(verdict, new AccessRules([], [], ["localhost"]).Judge(stanza).ToString());
    }

    private static AccessVerdict Judge(StanzaKind kind, string? type, bool hasBody, string to)
    {
        var stanza = new Stanza(kind) { From = Jid.Parse("stranger@elsewhere/x"), To = Jid.Parse(to), Type = type };
        if (hasBody)
        {
            stanza.Payloads.Add(new XElement(Namespaces.Component + "body", "x"));
        }

        return new AccessRules([], [], ["localhost"]).Judge(stanza);
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
