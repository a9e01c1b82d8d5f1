using XmppGateway.Adapters.Email.Semantics;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Semantics;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("<p>a</p><p>b</p>", "a\n\nb")]
    [InlineData("a<br>b<div>c</div>d", "a\nb\nc\nd")]
    [InlineData("  a\n <b>b</b>\t c ", "a b c")]
    [InlineData("<ul><li>a<li><p>b</p></ul>c", "- a\n- b\n\nc")]
    [InlineData("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b")]
    [InlineData("<a href='https://x.example/y'>text</a>", "text <https://x.example/y>")]
    [InlineData("<a href='https://x.example/'>x.example</a>", "x.example")]
    [InlineData("<a href='https://x.example/'>https://x.example</a>", "https://x.example")]
    [InlineData("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example")]
    [InlineData("<a href='javascript:alert(1)'>x</a>", "x")]
    [InlineData("<a href='https://x.example/'><img src=y></a>z", "z")]
    [InlineData("<style>p{}</style><script>x</script><div style='display: none'>x</div><p hidden>x</p>y", "y")]
    [InlineData("<blockquote>a<br>b</blockquote>c", "> a\n> b\n\nc")]
    [InlineData("<pre>a\n  b</pre>", "a\n  b")]
    [InlineData("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc")]
    [InlineData("a&nbsp;&amp;&lt;b&gt;<img alt='pic'>", "a &<b>pic")]
    [InlineData("a<hr>b", "a\n---\nb")]
    [InlineData("<title>t</title><body>b", "b")]
    [InlineData("", "")]
    public void Reads_like_text(string html, string text) => Assert.Equal(text, HtmlText.Of(html));

    [Fact]
    public void Too_deep_is_stripped_and_not_lost() =>
        Assert.Equal("a & b\nc", HtmlText.Of(string.Concat(Enumerable.Repeat("<div>", 1000)) + "a &amp; b<script>x</script><br>c"));
}
