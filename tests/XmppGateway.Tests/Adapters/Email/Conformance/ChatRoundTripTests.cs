using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Conformance;

/// <summary>What a chat says, and what its files are called, is the same after the way through a mail.</summary>
public sealed class ChatRoundTripTests
{
    private const int Seeds = 500;

    /// <summary>More marks than these quote nothing.</summary>
    private const int Deepest = 30;

    private static readonly string[] Words =
    [
        "a", "Hello", "From ", "from", ">", ">>", "> ", ">.<", "--", "-- ", "---", ".", "..", " ", "  ", "\t", "=", "=20", "=\n", "=?utf-8?Q?a?=", "begin 644 x", "end", "*", "<b>", "&amp;",
        "ä", "日本語", "שלום", "\u202bمرحبا\u202c", "\u200f", "😀", "👩‍👩‍👧", "🏳️‍🌈", "e\u0301", "\u00a0", "\u3000", "\u200b", "\u0001", "\u0007", "\u001b[1m", "\u007f", "\u009b", "\v", "\ud83d",
    ];

    private static readonly string[] LineEnds = ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", " \n", "  \r\n", "\f", "\u0085", "\u2028"];

    private static readonly string[] NamePieces =
    [
        "a", "report", " ", ".", ";", "\"", "'", "\"\"", "%", "%20", "*", "*0*=", "=", ",", "(1)", "<>", "@", "?", "=?utf-8?Q?a?=", "=?utf-8?B?YQ==?=", "日本語", "ファイル", "ä", "😀", "שלום", "\u202e",
        "\r\nBcc: eve@x.test", "\t", "\ud83d", "filename", "UTF-8''", new string('x', 70),
    ];

    public static TheoryData<string> HardTexts =>
    [
        "😀👩‍👩‍👧🏳️‍🌈", "שלום, \u202bمرحبا\u202c world", new string('x', 2000), Long("word"), Long("日本語"), Long(">"), Long("--"), Long("From"), "> " + Long("word"), "  leading\n   more", ">not quoted",
        "From here on\n From there", "-- ", "-- \nname", "a\n-- \nb", "-- " + Long("word"), "a\r\nb\rc\nd", "a\u0001b\u0007\u001b[1mc\u007f", "\v", "\ttab\t", "=?utf-8?Q?a?=", "begin 644 x\nend", ".", "..\n.",
        "a" + new string(' ', 2000) + "b", new string(' ', 80) + "b", new string('>', 2000), "> " + new string('>', 100),
    ];

    public static TheoryData<string> HardNames =>
    [
        "a\"b.txt", "a;b.txt", "a; filename=b.exe", "日本語のファイル.pdf", "\"\".txt", "'a'.txt", "UTF-8''a.txt", "%41.txt", "a*0*=b.txt", "=?utf-8?Q?a?=.pdf", "=?utf-8?B?YQ==?=", "שלום.txt", new string('x', 200) + ".pdf",
        string.Concat(Enumerable.Repeat("日", 200)) + ".pdf", "😀.png", "a  b.txt", "(comment).txt", "a,b.txt", "a=b.txt",
    ];

    [Theory]
    [MemberData(nameof(HardTexts))]
    public void A_text_comes_back(string text) => AssertText(text, "f");

    [Theory]
    [MemberData(nameof(HardNames))]
    public void The_name_of_a_file_comes_back(string name) => AssertText("a", name);

