using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
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
            "See here <https://example.com/x>\n\n- one\n- two\n\n[attachment: Résum.pdf, application/pdf, 5 B]\n[attachment: Inner, message/rfc822, 6 B]",
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
        "one two three\n> quoted text\nend\n-- \nme".Replace("-- ", "--", StringComparison.Ordinal),
        Read("From: a@b.example\nContent-Type: text/plain; format=flowed\n\none \ntwo \nthree\n> quoted \n> text\nend\n-- \nme\n").Body);

    [Fact]
    public void A_damaged_mail_is_marked() => Assert.True(Read("From: a@b.example\nContent-Type: multipart/mixed\n\nx").Damaged);

    [Fact]
    public void Reads_every_bounce_of_the_corpus()
    {
        var folder = Corpus.Folder("bounces-sisimai");
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!.AsObject();
        int reports = 0, sameCount = 0, sameStatus = 0, withOriginal = 0;
        var watch = Stopwatch.StartNew();
        var mails = Corpus.Mails(Path.Combine(folder, "eml"));
        foreach (var file in mails)
        {
            var content = MailInterpreter.Interpret(MessageView.Read(File.ReadAllBytes(file)));
            Assert.NotEqual(MailKind.Unreadable, content.Kind);
            if (content.Recipients.Count == 0 || expected[Path.GetFileName(file)] is not JsonArray recipients)
            {
                continue;
            }

            reports++;
            withOriginal += content.OriginalMessageId is null ? 0 : 1;
            if (recipients.Count == content.Recipients.Count)
            {
                sameCount++;
                sameStatus += recipients.Select((r, i) => Same(r!["status"]!.ToString(), content.Recipients[i].Status)).All(same => same) ? 1 : 0;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{mails.Count} mails in {watch.ElapsedMilliseconds} ms; {reports} reports, {sameCount} with the same recipients, {sameStatus} with the same class of status, {withOriginal} with the original id");
        Assert.True(reports >= 200, $"{reports} of {mails.Count} read as delivery reports");
        Assert.True(sameStatus >= 200, $"{sameStatus} of {sameCount} agree");
    }

    [Fact]
    public void What_is_no_bounce_is_not_taken_for_one()
    {
        var mails = Corpus.Mails(Path.Combine(Corpus.Folder("bounces-sisimai"), "not-a-bounce"));
        Assert.NotEmpty(mails);
        Assert.All(mails, file => Assert.NotEqual(MailKind.Bounce, MailInterpreter.Interpret(MessageView.Read(File.ReadAllBytes(file))).Kind));
    }

    private static bool Same(string expected, string actual) => actual.Length > 0 && expected.Length > 0 && expected[0] == actual[0];

    private static MailContent Read(string raw) => MailInterpreter.Interpret(MessageView.Read(Encoding.UTF8.GetBytes(raw)));
}
