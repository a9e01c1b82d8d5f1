using System.Text;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using XmppGateway.Tests.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Semantics;

public sealed class MailInterpreterTests
{
    [Fact]
    public void Prefers_the_plain_alternative()
    {
        var mail = MessageView.Read(Encoding.UTF8.GetBytes(Fixtures.Alternative));
        var content = MailInterpreter.Interpret(mail);
        Assert.Equal((MailKind.Message, "Grüße aus Köln", "Hallo ä und weiter"), (content.Kind, content.Subject, content.Body));
        Assert.Equal([new Mailbox("Alice", "alice@bridge.test"), new Mailbox(null, "a@b.example"), new Mailbox("C", "c@d.example")], mail.To);
        Assert.Equal(["first@bridge.test", "zero@bridge.test"], mail.References);
        Assert.False(content.Damaged);
    }

    [Fact]
    public void Lists_what_it_does_not_show()
    {
        var content = Read(Fixtures.Attachment);
        Assert.Equal(
            "See here <https://example.com/x>\n• one\n• two",
            content.Body);
        Assert.Equal(2, content.Attachments.Count);
    }

    [Fact]
    public void A_bounce_names_each_recipient_and_the_original()
    {
        var content = Read(Fixtures.Bounce);
        Assert.Equal((MailKind.Bounce, "sent-1@bridge.test", "env-7"), (content.Kind, content.OriginalMessageId, content.OriginalEnvelopeId));
        Assert.Equal(
            [
                new RecipientReport("bob@example.com", "failed", "5.1.1", "550 5.1.1 <bob@internal.example.com>: User unknown"),
                new RecipientReport("carol@example.com", "delayed", "4.4.1", ""),
            ],
            content.Recipients);
        Assert.Equal([true, false], content.Recipients.Select(r => r.IsFailure));
        Assert.Equal([false, true], content.Recipients.Select(r => r.IsDelay));
    }

    [Fact]
    public void A_bounce_that_somebody_passes_on_is_their_message()
    {
        var content = Read(
            "From: a@b.example\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\nLook what I got.\n--o\nContent-Type: message/rfc822\n\n" +
            "From: mailer-daemon@mx.example\nSubject: Undelivered\nContent-Type: multipart/report; report-type=delivery-status; boundary=i\n\n" +
            "--i\nContent-Type: text/plain\n\nIt was not delivered.\n--i\nContent-Type: message/delivery-status\n\n" +
            "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; bob@x.test\nAction: failed\nStatus: 5.1.1\n\n--i--\n--o--\n");

        Assert.Equal((MailKind.Message, "Look what I got."), (content.Kind, content.Body));
        Assert.Empty(content.Recipients);
    }

    [Fact]
    public void Nothing_is_cut_from_the_words_of_a_report()
    {
        const string Words = "It was not delivered.\n\n-- \nmx.example: user unknown";
        const string Status = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; bob@x.test\nAction: failed\nStatus: 5.1.1\n";
        var content = Read(
            $"From: mailer-daemon@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=i\n\n--i\nContent-Type: text/plain\n\n{Words}\n--i\n{Status}\n--i--\n");

        Assert.Equal(MailKind.Bounce, content.Kind);
        Assert.Contains("mx.example: user unknown", content.Body, StringComparison.Ordinal);
    }

    /// <summary>RFC 3464 §2.3.3 has five words; programs have more, and a status beside them.</summary>
    [Theory]
    [InlineData("failure", "", nameof(MailKind.Bounce))]
    [InlineData("Failed (permanently)", "5.1.1", nameof(MailKind.Bounce))]
    [InlineData("rejected", "5.1.1", nameof(MailKind.Bounce))]
    [InlineData("deferred", "4.4.1", nameof(MailKind.Delay))]
    [InlineData("relayed", "5.0.0", nameof(MailKind.Report))]
    [InlineData("rejected", "2.0.0", nameof(MailKind.Report))]
    public void An_unknown_word_means_what_its_status_says(string action, string status, string kind)
    {
        var fields = $"Final-Recipient: rfc822; bob@x.test\nAction: {action}\n{(status.Length > 0 ? $"Status: {status}\n" : "")}";
        var content = Read(
            "From: mailer-daemon@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=i\n\n--i\nContent-Type: text/plain\n\nWords.\n--i\n"
            + $"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{fields}\n--i--\n");

        Assert.Equal(kind, content.Kind.ToString());
    }

    [Fact]
    public void A_delay_is_no_failure()
    {
        var content = Read(Fixtures.Delay);
        Assert.Equal((MailKind.Delay, "sent-2@bridge.test"), (content.Kind, content.OriginalMessageId));
        Assert.Equal(new RecipientReport("user@example.com", "delayed", "4.3.2", "451 4.3.2 Come back later"), Assert.Single(content.Recipients));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied (vacation)\n", nameof(MailKind.AutoReply))]
    [InlineData("Auto-Submitted: no\n", nameof(MailKind.Message))]
    [InlineData("Precedence: auto_reply\n", nameof(MailKind.AutoReply))]
    [InlineData("List-Id: <a.b>\nAuto-Submitted: auto-generated\n", nameof(MailKind.List))]
    [InlineData("Precedence: bulk\n", nameof(MailKind.List))]
    [InlineData("Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nread\n--b\nContent-Type: message/disposition-notification\n\nDisposition: x\n--b--", nameof(MailKind.Receipt))]
    [InlineData("Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nspam\n--b--", nameof(MailKind.Report))]
    [InlineData("X-Failed-Recipients: a@b.example\n", nameof(MailKind.Bounce))]
    public void Kinds_are_told_by_the_header(string header, string kind) => Assert.Equal(kind, Read("From: a@b.example\n" + header + "\n\nx").Kind.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData("\0\0\0\0")]
    public void What_has_no_header_is_unreadable(string raw) => Assert.Equal(MailKind.Unreadable, Read(raw).Kind);

    [Fact]
    public void Flowed_lines_become_paragraphs() => Assert.Equal(
        "one two three\n> quoted text\nend",
        Read("From: a@b.example\nContent-Type: text/plain; format=flowed\n\none \ntwo \nthree\n> quoted \n> text\nend\n-- \nme\n").Body);

    [Fact]
    public void A_damaged_mail_is_marked() => Assert.True(Read("From: a@b.example\nContent-Type: multipart/mixed\n\nx").Damaged);

    private static MailContent Read(string raw) => MailInterpreter.Interpret(MessageView.Read(Encoding.UTF8.GetBytes(raw)));
}
