using System.Text;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Semantics;

public sealed class UnformattedBounceTests
{
    [Theory]
    [InlineData(BounceNotices.AddressAbove, "bob@far.example 5.1.1 hard, eve@far.example 5.2.2", "sent-9@bridge.test")]
    [InlineData(BounceNotices.AddressInFront, "bob@far.example 4.2.1, eve@far.example 5.1.1 hard", null)]
    [InlineData(BounceNotices.Labelled, "bob@phones.example 5.2.2", "sent-9@bridge.test")]
    [InlineData(BounceNotices.Transcript, "bob@far.example 5.1.2 hard", "sent-9@bridge.test")]
    [InlineData(BounceNotices.OnlyTheMail, "bob@phones.example 5.0.0", "sent-9@bridge.test")]
    [InlineData(BounceNotices.FieldsInTheText, "bob@far.example 5.4.7", null)]
    [InlineData(BounceNotices.Json, "bob@far.example 5.1.1 hard", null)]
    public void Names_recipients_and_reasons(string raw, string recipients, string? original)
    {
        var content = Read(raw);
        Assert.Equal(MailKind.Bounce, content.Kind);
        Assert.Equal(recipients, string.Join(", ", content.Recipients.Select(r => $"{r.Recipient} {r.Status}{(r.IsHard ? " hard" : "")}")));
        Assert.Equal(original, content.OriginalMessageId);
    }

    [Fact]
    public void A_delay_is_told_from_a_failure()
    {
        var content = Read(BounceNotices.Late);
        Assert.Equal(MailKind.Delay, content.Kind);
        Assert.Equal(("bob@far.example", "4.4.1"), (content.Recipients.Single().Recipient, content.Recipients.Single().Status));
    }

    [Fact]
    public void A_complaint_is_a_report_about_its_recipients()
    {
        var content = Read(BounceNotices.Complaint);
        Assert.Equal((MailKind.Report, "sent-9@bridge.test"), (content.Kind, content.OriginalMessageId));
        Assert.Equal(["bob@far.example", "eve@far.example"], content.Recipients.Select(r => r.Recipient));
    }

    [Theory]
    [InlineData(BounceNotices.Talk)]
    [InlineData(BounceNotices.Forward)]
    public void Talking_about_a_bounce_is_none(string raw) => Assert.Equal(MailKind.Message, Read(raw).Kind);

    [Fact]
    public void A_notice_that_names_nobody_is_still_a_bounce()
    {
        var content = Read("From: mailer-daemon@mx.example\nSubject: Undeliverable\n\nYour mail could not be delivered.\n");
        Assert.Equal((MailKind.Bounce, ""), (content.Kind, content.Recipients.Single().Recipient));
    }

    [Theory]
    [InlineData("smtp; 450 4.7.1 denied", "4.4.7", "4.7.1")]
    [InlineData("smtp; 550 5.7.1 blacklisted", "5.1.1", "5.7.1")]
    [InlineData("smtp; 450 4.7.1 denied", "5.4.7", "5.4.7")]
    [InlineData("smtp; 550 5.0.0 no", "5.1.1", "5.1.1")]
    [InlineData("x; (#5.1.1)", "5.0.0", "5.1.1")]
    [InlineData("x; host 5.1.2.3 and version 5.4.1.9", "5.0.0", "5.0.0")]
    public void The_reply_is_the_reason_and_the_field_its_summary(string diagnostic, string field, string expected)
    {
        var report = $"Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: {field}\nDiagnostic-Code: {diagnostic}\n";
        Assert.Equal(expected, StatusFields.Groups(Encoding.UTF8.GetBytes(report)).Single().Status);
    }

    [Theory]
    [InlineData("Vacation: dates for July", "", nameof(MailKind.Message))]
    [InlineData("Automatic reply: how do I set one up?", "", nameof(MailKind.Message))]
    [InlineData("Vacation: dates for July", "In-Reply-To: <1@b.example>\n", nameof(MailKind.Message))]
    [InlineData("Vacation: dates for July", "Precedence: junk\n", nameof(MailKind.AutoReply))]
    [InlineData("Out of office", "X-Auto-Response-Suppress: All\n", nameof(MailKind.AutoReply))]
    [InlineData("Abwesenheitsnotiz: Mittag", "X-AutoReply-From: a@b.example\n", nameof(MailKind.AutoReply))]
    [InlineData("Automatic reply: lunch", "Return-Path: <>\n", nameof(MailKind.AutoReply))]
    [InlineData("About the automatic reply: lunch", "Precedence: bulk\n", nameof(MailKind.List))]
    [InlineData("Vacation: 20 % off", "Precedence: bulk\nList-Unsubscribe: <https://b.example/u>\n", nameof(MailKind.List))]
    [InlineData("Vacation: 20 % off", "X-Auto-Response-Suppress: All\nList-Unsubscribe: <https://b.example/u>\n", nameof(MailKind.List))]
    [InlineData("Vacation: dates for July", "X-Auto-Response-Suppress: OOF, AutoReply\n", nameof(MailKind.Message))]
    [InlineData("Out of office", "X-Auto-Response-Suppress: DR, all\n", nameof(MailKind.AutoReply))]
    public void A_subject_makes_an_auto_reply_beside_another_sign_only(string subject, string field, string kind) =>
        Assert.Equal(kind, Read($"From: a@b.example\n{field}Subject: {subject}\n\nx").Kind.ToString());

    private static MailContent Read(string raw) => MailInterpreter.Interpret(MessageView.Read(Encoding.UTF8.GetBytes(raw)));
}
