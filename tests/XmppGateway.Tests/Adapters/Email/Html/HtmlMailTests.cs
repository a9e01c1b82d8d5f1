using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Html;
using XmppGateway.Translation;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Html;

public sealed class HtmlMailTests
{
    [Theory]
    [InlineData("<p>a</p><p>b</p>", "a\n\nb")]
    [InlineData("a<br>b<div>c</div>d", "a\nb\nc\nd")]
    [InlineData("a<div><br></div>b", "a\n\nb")]
    [InlineData("  a\n <u>b</u>\t c ", "a b c")]
    [InlineData("<ul><li>a<li><p>b</p></ul>c", "• a\n• b\nc")]
    [InlineData("<ol start=3><li>a<ul><li>x</ul></li><li>b</li></ol>", "3. a\n   • x\n4. b")]
    [InlineData("<ul><li>a</li><ul><li>x</li></ul></ul>", "• a\n  • x")]
    [InlineData("<pre>a\n  b</pre>", "a\n  b")]
    [InlineData("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a | b\nc | d")]
    [InlineData("<table><tr><td><div>a</div></td><td><div>b</div></td></tr></table>", "a\nb")]
    [InlineData("a&nbsp;&amp;&lt;b&gt;<img alt='pic'>", "a &<b>pic")]
    [InlineData("a<hr>b", "a\n\n---\n\nb")]
    [InlineData("<title>t</title><body>b", "b")]
    [InlineData("", "")]
    public void Reads_like_text(string html, string text) => Assert.Equal(text, Plain(html));

    [Theory]
    [InlineData("<style>p{}</style><script>x</script><div style='display: none'>x</div><p hidden>x</p>y")]
    [InlineData("<div style='max-height:0px;overflow:hidden'>x</div>y")]
    [InlineData("<span style='font-size:0'>x</span><span style='opacity: 0;'>x</span>y")]
    [InlineData("<div style='mso-hide:all'>x</div><span style='VISIBILITY:HIDDEN'>x</span>y")]
    [InlineData("<img src='https://t.example/p.gif' width=1 height=1 alt='x'>y")]
    [InlineData("&zwnj;&#8203;&#65279;y")]
    public void What_nobody_sees_is_not_there(string html) => Assert.Equal("y", Plain(html));

    [Theory]
    [InlineData("<b>a</b> and <i>b</i> and <s>c</s>", "*a* and _b_ and ~c~")]
    [InlineData("x<strong> a </strong>y", "x *a* y")]
    [InlineData("<span style='font-weight: 700'>a</span>", "*a*")]
    [InlineData("<h2>Title</h2><p>text</p>", "*Title*\n\ntext")]
    [InlineData("call <code>f()</code>", "call `f()`")]
    [InlineData("<pre>f()</pre>", "```\nf()\n```")]
    [InlineData("a<blockquote>b<br>c</blockquote>d", "a\n> b\n> c\n\nd")]
    [InlineData("<b>a<br>b</b>", "*a*\n*b*")]
    [InlineData("<b><div>a</div><div>b</div></b>", "*a*\n*b*")]
    public void Styles_reach_the_chat(string html, string body) => Assert.Equal(body, StylingWriter.Write(RichText.Of([.. Read(html)])).Text);

    [Theory]
    [InlineData("<a href='https://x.example/y'>text</a>", "text <https://x.example/y>")]
    [InlineData("<a href='https://x.example/'>x.example</a>", "https://x.example/")]
    [InlineData("<a href='https://x.example/'>https://x.example</a>", "https://x.example/")]
    [InlineData("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example")]
    [InlineData("<a href='https://evil.example/'>https://bank.example</a>", "https://bank.example <https://evil.example/>")]
    [InlineData("<a href='https://bank.example@evil.example/x'>bank</a>", "bank <https://evil.example/x>")]
    [InlineData("<a href='https://b\u0430nk.example/'>bank</a>", "bank <https://xn--bnk-6cd.example/>")]
    [InlineData("<a href='http://ex&#xFFFD;mple.org/'>x</a>", "x")]
    [InlineData("<a href='http://a@[::1]:8/y'>x</a>", "x <http://[::1]:8/y>")]
    [InlineData("<a href='javascript:alert(1)'>x</a>", "x")]
    [InlineData("<a href='data:text/html,x'>x</a> <a href='#a'>y</a> <a href='//z.example'>z</a>", "x y z")]
    [InlineData("<a href='https://x.example/'><img src=y></a>z", "z")]
    public void Links_say_where_they_lead(string html, string text) => Assert.Equal(text, Plain(html));

    [Theory]
    [InlineData("<div>Yes</div><div class='gmail_quote'><div class='gmail_attr'>Xyz zyx<br></div><blockquote class='gmail_quote'>old</blockquote></div>")]
    [InlineData("Yes<div class='moz-cite-prefix'>whatever was said</div><blockquote type='cite'>old</blockquote>")]
    [InlineData("Yes<div id='appendonsend'></div><hr><div id='divRplyFwdMsg'><b>Xx:</b> y</div><div>old</div>")]
    [InlineData("Yes<div id='x_x_divRplyFwdMsg'>Xx: y</div><div>old</div>")]
    [InlineData("Yes<div class='OutlookMessageHeader'>Xx</div>old")]
    [InlineData("Yes<div class='yahoo_quoted'>Xx<blockquote>old</blockquote></div>")]
    [InlineData("Yes<div name='quote' style='margin:10px'><div>Xx</div><div name='quoted-content'>old</div></div>")]
    [InlineData("Yes<div class='gmail_signature'>Me<br>My firm</div>")]
    [InlineData("Yes<pre class='moz-signature'>-- \nMe</pre>")]
    [InlineData("<p>Yes</p><p>Am 1.2.2024 um 10:00 schrieb Bob:</p><blockquote>old</blockquote>")]
    public void What_programs_append_is_cut(string html)
    {
        var (visible, cut) = HtmlMail.Read(html, trims: true, isForward: false);

        Assert.Equal("Yes", RichText.Of([.. visible]).Plain.Trim());
        Assert.NotEqual("", cut);
    }

    [Fact]
    public void Answers_between_quotations_keep_them() => Assert.Equal(
        "> first?\n\nyes\n> second?\n\nno",
        Plain("<div class='moz-cite-prefix'>On 1.1.2024 Bob wrote:</div><blockquote type=cite>first?</blockquote>yes<blockquote type=cite>second?</blockquote>no", trims: true));

    [Theory]
    [InlineData("<p>As Kant says</p><blockquote>Sapere aude</blockquote>")]
    [InlineData("<blockquote type=cite>only this</blockquote>")]
    public void The_authors_own_quotations_stay(string html) => Assert.Equal(Plain(html), Plain(html, trims: true));

    [Fact]
    public void A_mail_that_is_passed_on_stays()
    {
        const string Html = "see<div id='divRplyFwdMsg'>From: x</div><div>passed on</div>";

        Assert.Contains("passed on", RichText.Of([.. HtmlMail.Read(Html, trims: true, isForward: true).Visible]).Plain, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_deep_is_stripped_and_not_lost() =>
        Assert.Equal("a & b\nc", Plain(string.Concat(Enumerable.Repeat("<div>", 1000)) + "a &amp; b<script>x</script><br>c"));

    private static Sequence<RichBlock> Read(string html, bool trims = false) => HtmlMail.Read(html, trims, isForward: false).Visible;

    private static string Plain(string html, bool trims = false) => RichText.Of([.. Read(html, trims)]).Plain;
}
