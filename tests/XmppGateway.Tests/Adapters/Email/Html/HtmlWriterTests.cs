using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Html;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Html;

/// <summary>Styled chat text as the page of a mail, and what of it needs one.</summary>
public sealed class HtmlWriterTests
{
    private static readonly RichInline.Text Word = new("a<b");

    [Fact]
    public void Styles_become_tags() => Assert.Contains(
        "<p><strong>a&lt;b</strong> <em>a&lt;b</em> <del>a&lt;b</del> <code>a&lt;b</code><br>\nend</p>",
        Write(new RichBlock.Paragraph(
        [
            new RichInline.Strong([Word]), new RichInline.Text(" "), new RichInline.Emphasis([Word]), new RichInline.Text(" "),
            new RichInline.Strike([Word]), new RichInline.Text(" "), new RichInline.Code("a<b"), new RichInline.Text("\nend"),
        ])),
        StringComparison.Ordinal);

    [Fact]
    public void Blocks_become_tags()
    {
        var html = Write(
            new RichBlock.Quote([new RichBlock.Paragraph([Word])]),
            new RichBlock.Code("if (a < b)\n  x();"),
            new RichBlock.List([new([Word], new([new([Word])], 3)), new([Word])]));
        Assert.Contains("<blockquote><p>a&lt;b</p>", html, StringComparison.Ordinal);
        Assert.Contains("<pre><code>if (a &lt; b)\n  x();</code></pre>", html, StringComparison.Ordinal);
        Assert.Contains("<ul><li>a&lt;b<ol start=\"3\"><li>a&lt;b</li></ol></li><li>a&lt;b</li></ul>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://x.test/?a=1&b=\"2", "<a href=\"https://x.test/?a=1&amp;b=&quot;2\">a&lt;b</a>")]
    [InlineData("javascript:alert(1)", "<p>a&lt;b &lt;javascript:alert(1)&gt;</p>")]
    public void Only_what_leads_somewhere_is_a_link(string uri, string written) =>
        Assert.Contains(written, Write(new RichBlock.Paragraph([new RichInline.Link(uri, [Word])])), StringComparison.Ordinal);

    [Fact]
    public void Plain_text_quotations_and_bare_links_need_no_page()
    {
        Assert.False(HtmlWriter.NeedsHtml([new RichBlock.Paragraph([Word, new RichInline.Link("https://x.test/", [])])]));
        Assert.False(HtmlWriter.NeedsHtml([new RichBlock.Quote([new RichBlock.Paragraph([Word])])]));
        Assert.True(HtmlWriter.NeedsHtml([new RichBlock.Quote([new RichBlock.Paragraph([new RichInline.Strong([Word])])])]));
        Assert.True(HtmlWriter.NeedsHtml([new RichBlock.Paragraph([new RichInline.Link("https://x.test/", [Word])])]));
        Assert.True(HtmlWriter.NeedsHtml([new RichBlock.Code("x")]));
    }

    [Fact]
    public void The_footer_is_text() => Assert.Contains(
        "<hr><p><small>&lt;b&gt;</small></p>", HtmlWriter.Write([new RichBlock.Paragraph([Word])], "<b>"), StringComparison.Ordinal);

    private static string Write(params RichBlock[] blocks) => HtmlWriter.Write([.. blocks], null);
}
