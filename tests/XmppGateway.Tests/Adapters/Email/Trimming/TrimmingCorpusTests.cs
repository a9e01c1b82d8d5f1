using System.Text.Json;
using System.Text.RegularExpressions;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Html;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using XmppGateway.Adapters.Email.Trimming;
using XmppGateway.Tests.Adapters.Email.Conformance;
using XmppGateway.Tests.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Trimming;

/// <summary>
/// How much of what others expect is met, on three public collections. Two expectations differ from ours on purpose: a forwarded mail stays, and
/// what would leave nothing is not cut; the second counts as met when the whole text is shown.
/// </summary>
public sealed partial class TrimmingCorpusTests
{
    private const double Discourse = 95;
    private const double Crisp = 90;
    private const double Talon = 90;

    [Fact]
    public void Plain_answers_in_many_languages()
    {
        var folder = Path.Combine(Corpus.Folder("reply-trimming"), "discourse");
        var score = new TrimmingScore("trimming discourse", "visible answer");
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "emails")).Order(StringComparer.Ordinal))
        {
            var text = Read(file);
            var expected = Read(Path.Combine(folder, "trimmed", Path.GetFileName(file)));
            score.Add(file, text, expected.Trim().Length == 0 ? text : expected, ReplyTrimmer.Trim(text).Visible);
        }

        score.MustReach(Discourse, 38);
    }

    [Fact]
    public void First_words_of_answers()
    {
        var folder = Path.Combine(Corpus.Folder("reply-trimming"), "crisp");
        using var expectations = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected-first-fragment.json")));
        var score = new TrimmingScore("trimming crisp", "first words");
        foreach (var expected in expectations.RootElement.EnumerateObject())
        {
            var text = Read(Path.Combine(folder, "fixtures", expected.Name));
            score.Add(expected.Name, text, expected.Value.GetString()!, ReplyTrimmer.Trim(text).Visible);
        }

        score.MustReach(Crisp, 34);
    }

    [Fact]
    public void Answers_of_mail_programs_in_text()
    {
        var folder = Path.Combine(Corpus.Folder("reply-trimming"), "talon", "standard_replies");
        var score = new TrimmingScore("trimming talon text", "visible answer");
        foreach (var file in Corpus.Mails(folder))
        {
            var mail = MessageView.Read(File.ReadAllBytes(file));
            score.Add(file, "Hello", "Hello", MailInterpreter.Interpret(mail).Body);
        }

        score.MustReach(Talon, 12);
    }

    [Fact]
    public void Answers_of_mail_programs_in_html()
    {
        var folder = Path.Combine(Corpus.Folder("reply-trimming"), "talon");
        (string File, string Expected)[] others = [("OLK_SRC_BODY_SECTION.html", "Reply"), ("reply-separated-by-hr.html", "Hi\nthere\nBob")];
        var score = new TrimmingScore("trimming talon html", "visible answer");
        foreach (var (file, expected) in Directory.GetFiles(Path.Combine(folder, "html_replies")).Select(file => (file, "Hi. I am fine.\n\nThanks,\nAlex"))
            .Concat(others.Select(other => (Path.Combine(folder, other.File), other.Expected))))
        {
            var visible = RichText.Of([.. HtmlMail.Read(Read(file), trims: true, isForward: false).Visible]).Plain;
            score.Add(file, "x", expected, visible.Replace("Thanks,\n\nAlex", "Thanks,\nAlex", StringComparison.Ordinal));
        }

        score.MustReach(Talon, 11);
    }

    [Fact]
    public void Nothing_is_ever_cut_to_nothing_and_no_line_is_lost()
    {
        foreach (var file in Directory.GetFiles(Corpus.Folder("reply-trimming"), "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".txt" or ""))
        {
            var text = Read(file);
            var trimmed = ReplyTrimmer.Trim(text);
            Assert.Equal(string.IsNullOrWhiteSpace(text), string.IsNullOrWhiteSpace(trimmed.Visible));
            Assert.Equal(Lines(text), Lines(trimmed.Visible + "\n" + trimmed.Cut));
            Assert.Equal(trimmed.Visible, ReplyTrimmer.Trim(trimmed.Visible).Visible);
        }
    }

    private static string Read(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => line.TrimEnd()).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\s*\n\s*\n")]
    private static partial Regex Gap();

    private sealed class TrimmingScore(string corpus, string name)
    {
        private readonly Score _score = new(name);
        private int _count;

        /// <summary>Empty lines and spaces at the ends of lines do not count.</summary>
        public void Add(string file, string text, string expected, string visible)
        {
            Assert.Equal(string.IsNullOrWhiteSpace(text), string.IsNullOrWhiteSpace(visible));
            _count++;
            _score.Count(Path.GetFileName(file), Normal(expected) == Normal(visible), visible);
        }

        public void MustReach(double percent, int count)
        {
            Assert.Equal(count, _count);
            Score.Report(corpus, _score.AtLeast(percent));
        }

        private static string Normal(string text) =>
            Gap().Replace(string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).Trim(), "\n\n");
    }
}
