using System.Xml;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Tests.Abstractions;
using XmppGateway.Tests.Xmpp.Streams;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Stanzas;

/// <summary>Whatever is put into a stanza, the wire has strict XML, and the reader gives the same stanza back.</summary>
public class StanzaRoundTripTests
{
    private static readonly Jid From = Jid.Parse("b@mail.localhost");
    private static readonly Jid To = Jid.Parse("a@localhost/r");

    [Fact]
    public void Reading_gives_back_what_was_written() => Prop.ForAll(Stanzas(), stanza =>
    {
        var text = stanza.Render();
        AssertStrict(text);
        var read = Assert.Single(WireText.Read(text));
        Assert.Equal((stanza.Kind, stanza.From, stanza.To), (read.Kind, read.From, read.To));
        Assert.Equal((Clean(stanza.Id), Clean(stanza.Lang), stanza.Type), (read.Id, read.Lang, read.Type));
        Assert.Equal(stanza.Payloads.Select(Canonical), read.Payloads.Select(Canonical));
        Assert.Equal(text, read.Render());
    }).MustHold(2000);

    [Theory]
    [InlineData("a\0b", "a\uFFFDb")]
    [InlineData("\u001B[31m", "\uFFFD[31m")]
    [InlineData("x\uFFFE\uFFFF", "x\uFFFD\uFFFD")]
    [InlineData("]]>", "]]>")]
    [InlineData("\r\n\t", "\r\n\t")]
    [InlineData("<!-- & --><?x?><!DOCTYPE y>", "<!-- & --><?x?><!DOCTYPE y>")]
    [InlineData("</body></message></stream:stream>", "</body></message></stream:stream>")]
    [InlineData("\uD83D\uDE00 \u0085 \u2028", "\uD83D\uDE00 \u0085 \u2028")]
    public void Hostile_text_stays_text(string hostile, string read)
    {
        var stanza = Stanza.Message(From, To, id: hostile).With(new XElement("{urn:x}x", new XAttribute("a", hostile), hostile));
        stanza.Body = hostile;
        AssertStrict(stanza.Render());
        var back = Assert.Single(WireText.Read(stanza.Render()));
        Assert.Equal((read, read), (back.Id, back.Body));
        Assert.Equal((read, read), (back.Payloads[0].Value, back.Payloads[0].Attribute("a")?.Value));
    }

    [Fact]
    public void Comments_and_instructions_are_not_written()
    {
        var payload = new XElement("{urn:x}x", new XComment("c"), new XProcessingInstruction("p", "i"), new XElement("{urn:x}y"), new XCData("<"));
        Assert.Equal(
            "<message from='b@mail.localhost' to='a@localhost/r' type='chat'><x xmlns='urn:x'><y/>&lt;</x></message>",
            Stanza.Message(From, To).With(payload).Render());
    }

    [Fact]
    public void Attributes_of_a_namespace_get_a_declared_prefix()
    {
        var payload = new XElement(
            "{urn:x}x", new XAttribute(XNamespace.Xmlns + "p", "urn:p"), new XAttribute("{urn:p}a", 1), new XAttribute(XNamespace.Xml + "lang", "en"));
        Assert.Equal(
            "<presence from='b@mail.localhost' to='a@localhost/r'><x xmlns='urn:x' xmlns:a0='urn:p' a0:a='1' xml:lang='en'/></presence>",
            Stanza.Presence(From, To).With(payload).Render());
    }

    /// <summary>A parser of its own, with the namespaces of the stream and nothing else.</summary>
    internal static void AssertStrict(string stanza)
    {
        using var xml = XmlReader.Create(
            new StringReader(WireText.Header + stanza + WireText.Footer),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = true });
        while (xml.Read())
        {
            Assert.True(
                xml.NodeType is XmlNodeType.Element or XmlNodeType.EndElement or XmlNodeType.Text or XmlNodeType.Whitespace
                    or XmlNodeType.SignificantWhitespace or XmlNodeType.XmlDeclaration,
                xml.NodeType.ToString());
        }
    }

    private static string? Clean(string? text) => text is null ? null : string.Concat(text.EnumerateRunes().Select(
        r => r.Value is (< 0x20 and not ('\t' or '\n' or '\r')) or 0xFFFE or 0xFFFF ? "\uFFFD" : r.ToString()));

    private static string Canonical(XElement element) =>
        $"({element.Name} {string.Join(' ', element.Attributes().Select(a => $"{a.Name}={Clean(a.Value)}"))} "
        + string.Concat(element.Nodes().Select(n => n is XElement e ? Canonical(e) : Clean(((XText)n).Value))) + ")";

    private static Arbitrary<Stanza> Stanzas()
    {
        var text = JidTests.Texts().Generator;
        var name = from space in Gen.Elements("urn:x", "urn:y", "", "jabber:component:accept", "http://www.w3.org/XML/1998/namespace")
                   from local in Gen.Elements("a", "b-c", "d.e", "\u00E9")
                   select XName.Get(local, space);
        var attribute = from n in name from v in text select new XAttribute(n, v);
        var leaf = from n in name
                   from attributes in attribute.ListOf(3)
                   from t in text
                   select new XElement(n, attributes.DistinctBy(a => a.Name), t);
        var tree = from n in name
                   from children in leaf.ListOf(3)
                   from t in text
                   select new XElement(n, children, t);
        return (from payloads in Gen.OneOf(leaf, tree).ListOf(4)
                from id in text
                from lang in text
                select With(new Stanza(StanzaKind.Message) { From = From, To = To, Id = id, Lang = lang, Type = "chat" }, payloads)).ToArbitrary();
    }

    private static Stanza With(Stanza stanza, IEnumerable<XElement> payloads)
    {
        foreach (var payload in payloads)
        {
            stanza.Payloads.Add(payload);
        }

        return stanza;
    }
}
