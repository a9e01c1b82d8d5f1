using System.Text;
using AngleSharp.Html.Parser;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Views;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Views;

public sealed class MailPageTests
{
    private static readonly string[] Elements =
    [
        "html", "head", "body", "meta", "title", "h1", "table", "tbody", "tr", "th", "td", "hr", "div", "p", "b", "i", "em", "strong", "span", "font", "a", "img", "ul", "ol", "li",
        "br", "pre", "blockquote", "center", "code", "u",
    ];

    public static TheoryData<string> Attacks =>
    [
        "<script>alert(1)</script>", "<SCRIPT SRC=//e.test/x></SCRIPT>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>", "<img src='x' onerror ='alert(1)'", "<img src=\"cid:a\" onerror=alert(1)>", "<img src=`x`onerror=alert(1)>",
        "<a href=javascript:alert(1)>x</a>", "<a href='java\tscript:alert(1)'>x</a>", "<a href=' &#106;avascript:alert(1)'>x</a>", "<a href='vbscript:x'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>", "<a href='https://e.test/\" onmouseover=\"alert(1)'>x</a>", "<a href=\"https://e.test/'><script>alert(1)</script>\">x</a>",
        "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>", "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>", "<math href='javascript:alert(1)'>x</math>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<div style='background:url(https://e.test/x)'>x</div>", "<div style='background-color:u\\72l(https://e.test)'>x</div>", "<div style='width:expression(alert(1))'>x</div>",
        "<div style='color:red;background-color:/**/url(//e.test)'>x</div>", "<div style='position:fixed;top:0;left:0;width:100%'>x</div>", "<div style='-moz-binding:url(x)'>x</div>",
        "<div style=\"font-family:'</style><script>alert(1)</script>'\">x</div>", "<div style='color:red\"><script>alert(1)</script>'>x</div>", "<div style='behavior:url(x.htc)'>x</div>",
        "<style>@import 'https://e.test/x.css';</style>", "<style>*{background:url(https://e.test)}</style>", "<link rel=stylesheet href=https://e.test>", "<link rel=dns-prefetch href=//e.test>",
        "<meta http-equiv=refresh content='0;url=https://e.test'>", "<base href=https://e.test/>", "<form action=https://e.test><input name=p><button>x</button></form>",
        "<iframe src=https://e.test></iframe>", "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<object data=x></object>", "<embed src=x>", "<applet code=x></applet>",
        "<video src=https://e.test poster=x></video>", "<audio src=x onerror=alert(1)>", "<img srcset='https://e.test 2x'>", "<img src=https://e.test/pixel.gif>", "<picture><source srcset=https://e.test></picture>",
        "<input type=image src=https://e.test>", "<table background=https://e.test><tr><td background=https://e.test>x</table>", "<body background=https://e.test onload=alert(1)>",
        "<p onclick=alert(1) id=x class=y name=z>x</p>", "<a name=cookie id=document>x</a>", "<details open ontoggle=alert(1)>x</details>", "<marquee onstart=alert(1)>x</marquee>",
        "<plaintext><script>alert(1)</script>", "<xmp><script>alert(1)</script></xmp>", "<textarea></textarea><script>alert(1)</script>", "<template><script>alert(1)</script></template>",
        "<!--><script>alert(1)</script>-->", "<!--[if gte mso 9]><script>alert(1)</script><![endif]-->", "<![CDATA[<script>alert(1)</script>]]>", "<?xml-stylesheet href='https://e.test'?>",
        "</div></body></html><script>alert(1)</script>", "</pre><script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<b><i></b><script>alert(1)</script></i>",
        "<a\fhref=javascript:alert(1)>x</a>", "<img/src=x/onerror=alert(1)>", "\0<scr\0ipt>alert(1)</script>", "<select><iframe src=https://e.test></select>", "<frameset><frame src=https://e.test></frameset>",
        "<portal src=https://e.test></portal>", "<isindex action=javascript:alert(1)>", "<keygen autofocus onfocus=alert(1)>", "<custom-tag onfocus=alert(1) tabindex=1>x</custom-tag>",
    ];

