using System.Diagnostics;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Html;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Html;

public sealed class HtmlReaderTests
{
    // What is quadratic needs seconds for one text of this size.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int Times = 5;

    [Theory]
    [InlineData("<b>a</b> and <strong>b</strong>", "S[a] and S[b]")]
    [InlineData("<i>a</i><em>b</em>", "E[a]E[b]")]
    [InlineData("<s>a</s><del>b</del><strike>c</strike>", "X[a]X[b]X[c]")]
    [InlineData("a <code>b  &lt;c&gt;</code>", "a C[b  <c>]")]
    [InlineData("<u>a</u><sup>2</sup><font color='red'>b</font><marquee>c</marquee>", "a2bc")]
    [InlineData("<a href='https://example.org/'>there</a>", "L[https://example.org/: there]")]
    [InlineData("<a href='https://example.org/'>https://example.org/</a>", "L[https://example.org/: ]")]
    [InlineData("<a href='javascript:alert(1)'>click</a>", "click")]
    [InlineData("<a href='java&#10;script:alert(1)'>click</a>", "click")]
    [InlineData("<a>no address</a>", "no address")]
    [InlineData("<a href='https://matrix.to/#/@mia:example.org'>Mia</a>: hi", "M[@mia:example.org: Mia]: hi")]
    [InlineData("<a href='https://matrix.to/#/%40mia%3Aexample.org'></a>", "M[@mia:example.org: @mia:example.org]")]
    [InlineData("<a href='https://matrix.to/#/!room:example.org'>room</a>", "L[https://matrix.to/#/!room:example.org: room]")]
    [InlineData("Alice <span data-mx-spoiler='health of Alice'>lived happily ever after</span> in the movie", "Alice H(health of Alice)[lived happily ever after] in the movie")]
    [InlineData("x <span data-mx-spoiler>y</span>", "x H()[y]")]
    [InlineData("<img src='mxc://a/b' alt=':cat:' data-mx-emoticon height=32> meows", ":cat: meows")]
    [InlineData("one<br>two<br/>\n three ", "one\ntwo\nthree")]
    [InlineData("  a \n b\t c ", "a b c")]
    [InlineData("<mx-reply><blockquote>old words</blockquote></mx-reply>answer", "answer")]
    [InlineData("<script>evil()</script><style>b{}</style>good<!-- c -->", "good")]
    [InlineData("<b>never closed", "S[never closed]")]
    [InlineData("a<b><p>b</p></b>c", "aS[|b|]c")]
    [InlineData("<b><i></i></b>nothing bold", "nothing bold")]
    public void Parts_of_a_line_are_read(string html, string expected) => Assert.Equal(expected.Replace('|', '\n'), Trees.Show(HtmlReader.Read(html)));

    [Theory]
    [InlineData("<p>one</p>\n<p>two</p>", "P{one}P{two}")]
    [InlineData("text<div>and</div>more", "P{text}P{and}P{more}")]
    [InlineData("<h1>Title</h1>text", "P{S[Title]}P{text}")]
    [InlineData("<blockquote><p>said</p><blockquote>before</blockquote></blockquote>answer", "Q{P{said}Q{P{before}}}P{answer}")]
    [InlineData("<pre><code class='language-c++'>int x;\n  x++;\n</code></pre>", "K(c++){int x;\n  x++;}")]
    [InlineData("<pre>x</pre>", "K(){x}")]
    [InlineData("<pre><code class='language-a\"b'>x</code></pre>", "K(){x}")]
    [InlineData("<ul><li>a</li><li>b<ol start='3'><li>c</li></ol></li></ul>", "U{a;b U3{c}}")]
    [InlineData("<ol><li><p>a</p><p>b</p></li></ol>", "U1{a\nb}")]
    [InlineData("<ul><li>a<ul><li>b</li></ul>c<ul><li>d</li></ul></li></ul>", "U{ac\nd U{b}}")]
    [InlineData("a<hr>b", "P{a}P{---}P{b}")]
    [InlineData("<table><thead><tr><th>A</th><th>B</th></tr></thead><tr><td>1</td><td>2</td></tr></table>", "P{A | B}P{1 | 2}")]
    [InlineData("<details><summary>Ending</summary><p>They die</p></details>", "H(Ending){P{They die}}")]
    [InlineData("<p><span data-mx-spoiler='Ending'>They die</span></p>", "H(Ending){P{They die}}")]
    [InlineData("<p> </p><ul></ul><blockquote> </blockquote><pre> </pre><b></b>", "")]
    public void Blocks_are_read(string html, string expected) => Assert.Equal(expected, Trees.Show(HtmlReader.Read(html), alwaysBlocks: true));

    [Fact]
    public void What_is_too_long_or_too_deep_is_left_to_the_plain_body()
    {
        Assert.Empty(HtmlReader.Read(new string('x', (64 * 1024) + 1)));
        Assert.Empty(HtmlReader.Read(string.Concat(Enumerable.Repeat("<b>", 101)) + "x"));
        Assert.NotEmpty(HtmlReader.Read(string.Concat(Enumerable.Repeat("<b>x</b>", 5_000))));
        Assert.NotEmpty(HtmlReader.Read(string.Concat(Enumerable.Repeat("<p>x<br>", 5_000))));
    }

