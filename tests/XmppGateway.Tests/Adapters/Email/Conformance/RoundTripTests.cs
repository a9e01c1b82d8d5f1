using System.Text;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Testing.Oracles;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Conformance;

/// <summary>What we write others read the same, and what they write we do.</summary>
public sealed class RoundTripTests
{
    private const int Mails = 300;

    private static readonly string[] Pieces =
    [
        "a", "Hello", "two  spaces", "tab\there", ".", "..", "From here", "=?utf-8?Q?a?=", "?=", ",", ";", "\"quoted\"", "back\\slash", "<x>", "(comment)", "a@b.example", "=20", "_",
        "ä", "Straße", "日本語テキスト", "Привет, мир", "שלום", "😀", "👩‍👩‍👧", "e\u0301", "\u00a0", "\u200b", new('x', 120), "naïve café", "100 %", "a=b;c=d", "'single'",
    ];

    [Fact]
    public void Python_reads_what_we_write()
    {
        var (texts, raw) = Compose();
        var read = PythonMail.Read(raw);
        Assert.SkipWhen(read is null, "PYTHON3 IS NOT INSTALLED: what we write was not read by its email package");
        for (var i = 0; i < texts.Count; i++)
        {
            Assert.Equal(texts[i].Subject, read[i].Subject);

            // COMPAT(Python 3.11): its display names make white space of any kind one space, and put one between two encoded words.
            Assert.Equal(WithoutSpace(texts[i].Name), WithoutSpace(read[i].Name));
            Assert.Equal("bob@example.com", read[i].Address);
            Assert.Equal(FlowedWriter.Write(texts[i].Text) + "\n", read[i].Text?.ReplaceLineEndings("\n"));
        }
    }

    [Fact]
    public void GMime_reads_what_we_write()
    {
        Assert.SkipUnless(GMime.IsInstalled, "GMIME IS NOT INSTALLED (libgmime-3.0-0): what we write was not read by it");
        var (texts, raw) = Compose();
        for (var i = 0; i < texts.Count; i++)
        {
            var body = new List<string>();
            var mail = GMime.Read(raw[i], (_, content) => body.Add(Encoding.UTF8.GetString(content ?? [])));
            Assert.Equal(Escape(texts[i].Subject), Escape(mail?.Subject));
            Assert.Equal(Escape(texts[i].Name), Escape(mail?.FromName));
            Assert.Equal([FlowedWriter.Write(texts[i].Text) + "\n"], body.Select(text => text.ReplaceLineEndings("\n")));
        }
    }

    [Fact]
    public void We_read_what_Python_writes()
    {
        var random = new Random(20261122);

        // COMPAT(Python): it does not protect what only looks like an encoded word, so that is what it then says.
        string Line(Random source) => RoundTripTests.Line(source).Replace("=?", "=", StringComparison.Ordinal);
        var wanted = Enumerable.Range(0, Mails).Select(_ => new PythonMail.Mail(
            Line(random), Name(Line(random)), "bob@example.com", Text(random), ["f" + Line(random).Replace('/', '_').Replace('\\', '_').Trim('.', ' ') + ".pdf"])).ToList();
        var written = PythonMail.Write(wanted);
        Assert.SkipWhen(written is null, "PYTHON3 IS NOT INSTALLED: nothing that its email package writes was read");
        for (var i = 0; i < wanted.Count; i++)
        {
            var mail = MessageView.Read(written[i]);
            // COMPAT(Python 3.11): where it folds between encoded words, white space gets lost or is added.
            Assert.Equal(WithoutSpace(wanted[i].Subject), WithoutSpace(mail.Subject));
            Assert.Equal(WithoutSpace(wanted[i].Name), WithoutSpace(mail.From.Single().DisplayName));
            Assert.Equal(wanted[i].Text + "\n", mail.Root.Children[0].Text);
            Assert.Equal(FileName(wanted[i].Files[0]!), mail.Root.Children[1].FileName);
            Assert.Equal("x"u8.ToArray(), mail.Root.Children[1].DecodeBody());
        }
    }

    private static (List<(string Subject, string Name, string Text)> Texts, List<byte[]> Raw) Compose()
    {
        var random = new Random(20261122);
        var texts = Enumerable.Range(0, Mails).Select(_ => (Subject: Line(random), Name: Line(random), Text: Text(random))).ToList();
        return (texts, [.. texts.Select(text => MailComposer.Compose(new MailDraft
        {
            From = new Mailbox(text.Name, "bob@example.com"),
            To = [new Mailbox(null, "alice@example.org")],
            MessageId = "id@example.org",
            Date = new DateTimeOffset(2026, 11, 22, 3, 4, 5, TimeSpan.Zero),
            Subject = text.Subject,
            Text = text.Text,
        }))]);
    }

    private static string WithoutSpace(string? name) => string.Concat((name ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // COMPAT(Python 3.11): folding a long name loses its quotes.
    private static string Name(string line) => string.Concat(line.Where(c => !",;:<>()@\"\\[].".Contains(c, StringComparison.Ordinal))).Trim() is { Length: > 0 } name ? name : "x";

    private static string FileName(string name) => name.Length <= 255 ? name : name[..251] + ".pdf";

    private static string? Escape(string? text) => text is null ? null : System.Text.Encodings.Web.JavaScriptEncoder.Default.Encode(text);

    /// <summary>One line without white space at its ends and without controls: what a header field can hold.</summary>
    private static string Line(Random random) =>
        string.Join(' ', Enumerable.Range(0, random.Next(1, 8)).Select(_ => Pieces[random.Next(Pieces.Length)].Replace('\t', ' '))).Trim() is { Length: > 0 } line ? line : "x";

    private static string Text(Random random) =>
        string.Join('\n', Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(6) == 0 ? "" : Line(random))).Trim('\n') is { Length: > 0 } text ? text : "x";
}
