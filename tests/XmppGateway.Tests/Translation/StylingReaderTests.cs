using System.Diagnostics;
using XmppGateway.Abstractions;
using XmppGateway.Translation;
using Xunit;

namespace XmppGateway.Tests.Translation;

public sealed class StylingReaderTests
{
    [Theory]
    [InlineData("plain span")]
    [InlineData("not strong*")]
    [InlineData("*not strong")]
    [InlineData("*not \n strong*")]
    [InlineData("*not *strong")]
    [InlineData("**")]
    [InlineData("***")]
    [InlineData("****")]
    [InlineData("2 * 3 * 4")]
    [InlineData("snake_case_name and a*b*c")]
    [InlineData("* not*")]
    [InlineData("*not * there")]
    [InlineData("")]
    public void Has_no_structure(string body)
    {
        var text = StylingReader.Read(body);

        Assert.Equal((body, 0), (text.Plain, text.Blocks.Count));
    }

    [Theory]
    [InlineData("*strong span*", "<b>strong span</b>")]
    [InlineData("plain _emphasis_ plain", "plain <e>emphasis</e> plain")]
    [InlineData("`pre` plain *strong*", "<m>pre</m> plain <b>strong</b>")]
    [InlineData("*strong*plain*", "<b>strong</b>plain*")]
    [InlineData("* plain *strong*", "* plain <b>strong</b>")]
    [InlineData("Everyone ~dis~likes cake.", "Everyone <d>dis</d>likes cake.")]
    [InlineData("This is `*monospace*`", "This is <m>*monospace*</m>")]
    [InlineData("This is *`monospace and bold`*", "This is <b><m>monospace and bold</m></b>")]
    [InlineData("*_~all~_*", "<b><e><d>all</d></e></b>")]
    [InlineData("*a _b* c_", "<b>a _b</b> c_")]
    [InlineData("*a *b*", "<b>a *b</b>")]
    [InlineData("three blocks\nbut no *formatting\nas spans* may not escape", "three blocks\nbut no *formatting\nas spans* may not escape")]
    [InlineData("> That that is, is.\n\nSaid the old hermit of Prague.", "<q>That that is, is.</q>Said the old hermit of Prague.")]
    [InlineData(">> That that is, is.\n> Said the old hermit of Prague.\n\nWho?", "<q><q>That that is, is.</q>Said the old hermit of Prague.</q>Who?")]
    [InlineData("```ignored\n(println \"Hello, world!\")\n```\n\nThis", "<pre ignored>(println \"Hello, world!\")</pre>This")]
    [InlineData("> ```\n> (println \"Hello\")\n\nplain *b*", "<q><pre >(println \"Hello\")</pre></q>plain <b>b</b>")]
    [InlineData("```\n *a*\n> b\n ```", "<pre > *a*\n> b\n ```</pre>")]
    [InlineData(">a\n>  b\n > c", "<q>a\n b</q> > c")]
    [InlineData(">", "<q></q>")]
    public void Is_read_as_the_specification_says(string body, string tree) =>
        Assert.Equal(tree, string.Concat(StylingReader.Read(body) is { Blocks.Count: > 0 } text ? text.Blocks.Select(Show) : [body]));

    [Fact]
    public void What_the_author_wrote_stays_the_plain_text()
    {
        var text = StylingReader.Read("> *a*\n\n\nb");

        Assert.Equal("> *a*\n\n\nb", text.Plain);
        Assert.Equal(2, text.Blocks.Count);
    }

    [Theory]
    [InlineData("*")]
    [InlineData(">")]
    [InlineData("> ")]
    [InlineData(" *a")]
    [InlineData(" *a _b ~c `d")]
    [InlineData("*_~`")]
    [InlineData("*_~`a`~_* ")]
    [InlineData(">\n")]
    [InlineData("```\n")]
    [InlineData("> ```\n\n")]
    public void Takes_time_in_proportion_to_the_body(string unit)
    {
        // Work, not time: what a body ten times as long costs is no more than about ten times as much memory.
        var small = CostOf(unit, 2_000);
        var large = CostOf(unit, 20_000);

        Assert.InRange(large, 0, (small * 15) + 1_000_000);
    }

    [Fact]
    public void Never_throws()
    {
        var random = new Random(393);
        const string Alphabet = "*_~`> \n\u00A0a\u2060\uD83D\uDE00";
        for (var round = 0; round < 20_000; round++)
        {
            var body = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            var text = StylingReader.Read(body);

            Assert.Equal(body, text.Plain);
            _ = StylingWriter.Write(text);
        }
    }

    internal static string Show(RichBlock block) => block switch
    {
        RichBlock.Paragraph paragraph => Show(paragraph.Content),
        RichBlock.Quote quote => $"<q>{string.Concat(quote.Content.Select(Show))}</q>",
        RichBlock.Code code => $"<pre {code.Language}>{code.Text}</pre>",
        RichBlock.Spoiler spoiler => $"<hide {spoiler.Reason}>{string.Concat(spoiler.Content.Select(Show))}</hide>",
        _ => throw new UnreachableException(),
    };

    private static long CostOf(string unit, int count)
    {
        var body = string.Concat(Enumerable.Repeat(unit, count));
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = StylingWriter.Write(StylingReader.Read(body));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Show(Sequence<RichInline> content) => string.Concat(content.Select(Show));

    private static string Show(RichInline inline) => inline switch
    {
        RichInline.Strong => $"<b>{Show(inline.Children)}</b>",
        RichInline.Emphasis => $"<e>{Show(inline.Children)}</e>",
        RichInline.Strike => $"<d>{Show(inline.Children)}</d>",
        RichInline.Code code => $"<m>{code.Value}</m>",
        _ => inline.OwnText,
    };
}
