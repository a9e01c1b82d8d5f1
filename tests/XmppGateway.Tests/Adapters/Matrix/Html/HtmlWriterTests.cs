using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Html;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Html;

public sealed class HtmlWriterTests
{
    [Fact]
    public void What_was_written_is_read_as_the_same() =>
        Prop.ForAll(Trees.Blocks.ToArbitrary(), blocks => Trees.Show(HtmlReader.Read(HtmlWriter.Write(blocks))) == Trees.Show(blocks)).MustHold(500);

    [Fact]
    public void One_paragraph_has_no_tag_of_its_own() => Assert.Equal(
        "a <strong>b</strong><br>c &lt;d&gt;",
        HtmlWriter.Write([new RichBlock.Paragraph([new RichInline.Text("a "), new RichInline.Strong([new RichInline.Text("b")]), new RichInline.Text("\nc <d>")])]));

    [Theory]
    [InlineData("sql", "<pre><code class=\"language-sql\">x &amp; y\n</code></pre>")]
    [InlineData("a\"><script>", "<pre><code>x &amp; y\n</code></pre>")]
    [InlineData(null, "<pre><code>x &amp; y\n</code></pre>")]
    public void Code_names_its_language(string? language, string html) =>
        Assert.Equal(html, HtmlWriter.Write([new RichBlock.Code("x & y", language)]));

    [Fact]
    public void A_hidden_message_is_hidden_by_the_matrix_attribute() => Assert.Equal(
        "<p><span data-mx-spoiler=\"the &quot;end&quot;\">they die</span></p>",
        HtmlWriter.Write([new RichBlock.Spoiler([new RichBlock.Paragraph([new RichInline.Text("they die")])], "the \"end\"")]));

    [Fact]
    public void A_link_that_nobody_may_follow_is_text() => Assert.Equal(
        "here &lt;javascript:x()&gt;",
        HtmlWriter.Write([new RichBlock.Paragraph([new RichInline.Link("javascript:x()", [new RichInline.Text("here")])])]));

    [Fact]
    public void Somebody_is_named_by_a_link() => Assert.Equal(
        "<a href=\"https://matrix.to/#/%40mia%3Aexample.org\">Mia</a>",
        HtmlWriter.Write([new RichBlock.Paragraph([new RichInline.Mention(new RemoteUserId("@mia:example.org"), "Mia")])]));
}
