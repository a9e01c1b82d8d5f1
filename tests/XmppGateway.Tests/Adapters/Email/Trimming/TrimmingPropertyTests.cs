using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Adapters.Email.Html;
using XmppGateway.Adapters.Email.Trimming;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Trimming;

/// <summary>What holds for any text: no line is lost, something is left, a second look changes nothing, and time grows with the text.</summary>
public sealed class TrimmingPropertyTests
{
    private const int Mebibyte = 1 << 20;

    // A busy machine needs some hundred milliseconds for a mebibyte; what is quadratic needs hours.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly string[] Lines =
    [
        "", "", "word", "Hello Bob,", "A longer line with more words in it, as people write them every day.", "> quoted", ">> deeper", ">", "C> quoted", "| bar", "--", "-- ", "___", "----", "===",
        "On Mon, 3 Jun 2024 at 10:15, Bob <b@x.test> wrote:", "On Mon, 3 Jun 2024 at 10:15, Bob", "<b@x.test> wrote:", "schrieb:", "He said:", "wrote:", "From: Bob", "Sent: Monday", "To: Alice",
        "Subject: x", "-----Original Message-----", "---------- Forwarded message ---------", "Sent from my iPhone", "bob@x.test", "+49 30 123456", "2024-01-02 10:15 <a@b.test>", "👍", "10:15", "<", ">:",
    ];

    private static Arbitrary<string> Texts =>
        Gen.Elements(Lines).ArrayOf().Select(lines => string.Join('\n', lines)).ToArbitrary();

    [Fact]
    public void No_line_is_lost_and_something_is_left() =>
        Prop.ForAll(Texts, text =>
        {
            foreach (var isForward in (bool[])[false, true])
            {
                var trimmed = ReplyTrimmer.Trim(text, isForward);
                Assert.Equal(Sorted(text), Sorted(trimmed.Visible + "\n" + trimmed.Cut));
                Assert.Equal(string.IsNullOrWhiteSpace(text), string.IsNullOrWhiteSpace(trimmed.Visible));
            }
        }).MustHold(2000);

    [Fact]
    public void Text_without_marks_is_never_cut() =>
        Prop.ForAll(Gen.Elements("a", "b c", "", "Hello, Bob!", "x: y", "- item", "1. one", "a > b").ArrayOf().Select(lines => string.Join('\n', lines)).ToArbitrary(), text =>
            Assert.Equal("", ReplyTrimmer.Trim(text).Cut)).MustHold(500);

    [Fact]
    public void What_was_trimmed_stays_as_it_is() =>
        Prop.ForAll(Answers, text =>
        {
            var once = ReplyTrimmer.Trim(text).Visible;
            Assert.Equal(once, ReplyTrimmer.Trim(once).Visible);
        }).MustHold(500);

    [Theory]
    [InlineData(">")]
    [InlineData(">\n")]
    [InlineData("> a\n\n")]
    [InlineData("On \n")]
    [InlineData("On ")]
    [InlineData("On 1.1.2024 <a@b.test\n")]
    [InlineData("On 1.1.2024 10:15 a\n<\n")]
    [InlineData("wrote wrote wrote wrote: ")]
    [InlineData("wrote schrieb skrev:\n")]
    [InlineData("From: a\n")]
    [InlineData("From: a\nDate: b\n\n")]
    [InlineData("-- \n")]
    [InlineData("--\n\n")]
    [InlineData("___\n\n\n")]
    [InlineData("---\na@b.test\n")]
    [InlineData("Sent from my iPhone\n")]
    [InlineData("Sent from my iPhone\n\n")]
    [InlineData("\n")]
    [InlineData("a:\n\n>b\n")]
    [InlineData("-----Original Message----\n\n")]
    public void Hostile_text_costs_no_more_than_its_size(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, Mebibyte / piece.Length));
        var watch = Stopwatch.StartNew();
        _ = ReplyTrimmer.Trim(text);
        _ = ReplyTrimmer.Trim("hello\n" + text);
        watch.Stop();
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms for twice {text.Length} characters");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
    }

    [Theory]
    [InlineData("<blockquote>a")]
    [InlineData("<blockquote type=cite>a</blockquote>b")]
    [InlineData("<div class=gmail_quote>a</div>")]
    [InlineData("<div id=divRplyFwdMsg>a</div>")]
    [InlineData("<b>a<i>b<br>")]
    [InlineData("a<b></b>")]
    [InlineData("<b>a</b> ")]
    [InlineData("<a href=http://x.test>a</a><br>")]
    [InlineData("<table><tr><td>a<td>b</table>")]
    [InlineData("<tr><td>a<td>b")]
    [InlineData("<ul><li>a")]
    [InlineData("<p style='font-size:0;max-height:0;opacity:'>a")]
    public void Hostile_pages_cost_no_more_than_their_size(string piece)
    {
        var html = string.Concat(Enumerable.Repeat(piece, (Mebibyte / 4) / piece.Length));
        var watch = Stopwatch.StartNew();
        _ = HtmlMail.Read(html, trims: true, isForward: false);
        watch.Stop();
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms for {html.Length} characters");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
    }

    /// <summary>Answers as people send them: words, then quotations with words between them, then a signature.</summary>
    private static Arbitrary<string> Answers
    {
        get
        {
            var words = Gen.Elements("Yes.", "No, thanks.\nMaybe later.", "Hello Bob,\n\nthat is fine.", "👍");
            var quoted = Gen.Elements("> one", "> one\n> two", "> one\n>\n>> deeper");
            var introduction = Gen.Elements("", "On Mon, 3 Jun 2024 at 10:15, Bob <b@x.test> wrote:", "Am 3.6.2024 um 10:15 schrieb Bob:");
            var end = Gen.Elements("", "-- \nAlice", "Sent from my iPhone", "-----Original Message-----\nFrom: Bob\n\nold");
            return (from first in words
                    from begin in introduction
                    from middle in (from quote in quoted from word in words select quote + "\n\n" + word).ArrayOf()
                    from last in quoted
                    from sign in end
                    select string.Join("\n\n", [first, begin + "\n" + string.Join("\n\n", [.. middle, last]), sign])).ToArbitrary();
        }
    }

    private static IEnumerable<string> Sorted(string text) =>
        text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Trim().Length > 0).Order(StringComparer.Ordinal);
}
