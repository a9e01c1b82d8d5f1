using System.Text;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Streams;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Streams;

public class StanzaReaderTests
{
    [Fact]
    public void Reads_attributes_and_payloads()
    {
        var stanza = Assert.Single(WireText.Read(
            "\n<message from='A@localhost/R' to='b@mail.localhost' id='7' type='chat' xml:lang='de'>"
            + "<body>a &lt; b<![CDATA[ & c]]></body> <x:y xmlns:x='urn:x' k='v' x:l='w'><z/>t</x:y></message> "));
        Assert.Equal(("a@localhost/R", "b@mail.localhost"), (stanza.From?.ToString(), stanza.To?.ToString()));
        Assert.Equal(("7", "chat", "de", "a < b & c"), (stanza.Id, stanza.Type, stanza.Lang, stanza.Body));
        var payload = stanza.Payload("{urn:x}y");
        Assert.Equal(("v", "w"), (payload?.Attribute("k")?.Value, payload?.Attribute("{urn:x}l")?.Value));
        Assert.NotNull(payload?.Element("{jabber:component:accept}z"));
        Assert.Equal(2, stanza.Payloads.Count);
    }

    [Fact]
    public void A_body_of_spaces_keeps_them() =>
        Assert.Equal(" \n ", Assert.Single(WireText.Read("<message><body> \n </body></message>")).Body);

    [Theory]
    [InlineData("from='@' to='b@mail.localhost'")]
    [InlineData("to='b@mail.localhost'")]
    [InlineData("from='a@b@c' to='b@mail.localhost'")]
    [InlineData("from='' to='b@mail.localhost'")]
    public void An_unusable_address_is_null_and_breaks_nothing(string attributes)
    {
        var stanzas = WireText.Read($"<message {attributes}/><presence from='a@localhost' to='mail.localhost'/>");
        Assert.Null(stanzas[0].From);
        Assert.Equal("b@mail.localhost", stanzas[0].To?.ToString());
        Assert.Equal("a@localhost", stanzas[1].From?.ToString());
    }

    [Fact]
    public void What_is_no_stanza_is_passed_over()
    {
        var stanzas = WireText.Read("<handshake/><x:message xmlns:x='urn:x'><body>no</body></x:message><db:result>x</db:result><iq id='1' type='get'/>");
        Assert.Equal(StanzaKind.Iq, Assert.Single(stanzas).Kind);
    }

    [Theory]
    [InlineData("<!-- c -->", "restricted-xml")]
    [InlineData("<message><!-- c --></message>", "restricted-xml")]
    [InlineData("<message><body>a<!-- c -->b</body></message>", "restricted-xml")]
    [InlineData("<?pi x?>", "restricted-xml")]
    [InlineData("<message><?pi x?></message>", "restricted-xml")]
    [InlineData("<message><body>&undefined;</body></message>", "not-well-formed")]
    [InlineData("<message><body>&#1;</body></message>", "not-well-formed")]
    [InlineData("<message><body></message>", "not-well-formed")]
    [InlineData("<message a='1' a='2'/>", "not-well-formed")]
    [InlineData("<message><x:y/></message>", "not-well-formed")]
    [InlineData("<!DOCTYPE x>", "not-well-formed")]
    [InlineData("text", "bad-format")]
    public void What_may_not_be_in_a_stream_ends_it(string content, string condition)
    {
        var e = Assert.Throws<StreamException>(() => WireText.Read(content));
        Assert.Equal((condition, StreamFailure.Transient), (e.Error?.Condition, e.Failure));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_end_the_stream()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(WireText.Header + "<message><body>"), 0xC3, 0x28, .. "</body></message>"u8];
        Assert.Equal("not-well-formed", Assert.Throws<StreamException>(() => WireText.ReadStream(bytes)).Error?.Condition);
    }

    [Fact]
    public void A_stream_error_carries_condition_and_text()
    {
        var e = Assert.Throws<StreamException>(() => WireText.Read(
            "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
            + "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>replaced</text><own xmlns='urn:x'/></stream:error>"));
        Assert.Equal(new StreamError("conflict", "replaced"), e.Error);
        Assert.Equal(StreamFailure.Conflict, e.Failure);
    }

    [Fact]
    public void The_end_without_the_end_of_the_document_is_a_broken_connection()
    {
        var e = Assert.Throws<StreamException>(() => WireText.ReadStream(Encoding.UTF8.GetBytes(WireText.Header + "<message>")));
        Assert.Equal((null, StreamFailure.Transient), (e.Error, e.Failure));
    }

    public static TheoryData<string> Excesses => new()
    {
        { "<body>" + new string('x', 20_000) + "</body>" },
        { string.Concat(Enumerable.Repeat("<a>", 70)) + string.Concat(Enumerable.Repeat("</a>", 70)) },
        { string.Concat(Enumerable.Repeat("<a/>", 200)) },
        { "<a " + string.Join(' ', Enumerable.Range(0, 200).Select(i => $"a{i}=''")) + "/>" },
        { "<a><b " + string.Join(' ', Enumerable.Range(0, 200).Select(i => $"a{i}=''")) + "><c/></b></a>" },
    };

    [Theory]
    [MemberData(nameof(Excesses))]
    public void A_stanza_above_a_limit_loses_its_payloads_and_nothing_else(string payload)
    {
        var limits = new StanzaLimits { Bytes = 10_000, Depth = 64, Elements = 100 };
        var stanzas = WireText.Read(
            $"<message from='a@localhost' to='b@mail.localhost' id='big'>{payload}<body>x</body></message><message id='next'><body>y</body></message>",
            limits);
        Assert.Equal(["big", "next"], stanzas.Select(s => s.Id));
        Assert.Equal("policy-violation", stanzas[0].Refusal?.Condition);
        Assert.Empty(stanzas[0].Payloads);
        Assert.Equal("a@localhost", stanzas[0].From?.ToString());
        Assert.Equal((null, "y"), (stanzas[1].Refusal, stanzas[1].Body));
    }

    [Fact]
    public void A_stanza_far_above_the_limit_ends_the_stream()
    {
        var e = Assert.Throws<StreamException>(() => WireText.Read(
            "<message><body>" + new string('x', 1_000_000) + "</body></message>", new StanzaLimits { Bytes = 10_000 }));
        Assert.Equal("policy-violation", e.Error?.Condition);
    }

    [Fact]
    public void Names_that_strangers_invent_are_forgotten()
    {
        var content = new StringBuilder();
        for (var i = 0; i < 10_000; i++)
        {
            content.Append(System.Globalization.CultureInfo.InvariantCulture, $"<message id='{i}'><x{i} xmlns='urn:x{i}' a{i}=''/><body>b</body></message>");
        }

        var stanzas = WireText.Read(content.ToString());
        Assert.Equal(10_000, stanzas.Count);
        Assert.All(stanzas, s => Assert.Equal("b", s.Body));
        Assert.Equal("{urn:x9999}x9999", stanzas[^1].Payloads[0].Name.ToString());
    }

    [Fact]
    public void The_table_of_names_stays_small()
    {
        var table = new WireNameTable();
        var kept = table.Add("kept");
        table.Keep();
        for (var i = 0; i < 2_000; i++)
        {
            table.Add("name" + i);
        }

        Assert.True(table.Trim());
        Assert.Null(table.Get("name1"));
        Assert.Same(kept, table.Add("kept".ToCharArray(), 0, 4));
        Assert.False(table.Trim());
    }
}
