using System.Text;
using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>What is composed is read back the same, whatever people write.</summary>
public sealed class PropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 3, 4, 5, TimeSpan.FromHours(1));

    private const int Runs = 200;

    private static readonly System.Text.RegularExpressions.Regex QuoteMarks = new("^(>(?: ?>)*)(?: (.*))?$", System.Text.RegularExpressions.RegexOptions.CultureInvariant);

    /// <summary>Text that stresses: words, blanks of all kinds, controls, syntax of mail, letters of many scripts, halves of pairs.</summary>
    private static Arbitrary<string> Texts { get; } = Gen.OneOf(
            Gen.Elements("a", "Hello", " ", "  ", "\t", "\r\n", "\n", "\r", "\0", "\u0007", ".", "From ", "=?utf-8?Q?a?=", "=?", "?=", ",", ";", "\"", "\\", "<", ">", "(", ")", "@", "=", "_", ":", "Bcc: x@y.z"),
            Gen.Elements("ä", "ß", "日本語", "Привет", "שלום", "😀", "👩‍👩‍👧", "e\u0301", "\u2028", "\u00a0", "\u200b", "\ufeff", "\ud83d", "\ude00", new string('x', 120), new string('y', 1200)))
        .ListOf()
        .Select(string.Concat)
        .ToArbitrary();

    private static Arbitrary<EmailAddress> Addresses { get; } = (
        from local in Gen.Elements("bob", "Bob.Smith", "a..b", "用户", "\"john doe\"", "\"a\\\"b\"", "o'hara+tag", "=?x", "\"a@b\"", "x=y%z")
        from domain in Gen.Elements("example.com", "EXAMPLE.org", "bücher.example", "xn--bcher-kva.example", "[192.0.2.1]", "[IPv6:2001:db8::1]", "localhost", "a_b.example")
        select EmailAddress.TryParse(local + "@" + domain, out var address) ? address : throw new InvalidOperationException(local + domain)).ToArbitrary();

    [Fact]
    public void Subject_and_text_come_back() =>
        Prop.ForAll(Texts, Texts, (subject, text) =>
        {
            var mail = MessageView.Read(MailComposer.Compose(Draft() with { Subject = subject, Text = text }));
            Assert.Equal(OneLine(subject), mail.Subject ?? "");
            Assert.Equal(Flowed(text).TrimEnd('\n') + "\n", FlowedText.Unflow(mail.Root).TrimEnd('\n') + "\n");
            Assert.False(mail.IsDamaged);
        }).MustHold(Runs);

    [Fact]
    public void Mailboxes_and_ids_come_back() =>
        Prop.ForAll(Texts, Addresses, Addresses, (name, from, to) =>
        {
            var mail = MessageView.Read(MailComposer.Compose(Draft() with
            {
                From = new Mailbox(name, from.Text),
                To = [new Mailbox(null, to.Text), new Mailbox(name, from.Text)],
                InReplyTo = "one@example.org",
                References = ["zero@example.org", "one@example.org", "b<a>d\r\nX: y"],
            }));
            var words = OneLine(name).Trim(' ');
            var shown = string.IsNullOrWhiteSpace(words) ? null : words;
            Assert.Equal([from.Text], mail.From.Select(mailbox => mailbox.Address));
            Assert.Equal([to.Text, from.Text], mail.To.Select(mailbox => mailbox.Address));
            Assert.Equal([null, shown], mail.To.Select(mailbox => mailbox.DisplayName));
            Assert.Equal("id@example.org", mail.MessageId);
            Assert.Equal(["one@example.org"], mail.InReplyTo);
            Assert.Equal(["zero@example.org", "one@example.org"], mail.References);
            Assert.Equal(Now, mail.Date);
        }).MustHold(Runs);

    [Fact]
    public void No_input_breaks_the_form_of_a_mail() =>
        Prop.ForAll(Texts, Texts, (one, other) =>
        {
            var raw = MailComposer.Compose(Draft() with
            {
                Subject = one,
                Text = other,
                From = new Mailbox(other, "a@b.example"),
                AutoSubmitted = one,
                ExtraHeaders = [("X-Other", other)],
            });
            AssertForm(raw);
            Assert.Null(MessageView.Read(raw).Header("Bcc"));
            Assert.InRange(MessageView.Read(raw).Headers.Count, 8, 10);
        }).MustHold(Runs);

    [Fact]
    public void What_a_chat_says_is_what_a_mail_reader_shows() =>
        Prop.ForAll(Texts, text =>
        {
            var shown = VisibleText.Of(MessageView.Read(MailComposer.Compose(Draft() with { Text = text })).Root).Render();
            var lines = Flowed(text).Split('\n').Select(line => line.TrimEnd());
            Assert.Equal(string.Join('\n', lines).Trim('\n'), shown.Plain);
        }).MustHold(Runs);

    [Fact]
    public void An_address_keeps_its_spelling_and_its_key_is_stable() =>
        Prop.ForAll(Addresses, address =>
        {
            Assert.True(EmailAddress.TryParse(address.Canonical, out var again), address.Canonical);
            Assert.Equal(address.Canonical, again.Canonical);
            Assert.Equal(address, again);
            Assert.True(EmailAddress.TryParse(address.Text, out var same));
            Assert.Equal(address.Text, same.Text);
        }).MustHold(Runs);

    [Fact]
    public void Any_text_is_an_address_or_not_and_never_an_exception() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), Texts, (local, domain) =>
        {
            if (EmailAddress.TryParse(local + "@" + domain, out var address) || EmailAddress.TryParse(local + "@b.example", out address))
            {
                Assert.DoesNotContain(address.Text, c => c is '\r' or '\n' or '\0');
                Assert.Matches("^[a-zA-Z0-9._:\\[\\]-]+$", address.ToAsciiDomain());
            }
        }).MustHold(Runs);

    internal static void AssertForm(byte[] raw)
    {
        var text = Encoding.Latin1.GetString(raw);
        var lines = text.Split("\r\n");
        Assert.Equal(-1, string.Concat(lines).AsSpan().IndexOfAny('\r', '\n', '\0'));
        Assert.InRange(lines.Max(line => line.Length), 0, 998);
        Assert.Equal((byte)'\n', raw[^1]);
    }

    private static MailDraft Draft() => new()
    {
        From = new Mailbox("Alice", "alice@bridge.test"),
        To = [new Mailbox(null, "bob@example.com")],
        MessageId = "id@example.org",
        Date = Now,
        Text = "Hello",
    };

    /// <summary>What a header can hold: controls are spaces; the white space in front and behind is trimmed by readers.</summary>
    private static string OneLine(string text) =>
        string.Concat(Valid(text).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));

    /// <summary>What format=flowed can say: no spaces at the end of a line, and one way to quote.</summary>
    private static string Flowed(string text) => string.Join('\n', Valid(text).ReplaceLineEndings("\n").Split('\n').Select(line =>
        line == "-- " ? line : QuoteMarks.Match(line) is { Success: true } marks
            ? (new string('>', marks.Groups[1].Value.Count(c => c == '>')) + " " + marks.Groups[2].Value).TrimEnd(' ')
            : line.TrimEnd(' ')));

    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
