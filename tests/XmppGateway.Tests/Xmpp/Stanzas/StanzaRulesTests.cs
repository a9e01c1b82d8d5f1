using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Stanzas;

public class StanzaRulesTests
{
    [Theory]
    [InlineData("b@mail.localhost", "a@localhost", true)]
    [InlineData("mail.localhost", "localhost", true)]
    [InlineData(null, "a@localhost", false)]
    [InlineData("b@mail.localhost", null, false)]
    [InlineData("a@localhost", "b@mail.localhost", false)]
    [InlineData("x.mail.localhost", "a@localhost", false)]
    public void Addresses_are_there_and_the_sender_is_ours(string? from, string? to, bool allowed) =>
        Assert.Equal(allowed, IsAllowed(new Stanza(StanzaKind.Message) { From = Parse(from), To = Parse(to) }));

    [Theory]
    [InlineData(StanzaKind.Message, null, true)]
    [InlineData(StanzaKind.Message, "chat", true)]
    [InlineData(StanzaKind.Message, "error", true)]
    [InlineData(StanzaKind.Message, "get", false)]
    [InlineData(StanzaKind.Message, "", false)]
    [InlineData(StanzaKind.Presence, null, true)]
    [InlineData(StanzaKind.Presence, "subscribed", true)]
    [InlineData(StanzaKind.Presence, "available", false)]
    [InlineData(StanzaKind.Iq, "result", true)]
    [InlineData(StanzaKind.Iq, "error", true)]
    [InlineData(StanzaKind.Iq, null, false)]
    [InlineData(StanzaKind.Iq, "chat", false)]
    public void Types_belong_to_their_kind(StanzaKind kind, string? type, bool allowed) =>
        Assert.Equal(allowed, IsAllowed(new Stanza(kind) { From = Parse("mail.localhost"), To = Parse("localhost"), Id = "1", Type = type }));

    [Theory]
    [InlineData("get", "1", 1, true)]
    [InlineData("get", "1", 0, false)]
    [InlineData("set", "1", 2, false)]
    [InlineData("result", "1", 0, true)]
    [InlineData("result", "1", 2, false)]
    [InlineData("error", "1", 2, true)]
    [InlineData("get", null, 1, false)]
    [InlineData("result", "", 0, false)]
    public void An_iq_has_an_id_and_the_payloads_of_its_type(string type, string? id, int payloads, bool allowed)
    {
        var iq = new Stanza(StanzaKind.Iq) { From = Parse("mail.localhost"), To = Parse("localhost"), Id = id, Type = type };
        for (var i = 0; i < payloads; i++)
        {
            iq.With(new XElement("{urn:x}x"));
        }

        Assert.Equal(allowed, IsAllowed(iq));
    }

    [Fact]
    public void Size_counts_after_escaping_and_leaves_no_trace()
    {
        var stanza = Stanza.Message(Jid.Parse("mail.localhost"), Jid.Parse("localhost"));
        stanza.Body = new string('<', 100);
        var size = stanza.Render().Length;
        var buffer = new Utf8Buffer(16);
        buffer.Raw("before"u8);
        StanzaRenderer.Render(stanza, buffer, size, 10);
        Assert.Throws<InvalidStanzaException>(() => StanzaRenderer.Render(stanza, buffer, size - 1, 10));
        Assert.Equal("before".Length + size, buffer.Length);
    }

    [Fact]
    public void Depth_is_limited()
    {
        var payload = new XElement("a");
        for (var i = 0; i < 100_000; i++)
        {
            payload = new XElement("a", payload);
        }

        var stanza = Stanza.Message(Jid.Parse("mail.localhost"), Jid.Parse("localhost")).With(payload);
        Assert.Throws<InvalidStanzaException>(() => StanzaRenderer.Render(stanza, new Utf8Buffer(16), 1 << 20, 64));
    }

    [Fact]
    public void A_name_that_has_no_xml_form_is_refused() => Assert.Throws<InvalidStanzaException>(() =>
        Stanza.Message(Jid.Parse("mail.localhost"), Jid.Parse("localhost")).With(new XElement("{http://www.w3.org/2000/xmlns/}x")).Render());

    private static bool IsAllowed(Stanza stanza) => StanzaRules.Violation(stanza, "mail.localhost") is null;

    private static Jid? Parse(string? text) => text is null ? null : Jid.Parse(text);
}