    [Fact]
    public void Whatever_is_said_comes_back()
    {
        for (var seed = 0; seed < Effort.Of(Seeds); seed++)
        {
            var random = new Random(seed);
            try
            {
                AssertText(Text(random), string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => Pick(random, NamePieces))));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }
        }
    }

    /// <summary>Of what neither quotes nor signs, which is taken off on the way, and is no file in the text.</summary>
    [Fact]
    public async Task One_gateway_shows_what_was_said_at_the_other()
    {
        await using var here = await EmailFixture.StartAsync();
        await using var there = await EmailFixture.StartAsync(("MailDomain", "other.test"));
        string[] texts = [.. HardTexts.Select(row => row.Data).Where(text => !text.Contains('>', StringComparison.Ordinal)
            && !text.Contains("-- ", StringComparison.Ordinal) && !text.StartsWith("begin ", StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(text))];
        for (var i = 0; i < texts.Length; i++)
        {
            await here.SendAsync(here.Say(texts[i], "bob@other.test"), new string((char)('a' + i), EmailFixture.DeliveryId.Length));
            Assert.Equal(["250 2.0.0 Stored"], await there.ReceiveAsync(here.Smtp.Messages.Last(), "bob@other.test", "alice@bridge.test"));

            var said = string.Join('\n', Sayable(texts[i]).Split('\n').Select(line => line.TrimEnd())).Trim('\n');
            Assert.Equal(Escape(said), Escape(there.Context.Events.OfType<Message>().Last().Body.Plain));
        }
    }

    private static void AssertText(string text, string name)
    {
        var raw = Write(text, name);
        Mime.PropertyTests.AssertForm(raw);
        var mail = MessageView.Read(raw);
        Assert.False(mail.IsDamaged);
        Assert.Equal(["text/plain", "application/octet-stream"], mail.Root.Children.Select(part => part.ContentType.ToString()));
        Assert.Equal(Escape(Sayable(text).TrimEnd('\n')), Escape(FlowedText.Unflow(mail.Root.Children[0]).TrimEnd('\n')));
        Assert.Equal(Escape(NameOf(name)), Escape(mail.Root.Children[1].FileName));
        Assert.Equal("content"u8.ToArray(), mail.Root.Children[1].DecodeBody());
    }

    private static byte[] Write(string text, string name)
    {
        Assert.True(EmailAddress.TryParse("bob@example.com", out var to));
        var message = new Message
        {
            User = Jid.Parse("alice@localhost"),
            Contact = new(new("bob@example.com"), "bob@example.com"),
            Timestamp = new DateTimeOffset(2026, 11, 22, 3, 4, 5, TimeSpan.Zero),
            Body = new(text),
        };
        var mail = ToMail.Compose(message, "id@example.org", new Mailbox("Alice", "alice@bridge.test"), to, new ReplyContext("Hello", null, []));
        var mixed = MixedMail.Of(mail, [new FileHeader(name, "application/octet-stream", null)]);
        return [.. mixed.Head.Span, .. mixed.Fronts[0].Span, .. Encoding.ASCII.GetBytes(Convert.ToBase64String("content"u8)), .. mixed.End.Span];
    }

    /// <summary>What format=flowed can say (RFC 3676 §4): no spaces at the end of a line but in the mark of a signature, and one way to quote.</summary>
    private static string Sayable(string text) => string.Join('\n', Valid(text).ReplaceLineEndings("\n").Split('\n').Select(line =>
    {
        var marks = line.Replace("> >", ">>", StringComparison.Ordinal).Replace("> >", ">>", StringComparison.Ordinal);
        var depth = marks.Length - marks.TrimStart('>').Length;
        return line == "-- " ? line
            : depth is > 0 and <= Deepest && (marks.Length == depth || marks[depth] == ' ') ? $"{new string('>', depth)} {QuotedIn(line, depth).TrimEnd(' ')}".TrimEnd(' ')
            : line.TrimEnd(' ');
    }));

    /// <summary>What stands behind so many marks and one space.</summary>
    private static string QuotedIn(string line, int depth)
    {
        var at = 0;
        for (; depth > 0; at++)
            depth -= line[at] == '>' ? 1 : 0;

        return at < line.Length ? line[(at + 1)..] : "";
    }

    /// <summary>What our reader takes of a name: no directories, no controls, nothing at its ends that systems forget; at most 255 characters.</summary>
    private static string? NameOf(string name)
    {
        var clean = string.Concat(Valid(name).Select(c => char.IsControl(c) ? ' ' : c)).Trim(' ', '.');
        var dot = clean.LastIndexOf('.');
        var end = dot > 0 && clean.Length - dot <= 20 ? clean[dot..] : "";
        var stem = 255 - end.Length;
        return clean.Length == 0 ? null : clean.Length <= 255 ? clean : clean[..(char.IsHighSurrogate(clean[stem - 1]) ? stem - 1 : stem)] + end;
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var lines = random.Next(1, 10); lines > 0; lines--)
        {
            text.Append(random.Next(8) == 0 ? Long(Pick(random, Words).Replace("\n", "", StringComparison.Ordinal)) : Line(random));
            text.Append(Pick(random, LineEnds));
        }

        return text.ToString();
    }

    private static string Line(Random random) => string.Concat(Enumerable.Range(0, random.Next(0, 40)).Select(_ => Pick(random, Words) + (random.Next(3) > 0 ? " " : "")));

    private static string Long(string word) => string.Concat(Enumerable.Repeat(word + " ", (2000 / (word.Length + 1)) + 1))[..2000];

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string? Escape(string? text) => text is null ? null : System.Text.Encodings.Web.JavaScriptEncoder.Default.Encode(text);
}
