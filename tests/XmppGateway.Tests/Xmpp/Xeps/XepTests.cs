using XmppGateway.Abstractions;
using XmppGateway.Tests.Xmpp.Streams;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Xeps;

/// <summary>The shapes of the XEPs' own examples, read off the wire and written to it.</summary>
public class XepTests
{
    private static readonly Jid Romeo = Jid.Parse("romeo@montague.net/orchard");

    [Fact] // XEP-0030 §3.1
    public void Disco_info()
    {
        var request = Read("<iq type='get' from='romeo@montague.net/orchard' to='plays.shakespeare.lit' id='info1'>"
            + "<query xmlns='http://jabber.org/protocol/disco#info' node='n'/></iq>");
        Assert.True(DiscoInfo.IsRequest(request));
        Assert.False(DiscoItems.IsRequest(request));
        Assert.Equal("n", DiscoInfo.RequestedNode(request));

        var info = new DiscoInfo([new("gateway", "smtp", "Mail"), new("pubsub", "pep")], [Ping.Feature, Receipts.Feature], "n");
        var read = DiscoInfo.Parse(Read(request.Reply().With(info.ToElement()).Render()));
        Assert.Equal((info.Node, null), (read?.Node, read?.Form));
        Assert.Equal(info.Identities, read?.Identities);
        Assert.Equal(["urn:xmpp:ping", "urn:xmpp:receipts"], read?.Features);
        Assert.Null(DiscoInfo.Parse(request.Reply()));
    }

    [Fact] // XEP-0030 §4.1
    public void Disco_items()
    {
        var result = Read("<iq type='result' from='shakespeare.lit' to='romeo@montague.net/orchard' id='items1'>"
            + "<query xmlns='http://jabber.org/protocol/disco#items'><item jid='people.shakespeare.lit' name='Directory'/>"
            + "<item jid='@'/><item jid='mim.shakespeare.lit' node='x'/></query></iq>");
        var items = DiscoItems.Parse(result);
        Assert.Equal([new(Jid.Parse("people.shakespeare.lit"), "Directory"), new(Jid.Parse("mim.shakespeare.lit"), null, "x")], items?.Items);
        Assert.Equal(items?.Items, DiscoItems.Parse(result.Reply().With(items!.ToElement()))?.Items);
    }

    [Fact] // XEP-0184 §5
    public void Receipt_of_a_message()
    {
        var message = Read("<message from='northumberland@shakespeare.lit/westminster' id='richard2-4.1.247' to='kingrichard@royalty.england.lit/throne'>"
            + "<body>My lord</body><request xmlns='urn:xmpp:receipts'/></message>");
        Assert.True(Receipts.IsRequested(message));
        var receipt = Read(Receipts.Answer(message, "bi29sg183b4v").Render());
        Assert.Equal(("bi29sg183b4v", "richard2-4.1.247"), (receipt.Id, Receipts.ReceivedId(receipt)));
        Assert.Equal("northumberland@shakespeare.lit/westminster", receipt.To?.ToString());
        Assert.False(Receipts.IsRequested(receipt));
    }

    [Theory]
    [InlineData("<message id='1' type='error'><request xmlns='urn:xmpp:receipts'/></message>")]
    [InlineData("<message><request xmlns='urn:xmpp:receipts'/></message>")]
    [InlineData("<message id='1'><received xmlns='urn:xmpp:receipts' id='0'/><request xmlns='urn:xmpp:receipts'/></message>")]
    [InlineData("<message id='1'><body>x</body></message>")]
    public void No_receipt_where_none_is_due(string message) => Assert.False(Receipts.IsRequested(Read(message)));

    [Fact] // XEP-0199 §4
    public void Ping_is_a_request_with_an_empty_answer()
    {
        var ping = Read(Ping.Request(Romeo, Jid.Parse("montague.net"), "s2c1").Render());
        Assert.True(Ping.IsRequest(ping));
        Assert.Equal("<iq from='montague.net' to='romeo@montague.net/orchard' id='s2c1' type='result'/>", ping.Reply().Render());
        Assert.False(Ping.IsRequest(ping.Reply()));
    }

