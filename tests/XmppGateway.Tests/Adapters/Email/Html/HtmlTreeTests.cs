using System.Diagnostics;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Html;
using XmppGateway.Adapters.Email.Views;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Html;

/// <summary>Pages that are written to exhaust the stack or the clock of whoever reads them.</summary>
public sealed class HtmlTreeTests
{
    // What is quadratic needs minutes for pages of this size.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int Size = 500_000;

    public static TheoryData<string> Traps =>
    [
        "<ul></x>", "<div></x>", "<ol><ul></p>", "<ul><li></x>", "<div><!--</div>-->", "<div><a title='</div>'>", "<b id=#></x>", "<div><b id=#></div>", "<p><font id=#></p>",
        "<span><div></span>", "<div><marquee></div>", "<table></x>", "<table><td></x>", "<table><b id=#></table>", "<table>x<i id=#>", "<svg></x>", "<svg><g></x>", "<math><mi></x>",
        "<div><select></div>", "<div><textarea></div></textarea>", "<button></x>", "<blockquote></x>", "<object></x>", "<form><div></form>", "<ruby></x>", "<a id=#>", "<nobr>",
        "<template></x>", "<div a#=1", " a#=1", "<p", "</", "<!", "<![CDATA[", "<?", "&", "&am", "<table><tr>", "<tr><td>", "<option>", "<li>", "<dd><dt>", "<frameset>", "<x-#></y>",
    ];

    [Theory]
    [MemberData(nameof(Traps))]
    public void No_page_costs_more_than_its_size(string piece)
    {
        var html = new StringBuilder(piece.StartsWith(' ') ? "<div" : "");
        for (var i = 0; html.Length < Size; i++)
            html.Append(piece.Replace("#", i.ToString("x", null), StringComparison.Ordinal));

        var watch = Stopwatch.StartNew();
        _ = HtmlMail.Read(html + ">x", trims: true, isForward: false);
        SafeHtml.Write(html + ">x", _ => null, new StringBuilder());
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms for twice {html.Length} characters");

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
    }

    /// <summary>What is left open at the beginning is opened again in each block, or written again in each line.</summary>
    [Theory]
    [InlineData("<b id=#>", 200, "<p>x")]
    [InlineData("<b id=#>", 200, "<div>x</div>x")]
    [InlineData("<p><b id=#>", 200, "<li>x")]
    [InlineData("<font id=#>", 100, "</p>x")]
    [InlineData("<i id=#>", 200, "<table><td>x</table>x")]
    [InlineData("<b>", 100, "x<br>")]
    [InlineData("<span style='font-weight:bold'>", 240, "x<br>")]
    [InlineData("<a href='http://x.test/#'><b><i>", 60, "x<p>")]
    public void No_page_costs_more_than_its_size_in_memory(string head, int heads, string piece)
    {
        // No larger: other tests look at the memory of the process meanwhile.
        const int size = 50_000;
        var html = new StringBuilder();
        for (var i = 0; i < heads; i++)
            html.Append(head.Replace("#", i.ToString("x", null), StringComparison.Ordinal));
        while (html.Length < size)
            html.Append(piece);

        var text = html.ToString();
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = HtmlMail.Read(text, trims: true, isForward: false);
        SafeHtml.Write(text, _ => null, new StringBuilder());
        var cost = (GC.GetAllocatedBytesForCurrentThread() - before) / text.Length;
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms and {cost} bytes for each of twice {text.Length} characters");

        // What is not bounded costs 25,000 here; a hundred levels that are in order 4,300.
        Assert.InRange(cost, 0, 8000);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
    }

    [Theory]
    [InlineData("<div></x>")]
    [InlineData("<ul></x>")]
    [InlineData("<div><b id=#></div>")]
    public void What_is_too_deep_is_stripped_and_not_lost(string piece) => Assert.Contains(
        "the end",
        RichText.Of([.. HtmlMail.Read(string.Concat(Enumerable.Range(0, 2000).Select(i => piece.Replace("#", i.ToString("x", null), StringComparison.Ordinal))) + "the end", false, false).Visible]).Plain,
        StringComparison.Ordinal);

    [Fact]
    public void What_people_write_is_a_tree()
    {
        Assert.NotNull(HtmlTree.Parse(string.Concat(Enumerable.Repeat("<div>", 200)) + "x"));
        Assert.NotNull(HtmlTree.Parse(string.Concat(Enumerable.Repeat("<font>", 200).Select((tag, i) => tag + "<p>x</p></font>"))));
        Assert.Null(HtmlTree.Parse(string.Concat(Enumerable.Repeat("<div>", 300)) + "x"));
    }
}
