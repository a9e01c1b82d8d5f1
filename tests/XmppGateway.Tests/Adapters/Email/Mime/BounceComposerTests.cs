using System.Text;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

public sealed class BounceComposerTests
{
    [Theory]
    [InlineData("bob@bridge.test")]
    [InlineData("böb@bridge.test")]
    public void Our_own_interpreter_reads_it(string recipient)
    {
        var raw = BounceComposer.Compose(Draft(recipient, "No such user:\r\nX-Evil: 1 " + new string('x', 3000)));
        PropertyTests.AssertForm(raw);
        var mail = MessageView.Read(raw);
        var content = MailInterpreter.Interpret(mail);
        Assert.Equal((MailKind.Bounce, "one@example.com", "env"), (content.Kind, content.OriginalMessageId, content.OriginalEnvelopeId));
        var report = Assert.Single(content.Recipients);
        Assert.Equal((recipient, "failed", "5.1.1"), (report.Recipient, report.Action, report.Status));
        Assert.StartsWith("No such user: X-Evil: 1 x", report.DiagnosticText, StringComparison.Ordinal);
        Assert.Equal("auto-replied", mail.Header("Auto-Submitted"));
        Assert.Equal(["one@example.com"], mail.InReplyTo);
        Assert.False(mail.IsDamaged);
    }

    [Fact]
    public void A_header_without_SMTPUTF8_is_of_ASCII()
    {
        Assert.True(EmailAddress.TryParse("bob@bücher.test", out var author));
        var raw = BounceComposer.Compose(Draft("alice@bücher.test", "x") with { To = author, Original = Encoding.UTF8.GetBytes("Message-ID: <ä@x.test>\r\n\r\n") });
        var header = raw.AsSpan()[..raw.AsSpan().IndexOf("\r\n\r\n"u8)].ToArray();

        Assert.True(System.Text.Ascii.IsValid(header));
        Assert.Equal("bob@xn--bcher-kva.test", MessageView.Read(raw).To[0].Address);
        Assert.Equal("References: <b@x>\r\n", new HeaderWriter().Ids("References", ["ä@x", "b@x", "c d@x"]).ToString());
    }

    [Fact]
    public void The_text_of_the_mail_is_not_returned()
    {
        var raw = Encoding.UTF8.GetString(BounceComposer.Compose(Draft("bob@bridge.test", "x")));
        Assert.Contains("Subject: ", raw, StringComparison.Ordinal);
        Assert.DoesNotContain("und weiter", raw, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_original_can_be_returned()
    {
        foreach (var fixture in Fixtures.All)
        {
            PropertyTests.AssertForm(BounceComposer.Compose(Draft("bob@bridge.test", "x") with { Original = Encoding.UTF8.GetBytes(fixture) }));
        }

        PropertyTests.AssertForm(BounceComposer.Compose(Draft("bob@bridge.test", "x") with { Original = new byte[] { 0xff, 0, 13, 10, 58 } }));
    }

    private static BounceDraft Draft(string recipient, string reason)
    {
        Assert.True(EmailAddress.TryParse(recipient, out var failed));
        Assert.True(EmailAddress.TryParse("bob@example.com", out var sender));
        return new BounceDraft
        {
            From = new Mailbox("Mail Delivery System", "mailer-daemon@bridge.test"),
            To = sender,
            ReportingMta = "bridge.test",
            MessageId = "bounce-1@bridge.test",
            Date = new DateTimeOffset(2026, 11, 22, 3, 4, 5, TimeSpan.Zero),
            Recipients = [new BounceRecipient(failed, "5.1.1", reason)],
            Original = Encoding.UTF8.GetBytes(Fixtures.Alternative),
            OriginalEnvelopeId = "env",
        };
    }
}