    [Fact] // XEP-0092 §2
    public void Software_version()
    {
        Assert.True(SoftwareVersion.IsRequest(Read("<iq type='get' id='v1'><query xmlns='jabber:iq:version'/></iq>")));
        var version = new SoftwareVersion("Exodus", "0.7.0.4", "Windows-XP 5.01.2600");
        Assert.Equal(version, SoftwareVersion.Parse(new Stanza(StanzaKind.Iq).With(version.ToElement())));
        Assert.Null(SoftwareVersion.Parse(Read("<iq type='result' id='v1'><query xmlns='jabber:iq:version'/></iq>")));
    }

    [Fact] // XEP-0100 §6.3
    public void Gateway_prompt()
    {
        var question = Read("<iq type='get' to='aim.jabber.org' id='gate1'><query xmlns='jabber:iq:gateway'/></iq>");
        Assert.True(GatewayPrompt.IsQuestion(question));
        Assert.Null(GatewayPrompt.Typed(question));
        Assert.Equal(
            "<iq from='aim.jabber.org' id='gate1' type='result'><query xmlns='jabber:iq:gateway'><desc>d</desc><prompt>p</prompt></query></iq>",
            question.Reply().With(GatewayPrompt.Question("d", "p")).Render());

        var typed = Read("<iq type='set' id='gate2'><query xmlns='jabber:iq:gateway'><prompt> bob@example.com </prompt></query></iq>");
        Assert.Equal("bob@example.com", GatewayPrompt.Typed(typed));
        Assert.Equal("", GatewayPrompt.Typed(Read("<iq type='set' id='gate2'><query xmlns='jabber:iq:gateway'/></iq>")));
        Assert.Equal("bob\\40example.com@mail.localhost", GatewayPrompt.Answer(Jid.Parse("bob\\40example.com@mail.localhost")).Value);
    }

    [Fact] // XEP-0203 §4
    public void Delay_in_its_forms()
    {
        var stamp = new DateTimeOffset(2002, 9, 10, 23, 8, 25, TimeSpan.Zero);
        var delayed = new Stanza(StanzaKind.Message).With(Delay.Create(stamp.ToOffset(TimeSpan.FromHours(2)), Romeo));
        Assert.Contains("stamp='2002-09-10T23:08:25.000Z'", delayed.Render(), StringComparison.Ordinal);
        Assert.Equal(stamp, Delay.Find(delayed));
        Assert.Equal(stamp, Delay.Find(Read("<message><delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'/></message>")));
        Assert.Equal(stamp, Delay.Find(Read("<message><delay xmlns='urn:xmpp:delay' stamp='2002-09-11T01:08:25+02:00'/></message>")));
        Assert.Null(Delay.Find(Read("<message><delay xmlns='urn:xmpp:delay' stamp='yesterday'/></message>")));
    }

    [Fact] // XEP-0359 §3
    public void Ids_of_a_message()
    {
        var message = Read("<message><stanza-id xmlns='urn:xmpp:sid:0' id='forged' by='evil.example'/><stanza-id xmlns='urn:xmpp:sid:0' id='28482' by='Room@muc.example'/>"
            + "<origin-id xmlns='urn:xmpp:sid:0' id='de305d54'/></message>");
        Assert.Equal("de305d54", OriginId.Find(message));
        Assert.Equal("28482", OriginId.FindAssigned(message, Jid.Parse("room@muc.example")));
        Assert.Null(OriginId.FindAssigned(message, Jid.Parse("other@muc.example")));
        Assert.Equal("x", OriginId.Find(new Stanza(StanzaKind.Message).With(OriginId.Create("x"))));
    }

    [Fact] // XEP-0172 §4
    public void Nick_of_a_sender()
    {
        Assert.Equal("Ishmael", Nick.Find(new Stanza(StanzaKind.Presence).With(Nick.Create("Ishmael"))));
        Assert.Null(Nick.Find(Read("<presence><nick xmlns='http://jabber.org/protocol/nick'> </nick></presence>")));
    }

    [Fact] // XEP-0461 §3
    public void Reply_to_a_message()
    {
        var reply = Reply.Find(Read("<message><reply xmlns='urn:xmpp:reply:0' to='Anna@example.com' id='message-id1'/></message>"));
        Assert.Equal(new Reply("message-id1", Jid.Parse("anna@example.com")), reply);
        Assert.Equal(reply, Reply.Find(new Stanza(StanzaKind.Message).With(reply!.ToElement())));
        Assert.Null(Reply.Find(Read("<message><reply xmlns='urn:xmpp:reply:0'/></message>")));
    }

    private static Stanza Read(string stanza) => Assert.Single(WireText.Read(stanza));
}