    [Theory]
    [InlineData("<b x='{0}'></p>")]
    [InlineData("<a href='https://x/{0}'></i>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<ul><li>")]
    [InlineData("<p><b id={0}></b x>")]
    [InlineData("</b></i></p>")]
    [InlineData("<![CDATA[<")]
    [InlineData("&#x{0};")]
    [InlineData("<span data-mx-spoiler='{0}'>x</a>")]
    [InlineData("<details><summary></details>")]
    public void Repeated_mischief_ends(string pattern)
    {
        var html = "";
        for (var i = 0; html.Length < 60_000; i++)
        {
            html += string.Concat(Enumerable.Range(i * 100, 100).Select(n => pattern.Replace("{0}", $"{n:x}", StringComparison.Ordinal)));
        }

        var text = RichText.Of([.. HtmlReader.Read(html[..Math.Min(html.Length, 64 * 1024)])]);

        Assert.NotNull(text.Plain);
    }

    public static TheoryData<string> Traps =>
    [
        "<ul></x>", "<div></x>", "<ol><ul></p>", "<ul><li></x>", "<div><!--</div>-->", "<div><a title='</div>'>", "<b id=#></x>", "<div><b id=#></div>", "<p><font id=#></p>",
        "<span><div></span>", "<div><marquee></div>", "<table></x>", "<table><td></x>", "<table><b id=#></table>", "<table>x<i id=#>", "<svg></x>", "<svg><g></x>", "<math><mi></x>",
        "<div><select></div>", "<div><textarea></div></textarea>", "<button></x>", "<blockquote></x>", "<object></x>", "<form><div></form>", "<ruby></x>", "<a id=#>", "<nobr>",
        "<template></x>", "<div a#=1", " a#=1", "<p", "</", "<!", "<![CDATA[", "<?", "&", "&am", "<table><tr>", "<tr><td>", "<option>", "<li>", "<dd><dt>", "<frameset>", "<x-#></y>",
        "<details></x>", "<span data-mx-spoiler></x>", "<a href=https://x/#></x>", "<pre></x>", "<code></x>", "<mx-reply></x>",
    ];

    [Theory]
    [MemberData(nameof(Traps))]
    public void No_text_costs_more_than_its_size(string piece)
    {
        var html = new StringBuilder(piece.StartsWith(' ') ? "<div" : "");
        for (var i = 0; html.Length < 65_000; i++)
        {
            html.Append(piece.Replace("#", i.ToString("x", null), StringComparison.Ordinal));
        }

        var text = html + ">x";
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Times; i++)
        {
            HtmlReader.Read(text);
        }

        var perCharacter = (GC.GetAllocatedBytesForCurrentThread() - before) / Times / text.Length;
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms for {Times} of {text.Length} characters, {perCharacter} bytes allocated a character");

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
        Assert.InRange(perCharacter, 0, 1000);
    }

    [Theory]
    [MemberData(nameof(Traps))]
    public void What_is_too_deep_is_left_to_the_plain_body_and_never_lost(string piece)
    {
        // What no browser shows is not missed.
        if (piece.StartsWith("<template>", StringComparison.Ordinal) || piece.Contains("svg", StringComparison.Ordinal) || piece.Contains("math", StringComparison.Ordinal)
            || piece.Contains("select", StringComparison.Ordinal) || piece.Contains("object", StringComparison.Ordinal) || piece.Contains("mx-reply", StringComparison.Ordinal)
            || piece.Contains("frameset", StringComparison.Ordinal) || !piece.StartsWith('<') || !piece.EndsWith('>'))
        {
            return;
        }

        for (var times = 1; times < 400; times += 19)
        {
            var blocks = HtmlReader.Read(string.Concat(Enumerable.Range(0, times).Select(i => piece.Replace("#", $"{i:x}", StringComparison.Ordinal))) + "the end");

            Assert.True(blocks.Count == 0 || RichText.Of([.. blocks]).Plain.Contains("the end", StringComparison.Ordinal), $"{times}: {Trees.Show(blocks, alwaysBlocks: true)}");
        }
    }

    [Fact]
    public void Whatever_is_made_of_tags_is_read()
    {
        string[] pieces =
        [
            "<b>", "</b>", "<p>", "</p>", "<blockquote>", "</blockquote>", "<ul><li>", "</li>", "</ul>", "<pre>", "</pre>", "<code>", "</code>", "<a href='https://x/'>",
            "</a>", "<span data-mx-spoiler=r>", "</span>", "<details>", "<summary>", "</details>", "<table>", "<tr>", "<td>", "<br>", "<hr>", "<img alt=i>", "text", " ", "\n",
            "&amp;", "&#0;", "\0", "\uD800", "<mx-reply>", "</mx-reply>", "<!--", "-->", "<svg>", "<template>", "<frameset>", "<plaintext>", "<", "é",
        ];
        var random = new Random(20_261_122);
        for (var i = 0; i < 3_000; i++)
        {
            var html = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => pieces[random.Next(pieces.Length)]));

            var blocks = HtmlReader.Read(html);

            var text = RichText.Of([.. blocks]);
            Assert.True(blocks.Count == 0 || text.Plain.Length > 0, Trees.Show(blocks, alwaysBlocks: true) + " of " + html);
            Assert.Equal(text.Blocks.Count, blocks.Count);
            HtmlWriter.Write(text.Blocks);
        }
    }
}
