using System.Text;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>A mail is as large as it likes; what is made of it is not.</summary>
public sealed class SizeBoundTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(6, 0)]
    public void An_encoded_message_is_unpacked_up_to_a_size(int megabytes, int children)
    {
        var inner = Convert.ToBase64String(Encoding.UTF8.GetBytes("Subject: inner\r\n\r\n" + new string('x', megabytes * 700 * 1024)));
        var mail = Read($"From: bob@x.test\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{inner}");

        Assert.Equal(children, mail.Root.Children.Count);
        Assert.InRange(Assert.Single(MailInterpreter.Interpret(mail).Attachments).Size, megabytes * 700 * 1024, (megabytes * 700 * 1024) + 100);
    }

    [Theory]
    [InlineData("message/delivery-status", "Final-Recipient: rfc822; bob@x.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n")]
    [InlineData("message/disposition-notification", "Original-Message-ID: <1@x>\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n\r\n")]
    [InlineData("message/feedback-report", "Feedback-Type: abuse\r\nOriginal-Rcpt-To: bob@x.test\r\n\r\n")]
    [InlineData("text/rfc822-headers", "Message-ID: <1@x>\r\n")]
    public void The_fields_of_a_report_cost_no_more_than_a_text(string type, string fields)
    {
        var part = Convert.ToBase64String(Encoding.UTF8.GetBytes(fields + new string('x', 24 * 1024 * 1024)));
        var raw = Encoding.UTF8.GetBytes(
            $"From: mailer-daemon@x.test\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nsorry\r\n--b\r\nContent-Type: {type}\r\n"
            + $"Content-Transfer-Encoding: base64\r\n\r\n{part}\r\n--b--\r\n");
        MailInterpreter.Interpret(MessageView.Read(raw.AsMemory(0, 200)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var content = MailInterpreter.Interpret(MessageView.Read(raw));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024 * 1024);
        Assert.True(content.Kind is MailKind.Bounce or MailKind.Receipt or MailKind.Report);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/html")]
    public void All_texts_of_a_mail_have_one_limit(string type)
    {
        var part = $"--b\r\nContent-Type: {type}\r\n\r\n{string.Concat(Enumerable.Repeat("word and word\r\n", 16 * 1024))}\r\n";
        var content = MailInterpreter.Interpret(Read(
            $"From: bob@x.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{string.Concat(Enumerable.Repeat(part, 40))}--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"));

        Assert.InRange(content.Body.Length, 512 * 1024, 2 * 1024 * 1024);
        Assert.True(content.Damaged);
        Assert.Single(content.Attachments);
    }

    [Fact]
    public void The_end_of_a_long_page_is_left_to_the_page() =>
        Assert.Equal("…", MailInterpreter.Interpret(Read("From: bob@x.test\r\nContent-Type: text/html\r\n\r\n" + string.Concat(Enumerable.Repeat("<p>a</p>\r\n", 60_000)))).Cut);

    private static MessageView Read(string mail) => MessageView.Read(Encoding.UTF8.GetBytes(mail));
}
