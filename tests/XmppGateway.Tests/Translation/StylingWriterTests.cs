using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Translation;

public sealed class StylingWriterTests
{
    [Fact]
    public void What_was_written_is_read_again() => Prop.ForAll(Arb.From(RichTextTrees.Normal), blocks =>
    {
        var text = RichText.Of([.. blocks]);
        var written = StylingWriter.Write(text);
        var read = StylingReader.Read(written.Text);

        Assert.Equal(
            string.Concat(blocks.Select(StylingReaderTests.Show)),
            read.Blocks.Count == 0 ? read.Plain : string.Concat(read.Blocks.Select(StylingReaderTests.Show)));
        return read.Blocks.Count == 0 || read.Blocks == blocks;
    }).MustHold(1000);

    [Fact]
    public void Nothing_that_can_be_seen_is_lost_or_styled_by_accident() => Prop.ForAll(Arb.From(RichTextTrees.Any), blocks =>
    {
        var written = StylingWriter.Write(RichText.Of([.. blocks]));
        var read = written.IsUnstyled ? new RichText(written.Text) : StylingReader.Read(written.Text);

        Assert.Equal(Seen(blocks), read.Blocks.Count == 0 ? Seen(read.Plain) : Seen(read.Blocks));
        Assert.Subset(StylesOf(blocks), StylesOf(read.Blocks));
    }).MustHold(1000);

    [Theory]
    [InlineData("> _ <")]
    [InlineData("*a*")]
    [InlineData("```")]
    public void Signs_of_a_text_without_styles_are_declared_to_mean_nothing(string text)
    {
        var written = StylingWriter.Write(RichText.Of(Line(new RichInline.Text(text))));

        Assert.Equal((text, true), (written.Text, written.IsUnstyled));
    }

    [Fact]
    public void Signs_beside_styles_are_kept_from_meaning_something() =>
        Assert.Equal(
            "*really* \u2060*not*",
            Write(Line(new RichInline.Strong([new RichInline.Text("really")]), new RichInline.Text(" *not*"))));

    [Fact]
    public void What_cannot_be_said_stays_readable() =>
        Assert.Equal(
            "unbelievable site <https://x.example/>\n\n1. one\n2. two\n  • below",
            Write(
                Line(
                    new RichInline.Text("un"), new RichInline.Strong([new RichInline.Text("believ")]), new RichInline.Text("able "),
                    new RichInline.Link("https://x.example/", [new RichInline.Text("site")])),
                new RichBlock.List(
                    [
                        new RichListItem([new RichInline.Text("one")]),
                        new RichListItem([new RichInline.Text("two")], new RichBlock.List([new RichListItem([new RichInline.Text("below")])])),
                    ],
                    1)));

    [Fact]
    public void White_space_at_the_edges_of_a_style_stands_outside() =>
        Assert.Equal("a *b* c", Write(Line(new RichInline.Text("a"), new RichInline.Strong([new RichInline.Text(" b ")]), new RichInline.Text("c"))));

    [Fact]
    public void A_style_over_two_lines_is_one_for_each() =>
        Assert.Equal("_a_\n_b_", Write(Line(new RichInline.Emphasis([new RichInline.Text("a\nb")]))));

    [Fact]
    public void Text_of_a_network_without_structure_goes_as_it_is()
    {
        var written = StylingWriter.Write(new RichText("> *a*\r\nb"));

        Assert.Equal(("> *a*\nb", false), (written.Text, written.IsUnstyled));
    }

    [Fact]
    public void A_hidden_part_hides_all()
    {
        var written = StylingWriter.Write(RichText.Of(
            Line(new RichInline.Text("who did it: "), new RichInline.Spoiler([new RichInline.Text("the butler")], "end of\nthe film"))));

        Assert.Equal("who did it: the butler", written.Text);
        Assert.Equal(new SpoilerMessage("end of the film"), written.Spoiler);
    }

