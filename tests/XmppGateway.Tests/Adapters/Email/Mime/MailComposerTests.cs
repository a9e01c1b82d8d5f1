using System.Text;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

public sealed class MailComposerTests
{
    private static readonly MailDraft Draft = new()
    {
        From = new Mailbox("Alice", "alice@bridge.test"),
        To = [new Mailbox(null, "bob@example.com")],
        Subject = "Hello",
        MessageId = "one@bridge.test",
        InReplyTo = "zero@example.com",
        References = ["first@example.com", "zero@example.com"],
        Date = new DateTimeOffset(2026, 11, 2, 3, 4, 5, TimeSpan.FromMinutes(-210)),
        Text = "Hello\nBob",
    };

    [Fact]
    public void A_plain_mail_looks_plain() => Assert.Equal(
        """
        Date: Mon, 2 Nov 2026 03:04:05 -0330
        From: Alice <alice@bridge.test>
        To: bob@example.com
        Subject: Hello
        Message-ID: <one@bridge.test>
        In-Reply-To: <zero@example.com>
        References: <first@example.com> <zero@example.com>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8; format=flowed
        Content-Transfer-Encoding: 7bit

        Hello
        Bob

        """.ReplaceLineEndings("\r\n"),
        Encoding.ASCII.GetString(MailComposer.Compose(Draft)));

    [Theory]
    [InlineData("Hello", "7bit")]
    [InlineData("Grüße aus Köln, und noch ein Satz dazu", "quoted-printable")]
    [InlineData("日本語日本語日本語", "base64")]
    [InlineData("a\nFrom b", "7bit")]
    [InlineData("a\n.", "quoted-printable")]
    [InlineData("a line that is so long that it is broken for the transport, and joined again", "quoted-printable")]
    public void The_transfer_encoding_is_the_plainest_that_survives(string text, string encoding)
    {
        var mail = MessageView.Read(MailComposer.Compose(Draft with { Text = text }));
        Assert.Equal(encoding, mail.Header("Content-Transfer-Encoding"));
        Assert.Equal(text + "\n", FlowedText.Unflow(mail.Root));
    }

    [Fact]
    public void A_page_stands_behind_the_text()
    {
        var mail = MessageView.Read(MailComposer.Compose(Draft with { Text = "*Grüße*", Html = "<p><b>Grüße</b></p>" }));
        Assert.Equal("alternative", mail.Root.ContentType.Subtype);
        Assert.Equal(["*Grüße*\n", "<p><b>Grüße</b></p>\n"], mail.Root.Children.Select(part => part.Text));
        Assert.False(mail.IsDamaged);
    }

    [Fact]
    public void An_internationalised_address_stays_as_it_is()
    {
        var raw = MailComposer.Compose(Draft with { To = [new Mailbox("用户", "用户@例え.example")] });
        Assert.Contains("<用户@例え.example>", Encoding.UTF8.GetString(raw), StringComparison.Ordinal);
        Assert.Equal(new Mailbox("用户", "用户@例え.example"), Assert.Single(MessageView.Read(raw).To));
    }

    [Fact]
    public void Many_references_are_folded()
    {
        var ids = Enumerable.Range(0, 50).Select(i => $"{i}@a-rather-long-host-name.example").ToList();
        var raw = MailComposer.Compose(Draft with { References = ids });
        Assert.All(Encoding.ASCII.GetString(raw).Split("\r\n"), line => Assert.InRange(line.Length, 0, 78));
        Assert.Equal(ids, MessageView.Read(raw).References);
    }

    [Fact]
    public void What_cannot_be_written_is_refused()
    {
        Assert.Throws<ArgumentException>(() => MailComposer.Compose(Draft with { MessageId = "a>\r\nX: y" }));
        Assert.Throws<ArgumentException>(() => MailComposer.Compose(Draft with { From = new Mailbox(null, "a@b\r\nX: y") }));
        Assert.Throws<ArgumentException>(() => MailComposer.Compose(Draft with { ExtraHeaders = [("X y", "z")] }));
        Assert.Throws<ArgumentException>(() => MailComposer.Compose(Draft with { ExtraHeaders = [("X\r\nY", "z")] }));
    }
}
