using XmppGateway.Tests.Xmpp.Streams;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Xeps;

/// <summary>What is said about messages, in the shapes of the XEPs' own examples.</summary>
public class MessageXepTests
{
    [Fact] // XEP-0308 §3
    public void A_correction()
    {
        var stanza = Read("<message to='juliet@capulet.net/balcony' id='good1'><body>But soft, what light through yonder window breaks?</body>"
            + "<replace id='bad1' xmlns='urn:xmpp:message-correct:0'/></message>");

        Assert.Equal("bad1", Correction.Find(stanza));
        Assert.Equal("bad1", Correction.Find(new Stanza(StanzaKind.Message).With(Correction.Create("bad1"))));
        Assert.Null(Correction.Find(Read("<message><replace xmlns='urn:xmpp:message-correct:0'/></message>")));
    }

    [Fact] // XEP-0372 §3.2
    public void A_mention()
    {
        var stanza = Read("<message from='stpeter@jabber.org' to='jdev@muc.xmpp.org' type='groupchat'>"
            + "<body>Blah blah blah, and Juliet said that the weather could be better, ok?</body>"
            + "<reference xmlns='urn:xmpp:reference:0' begin='20' end='26' type='mention' uri='xmpp:juliet@capulet.lit'/>"
            + "<reference xmlns='urn:xmpp:reference:0' begin='x' type='mention' uri='xmpp:romeo@montague.lit'/>"
            + "<reference xmlns='urn:xmpp:reference:0' type='data' uri='xmpp:fdp.shakespeare.lit?;node=fdp/submitted/test'/></message>");

        Assert.Equal([new Mention(20, 26, "xmpp:juliet@capulet.lit"), new Mention(null, null, "xmpp:romeo@montague.lit")], Mention.FindAll(stanza));
        Assert.Equal(new Mention(20, 26, "xmpp:juliet@capulet.lit"), Assert.Single(Mention.FindAll(new Stanza(StanzaKind.Message).With(Mention.FindAll(stanza)[0].ToElement()))));
    }

    [Fact] // XEP-0424 §3
    public void A_retraction() => Assert.Equal("wrong-recipient-1", MessageRetraction.Find(Read(
        "<message type='chat' to='lord@capulet.example' id='retract-message-1'>"
        + "<retract id='wrong-recipient-1' xmlns='urn:xmpp:message-retract:1'/>"
        + "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>"
        + "<body>/me retracted a previous message, but it's unsupported by your client.</body><store xmlns='urn:xmpp:hints'/></message>")));

    [Fact] // XEP-0424 version 0.3 §3
    public void A_retraction_of_the_old_generation() => Assert.Equal("origin-id-1", MessageRetraction.Find(Read(
        "<message type='chat' to='lord@capulet.example' id='retract-message-1'>"
        + "<apply-to xmlns='urn:xmpp:fasten:0' id='other'><x xmlns='urn:x'/></apply-to>"
        + "<apply-to id='origin-id-1' xmlns='urn:xmpp:fasten:0'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to></message>")));

    [Theory]
    [InlineData("<retract xmlns='urn:xmpp:message-retract:1'/>")]
    [InlineData("<retract xmlns='urn:xmpp:message-retract:0' id='x'/>")]
    [InlineData("<apply-to xmlns='urn:xmpp:fasten:0' id='x'/>")]
    [InlineData("<apply-to xmlns='urn:xmpp:fasten:0'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>")]
    public void What_takes_nothing_back(string payload) => Assert.Null(MessageRetraction.Find(Read($"<message>{payload}</message>")));

    [Fact] // XEP-0444 §3.2
    public void Reactions()
    {
        var reactions = MessageReactions.Find(Read(
            "<message to='romeo@capulet.net/orchard' id='96d73204-a57a-11e9-88b8-4889e7820c76' type='chat'>"
            + "<reactions id='744f6e18-a57a-11e9-a656-4889e7820c76' xmlns='urn:xmpp:reactions:0'><reaction>👋</reaction><reaction> 🐢\n</reaction>"
            + "<reaction/></reactions><store xmlns='urn:xmpp:hints'/></message>"));

        Assert.Equal("744f6e18-a57a-11e9-a656-4889e7820c76", reactions?.Id);
        Assert.Equal(["👋", "🐢"], reactions?.Values);
        Assert.Equal(reactions?.Values, MessageReactions.Find(new Stanza(StanzaKind.Message).With(reactions!.ToElement()))?.Values);
        Assert.Empty(MessageReactions.Find(Read("<message><reactions id='x' xmlns='urn:xmpp:reactions:0'/></message>"))!.Values);
        Assert.Null(MessageReactions.Find(Read("<message><reactions xmlns='urn:xmpp:reactions:0'/></message>")));
    }

    [Fact] // XEP-0333 §4.2
    public void A_displayed_marker()
    {
        Assert.Equal("the-msg-1", ChatMarkers.DisplayedId(Read(
            "<message to='romeo@montegue.lit' from='juliet@capulet.lit/balcony'><displayed xmlns='urn:xmpp:chat-markers:0' id='the-msg-1'/></message>")));
        Assert.Equal("x", ChatMarkers.DisplayedId(new Stanza(StanzaKind.Message).With(ChatMarkers.Displayed("x"))));
        Assert.Null(ChatMarkers.DisplayedId(Read("<message><received xmlns='urn:xmpp:chat-markers:0' id='x'/></message>")));
    }

    [Theory] // XEP-0428 §2.2
    [InlineData("<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reactions:0'/>", true)]
    [InlineData("<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reactions:0'><body/></fallback>", true)]
    [InlineData("<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reactions:0'><body start='0' end='1'/></fallback>", false)]
    [InlineData("<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'/>", false)]
    [InlineData("", false)]
    public void A_body_that_is_only_a_fallback(string payload, bool isWhole) =>
        Assert.Equal(isWhole, Fallback.IsWhole(Read($"<message><body>x</body>{payload}</message>"), Namespaces.Reactions));

    private static Stanza Read(string stanza) => Assert.Single(WireText.Read(stanza));
}