    [Fact]
    public void A_mail_of_many_large_parts_costs_a_page_of_bounded_length_that_says_so()
    {
        var part = "--b\nContent-Type: text/html\n\n<p>" + new string('x', 1_000_000) + "</p>\n";
        var page = Page("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat(part, 12)) + "--b--\n");

        Assert.InRange(page.Length, 4_000_000, 5_100_000);
        Assert.Contains("<p>The rest of this mail is too long for this page.</p>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_cannot_turn_the_direction_of_reading()
    {
        var page = Page(
            "From: =?utf-8?Q?B=E2=80=AEob?= <bob@example.test>\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhi\n--b\n"
            + "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''gpj.%E2%80%AEtxt.exe\n\nx\n--b--\n");

        Assert.DoesNotContain('\u202E', page);
        Assert.Contains("gpj.txt.exe", page, StringComparison.Ordinal);
        Assert.Contains("Bob", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Nothing_runs_fetches_or_sends(string html)
    {
        var page = Page("Content-Type: text/html\n\n" + html);
        using var document = new HtmlParser().ParseDocument(page);

        foreach (var element in document.All)
        {
            Assert.Contains(element.LocalName, Elements);
            foreach (var attribute in element.Attributes)
            {
                Assert.False(attribute.Name is "id" or "class" or "srcset" or "background" or "action" or "poster" || (attribute.Name == "name" && element.LocalName != "meta"), page);
                Assert.False(attribute.Name.StartsWith("on", StringComparison.Ordinal), page);
            }

            Assert.True(element.LocalName != "img" || element.GetAttribute("src") == "/part/a", page);
            Assert.True(element.GetAttribute("href") is not { } href || href.StartsWith("https://", StringComparison.Ordinal), page);
            Assert.DoesNotContain("url", element.GetAttribute("style") ?? "", StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("expression", element.GetAttribute("style") ?? "", StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("position", element.GetAttribute("style") ?? "", StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(4, document.QuerySelectorAll("meta[name], meta[http-equiv]").Length);
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void In_a_plain_mail_and_in_its_header_all_is_text(string text)
    {
        var line = text.Replace("\0", "", StringComparison.Ordinal).ReplaceLineEndings(" ");
        var page = Page($"Subject: {line}\nFrom: \"{line.Replace("\"", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal)}\" <a@b.test>\n\n{text}");
        using var document = new HtmlParser().ParseDocument(page);

        Assert.Empty(document.QuerySelectorAll("script, img, a, svg, math, iframe, form, style, b, i, p, object, link, base"));
        Assert.Contains(text.Split('<', '\0', '\n')[^1].Trim(), document.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_harmless_is_as_it_was()
    {
        var page = Page("Content-Type: text/html\n\n<p style='color: red; position:fixed; background-color:rgb(1, 2, 3)' align=center>a <b>b</b></p><table border=1><tr><td colspan=2>x</table><a href=https://x.test/?a=1&b=2>link</a>");

        Assert.Contains("<p align=\"center\" style=\"color:red;background-color:rgb(1, 2, 3)\">a <b>b</b></p>", page, StringComparison.Ordinal);
        Assert.Contains("<table border=\"1\"><tbody><tr><td colspan=\"2\">x</td></tr></tbody></table>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://x.test/?a=1&amp;b=2\" title=\"https://x.test/?a=1&amp;b=2\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">link</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_the_mail_are_linked_and_others_only_named()
    {
        var page = Page("Content-Type: text/html\n\n<img src='cid:a' width=20 alt=one><img src='cid:gone' alt=two><img src='https://e.test/x.png' alt=three>");

        Assert.Contains("<img src=\"/part/a\" alt=\"one\" width=\"20\">twothree", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_richest_part_is_shown_and_the_attachments_are_named()
    {
        var page = Page("Subject: Hi\nFrom: Bob <b@x.test>\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nplain words\n--b\nContent-Type: text/html\n\n<b>rich</b>\n--b--\n--m\nContent-Type: application/pdf; name=a.pdf\n\nx\n--m--\n");

        Assert.Contains("<b>rich</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("plain words", page, StringComparison.Ordinal);
        Assert.Contains("a.pdf (application/pdf, ", page, StringComparison.Ordinal);
        Assert.Contains("Bob &lt;b@x.test&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_which_not_all_is_read_says_so()
    {
        Assert.Contains("too long for this page", Page("Content-Type: text/html\n\n" + string.Concat(Enumerable.Repeat("<p>words</p>\n", 100_000))), StringComparison.Ordinal);
        Assert.DoesNotContain("too long for this page", Page("Content-Type: text/html\n\n<p>words</p>"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_follows_a_part_that_is_cut_is_there()
    {
        var large = "Content-Type: text/html\n\n" + string.Concat(Enumerable.Repeat("<p>words</p>\n", 100_000));
        var page = Page($"Content-Type: multipart/mixed; boundary=b\n\n--b\n{large}\n--b\nContent-Type: text/plain\n\nthe end\n--b--\n");

        Assert.Contains("the end", page, StringComparison.Ordinal);
        Assert.Single(page.Split("too long for this page")[1..]);
    }

    [Fact]
    public void Too_deep_pages_are_shown_as_text() =>
        Assert.Contains(">&lt;b&gt; words</pre>", Page("Content-Type: text/html\n\n" + string.Concat(Enumerable.Repeat("<div>", 5000)) + "&lt;b&gt; words"), StringComparison.Ordinal);

    [Fact]
    public void The_words_around_it_are_the_readers() =>
        Assert.Contains("<h1>(ohne Betreff)</h1>", MailPage.Write(MessageView.Read("From: a@b.test\n\nx"u8.ToArray()), _ => null, "de"), StringComparison.Ordinal);

    private static string Page(string mail) =>
        MailPage.Write(MessageView.Read(Encoding.UTF8.GetBytes(mail)), id => id == "a" ? "/part/a" : null);
}