    [Theory]
    [InlineData(true, "<hide end>they <b>die</b></hide>", "[end]\nthey *die*")]
    [InlineData(false, "", "[end]\nthey *die*")]
    public void A_spoiler_of_a_user_keeps_its_hint(bool rich, string tree, string plain)
    {
        var message = Stanza.Message(Jid.Parse("a@b"), Jid.Parse("c@d"), "1");
        message.Payloads.Add(new SpoilerMessage("end").ToElement());
        var text = StanzaToEvent.TextOf(message, "they *die*", new Capabilities { RichText = rich });

        Assert.Equal((plain, tree), (text.Plain, string.Concat(text.Blocks.Select(StylingReaderTests.Show))));
    }

    [Fact]
    public void A_user_may_say_that_signs_mean_nothing()
    {
        var message = Stanza.Message(Jid.Parse("a@b"), Jid.Parse("c@d"), "1");
        message.Payloads.Add(MessageStyling.Unstyled());

        Assert.Equal(new RichText("> _ <"), StanzaToEvent.TextOf(message, "> _ <", new Capabilities { RichText = true }));
    }

    [Fact]
    public void Only_networks_that_show_structure_get_it()
    {
        var message = Stanza.Message(Jid.Parse("a@b"), Jid.Parse("c@d"), "1");

        Assert.Empty(StanzaToEvent.TextOf(message, "*a*", Capabilities.PlainText).Blocks);
        Assert.Single(StanzaToEvent.TextOf(message, "*a*", new Capabilities { RichText = true }).Blocks);
    }

    [Fact]
    public void A_text_that_is_cut_is_not_styled()
    {
        var text = RichText.Of(new RichBlock.Code(string.Join('\n', Enumerable.Repeat(new string('x', 1000), 400))));
        var message = MessageStanzas.PartsOf(text, 0, null, false);

        Assert.Equal(3, message.Parts.Count);
        Assert.True(message.Written.IsUnstyled);
        Assert.Equal(3, MessageStanzas.CountParts(text, 0));
    }

    private static string Write(params RichBlock[] blocks) => StylingWriter.Write(RichText.Of(blocks)).Text;

    private static RichBlock.Paragraph Line(params RichInline[] content) => new([.. content]);

    private static string Seen(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != StyledLine.Joiner));

    private static string Seen(IEnumerable<RichBlock> blocks) => string.Concat(blocks.Select(block => block switch
    {
        RichBlock.Quote quote => Seen(quote.Content),
        RichBlock.Code code => Seen(code.Language + code.Text),
        RichBlock.Paragraph paragraph => Seen(paragraph.Content),
        _ => throw new InvalidOperationException(),
    }));

    private static string Seen(Sequence<RichInline> content) => string.Concat(content.Select(inline => Seen(inline.OwnText) + Seen(inline.Children)));

    /// <summary>Each character that can be seen, by its place, with each of its styles.</summary>
    private static HashSet<(int, string)> StylesOf(IEnumerable<RichBlock> blocks)
    {
        var styles = new HashSet<(int, string)>();
        var place = 0;
        AddBlocks(blocks, []);
        return styles;

        void AddBlocks(IEnumerable<RichBlock> parts, List<string> around)
        {
            foreach (var block in parts)
            {
                switch (block)
                {
                    case RichBlock.Quote quote:
                        AddBlocks(quote.Content, [.. around, "quote" + around.Count]);
                        break;
                    case RichBlock.Code code:
                        Add(code.Language + code.Text, [.. around, "block"]);
                        break;
                    case RichBlock.Paragraph paragraph:
                        AddInlines(paragraph.Content, around);
                        break;
                    default:
                        throw new InvalidOperationException();
                }
            }
        }

        void AddInlines(Sequence<RichInline> content, List<string> around)
        {
            foreach (var inline in content)
            {
                List<string> own = inline is RichInline.Text ? around : [.. around, inline.GetType().Name];
                Add(inline.OwnText, own);
                AddInlines(inline.Children, own);
            }
        }

        void Add(string text, List<string> around)
        {
            foreach (var _ in Seen(text))
            {
                styles.UnionWith(around.Select(style => (place, style)));
                place++;
            }
        }
    }
}
