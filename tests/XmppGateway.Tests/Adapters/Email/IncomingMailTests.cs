using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email;

public sealed class IncomingMailTests
{
    private const string Hello = """
        From: Bob <Bob@Example.test>
        To: alice@bridge.test
        Subject: Hello
        Date: Wed, 31 Dec 2025 23:00:00 +0000
        Message-ID: <m1@example.test>

        Hi Alice
        """;

    [Theory]
    [InlineData("Automatic reply: lunch", true, MessageKind.Notice)]
    [InlineData("Abwesenheitsnotiz: Mittag", true, MessageKind.Notice)]
    [InlineData("Automatic reply: lunch", false, MessageKind.Chat)]
    [InlineData("Re: Automatic reply: lunch", true, MessageKind.Chat)]
    [InlineData("Vacation: dates for July", true, MessageKind.Chat)]
    public async Task The_words_of_a_vacation_program_count_in_an_answer_to_a_mail_of_ours(string subject, bool answersOurs, MessageKind kind)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("lunch?"));

        var answered = answersOurs ? EmailFixture.DeliveryId + "@bridge.test" : "other@example.test";
        await fixture.ReceiveAsync($"From: bob@example.test\nSubject: {subject}\nIn-Reply-To: <{answered}>\nMessage-ID: <1@x>\n\nI am away.");

        Assert.Equal(kind, Assert.IsType<Message>(Assert.Single(fixture.Context.Events)).Kind);
    }

    [Fact]
    public async Task A_mail_becomes_a_message()
    {
        await using var fixture = await EmailFixture.StartAsync();

        Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync(Hello));

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal("alice@localhost", message.User.ToString());
        Assert.Equal(new RemoteContact(new("bob@example.test"), "Bob@Example.test", "Bob") { IsProven = true }, message.Contact);
        Assert.Equal("Hi Alice", message.Body.Plain);
        Assert.Equal("Hello", message.Subject);
        Assert.Equal(new RemoteMessageId("m1@example.test"), message.Id);
        Assert.Equal(MessageKind.Chat, message.Kind);
        Assert.Equal(new DateTimeOffset(2025, 12, 31, 23, 0, 0, TimeSpan.Zero), message.Timestamp);
        Assert.Equal(EmailIds.ThreadOf("m1@example.test"), message.Thread);
    }

    [Fact]
    public async Task A_mail_to_several_people_names_them()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var many = string.Join(", ", Enumerable.Range(0, 13).Select(i => $"p{i}@x.test"));

        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <1@x>\nTo: Alice <alice@bridge.test>, alice@bridge.test\n\nto one");
        await fixture.ReceiveAsync(
            "From: bob@example.test\nMessage-ID: <2@x>\nTo: Alice <alice@bridge.test>, \"evil.test\" <carol@x.test>\nCc: dan@x.test\nBcc: eve@x.test\n\nto three");
        await fixture.ReceiveAsync($"From: bob@example.test\nMessage-ID: <3@x>\nCc: {many}\n\nto many");

        var remarks = fixture.Context.Events.OfType<Message>().Select(message => message.Remarks).ToArray();
        Assert.Empty(remarks[0]);
        Assert.Equal("To: Alice (alice@bridge.test), carol@x.test, Cc: dan@x.test", Assert.Single(remarks[1]).In("en"));
        Assert.Equal("An: Alice (alice@bridge.test), carol@x.test, Kopie: dan@x.test", Assert.Single(remarks[1]).In("de"));
        Assert.EndsWith("p9@x.test, +3 more", Assert.Single(remarks[2]).In("en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subject_is_shown_when_it_changes_and_again_when_its_mail_comes_again()
    {
        await using var fixture = await EmailFixture.StartAsync();
        string[] mails = ["1 Plans", "2 Re: Plans", "3 AW: Cats", "3 AW: Cats", "4 Fwd: Cats", "5 Plans"];
        for (var i = 0; i < mails.Length; i++)
        {
            // The third is not taken at first.
            fixture.Context.Answer = i == 2 ? Acceptance.TryAgain : Acceptance.Taken;
            await fixture.ReceiveAsync($"From: bob@example.test\nMessage-ID: <{mails[i][0]}@x>\nSubject: {mails[i][2..]}\n\nx");
        }

        Assert.Equal(["Plans", null, "Cats", null, "Plans"], fixture.Context.Events.Cast<Message>().Select(message => message.Subject));
    }

    [Fact]
    public async Task An_answer_says_only_what_is_new_and_HTML_keeps_its_structure()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <1@x>\n\nYes.\n\nOn 1 May 2025 at 10:00 Alice <a@b.test> wrote:\n> Coffee?");
        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <2@x>\nContent-Type: text/html\n\n<p>It is <b>done</b></p><blockquote type=cite>Is it?</blockquote>");

        var messages = fixture.Context.Events.Cast<Message>().ToArray();
        Assert.Equal(["Yes.", "It is done"], messages.Select(message => message.Body.Plain));
        Assert.Equal(
            RichText.Of(new RichBlock.Paragraph([new RichInline.Text("It is "), new RichInline.Strong([new RichInline.Text("done")])])), messages[1].Body);
    }

    [Fact]
    public async Task Each_recipient_has_its_own_answer_and_all_share_one_commit()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Context.Standing = user => user.Local switch
        {
            "ghost" => UserStanding.Unknown,
            "banned" => UserStanding.NotAllowed,
            _ => UserStanding.Reachable,
        };

        var answers = await fixture.ReceiveAsync(
            Hello, "alice@bridge.test ghost@bridge.test banned@bridge.test carol=other.example@bridge.test alice@elsewhere.test postmaster");

        Assert.Equal(
            [
                "250 2.0.0 Stored",
                "550 5.1.1 No such user here",
                "550 5.7.1 This user may not receive mail through the gateway",
                "250 2.0.0 Stored",
                "550 5.1.1 No such user here",
                "550 5.1.1 No such user here",
            ],
            answers);
        Assert.Equal(["alice@localhost", "carol@other.example"], fixture.Context.Events.Select(what => what.User.ToString()));
        Assert.Equal(1, fixture.Context.PublishCalls);
    }

    [Fact]
    public async Task A_mail_delivered_again_after_a_lost_answer_shows_once()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync("Received: from a by b; first\n" + Hello);
        await fixture.ReceiveAsync("Received: from a by b; second\n" + Hello);

        Assert.Equal(2, fixture.Context.PublishCalls);
        Assert.Single(fixture.Context.Arrivals);
    }

    [Fact]
    public async Task Different_mails_with_one_Message_ID_both_show()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(Hello);
        await fixture.ReceiveAsync(Hello + " and goodbye");

        Assert.Equal(["Hi Alice", "Hi Alice and goodbye"], fixture.Context.Events.Cast<Message>().Select(message => message.Body.Plain));
    }

    [Fact]
    public async Task Two_addresses_of_one_user_are_one_message()
    {
        await using var fixture = await EmailFixture.StartAsync();

        Assert.Equal(["250 2.0.0 Stored", "250 2.0.0 Stored"], await fixture.ReceiveAsync(Hello, "alice@bridge.test alice+shop@bridge.test"));

        Assert.Single(fixture.Context.Events);
    }

    [Fact]
    public async Task Nothing_is_taken_while_the_store_is_down()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Context.Notes.Down = true;
        Assert.Equal(["451 4.3.0 Cannot store it now, try again"], await fixture.ReceiveAsync(Hello));

        fixture.Context.Notes.Down = false;
        fixture.Context.Answer = Acceptance.TryAgain;
        Assert.Equal(["451 4.3.0 Cannot store it now, try again"], await fixture.ReceiveAsync(Hello));

        fixture.Context.Answer = Acceptance.Taken;
        Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync(Hello));
        Assert.Single(fixture.Context.Events);
    }

    [Theory]
    [InlineData("\u0000\u0001\u0002")]
    [InlineData("Content-Type: multipart/mixed; boundary=\n\nx")]
    [InlineData("no header at all")]
    [InlineData("From: @@@\n\n")]
    public async Task Broken_mail_is_taken_and_shown(string mail)
    {
        await using var fixture = await EmailFixture.StartAsync();

        Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync(mail));

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.True(message.Body.Plain.Length > 0 || message.Remarks.Count > 0);
        Assert.Equal("bob@example.test", message.Contact.Id.Value);
    }

    [Fact]
    public async Task An_answer_names_our_message_even_when_its_id_was_rewritten_on_the_way()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync($"""
            From: bob@example.test
            Message-ID: <m2@example.test>
            In-Reply-To: <rewritten@outlook.example>
            References: <{EmailFixture.DeliveryId}@bridge.test> <rewritten@outlook.example>

            yes
            """);

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal(new RemoteMessageId(EmailFixture.DeliveryId + "@bridge.test"), message.ReplyTo);
    }

    [Fact]
    public async Task A_bounce_of_our_mail_is_a_failure_of_that_message()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.SendAsync(fixture.Say("x", "nobody@example.test"));
        await fixture.ReceiveAsync(Report("failed", "5.1.1", EmailFixture.DeliveryId + "@bridge.test"), fixture.ReturnPath, "");

        var failure = Assert.IsType<DeliveryFailure>(Assert.Single(fixture.Context.Events));
        Assert.Equal(EmailFixture.DeliveryId + "@bridge.test", failure.Failed.Value);
        Assert.Equal("nobody@example.test", failure.Contact.Id.Value);
        Assert.Equal(FailureCondition.NoSuchRecipient, failure.Condition);
        Assert.Contains("User unknown", failure.Reason.English, StringComparison.Ordinal);
    }

    /// <summary>Behind an alias may be a thousand addresses.</summary>
    [Theory]
    [InlineData("failed", "5.1.1")]
    [InlineData("delayed", "4.4.1")]
    public async Task A_report_on_many_recipients_of_one_mail_is_told_once(string action, string status)
    {
        await using var fixture = await EmailFixture.StartAsync();
        var others = string.Concat(Enumerable.Range(0, 40).Select(number =>
            $"\nFinal-Recipient: rfc822; member{number}@example.test\nAction: {action}\nStatus: {status}\n"));

        await fixture.SendAsync(fixture.Say("x", "list@example.test"));
        await fixture.ReceiveAsync(
            Report(action, status, EmailFixture.DeliveryId + "@bridge.test").Replace("550 5.1.1 User unknown\n", "550 5.1.1 User unknown\n" + others, StringComparison.Ordinal),
            fixture.ReturnPath,
            "");

        Assert.Single(fixture.Context.Events);
    }

    [Theory]
    [InlineData("failed", "5.1.1")]
    [InlineData("delayed", "4.4.1")]
    public async Task A_report_that_nothing_proves_is_a_notice_and_no_failure(string action, string status)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x", "nobody@example.test"));

        await fixture.ReceiveAsync(Report(action, status, EmailFixture.DeliveryId + "@bridge.test"), from: "");
        await fixture.ReceiveAsync(Report(action, status, "aaaaaaaaaaaaaaaaaaaaaaaaaa@bridge.test"), from: "");

        var notice = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal(
            (MessageKind.Notice, "nobody@example.test", EmailFixture.DeliveryId + "@bridge.test"),
            (notice.Kind, notice.Contact.Id.Value, notice.ReplyTo?.Value));
        Assert.Contains("nothing proves", Assert.Single(notice.Remarks).English, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bounce_of_something_else_is_counted_and_not_shown()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(Report("failed", "5.1.1", "stranger@elsewhere.test"), from: "");
        await fixture.ReceiveAsync(Report("delayed", "4.4.1", "aaaaaaaaaaaaaaaaaaaaaaaaaa@bridge.test"), from: "");

        Assert.Empty(fixture.Context.Events);
        Assert.Contains(fixture.Context.Log.Lines, line => line.Text.Contains("2 since the start", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_report_that_a_person_sends_on_is_their_mail()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x", "nobody@example.test"));
        var report = Report("failed", "5.1.1", EmailFixture.DeliveryId + "@bridge.test");

        await fixture.ReceiveAsync(
            "From: carol@example.test\nSubject: Fwd: Undelivered Mail\nMessage-ID: <c1@x>\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\ncan you fix this?\n--c\n"
            + "Content-Type: message/rfc822\n\n" + report + "\n--c--\n",
            from: "carol@example.test");
        await fixture.ReceiveAsync(
            "From: dan@example.test\nSubject: failure notice\nMessage-ID: <d1@x>\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\n<bob@far.example>:\n550 5.1.1 User unknown\n--c\n"
            + "Content-Type: message/rfc822\n\nMessage-ID: <other@elsewhere.test>\n\nx\n--c--\n",
            from: "dan@example.test");

        var shown = fixture.Context.Events.Cast<Message>().ToArray();
        Assert.Equal([("carol@example.test", MessageKind.Chat), ("dan@example.test", MessageKind.Chat)], shown.Select(message => (message.Contact.Id.Value, message.Kind)));
        Assert.Equal("can you fix this?", shown[0].Body.Plain);
        Assert.Contains("User unknown", shown[1].Body.Plain, StringComparison.Ordinal);
        Assert.All(shown, message => Assert.Single(message.Attachments));
    }

    [Fact]
    public async Task Who_has_read_a_mail_cannot_say_that_it_failed()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x", "nobody@example.test"));

        await fixture.ReceiveAsync(Report("failed", "5.1.1", EmailFixture.DeliveryId + "@bridge.test"), from: "eve@example.test");

        Assert.Equal(MessageKind.Notice, Assert.IsType<Message>(Assert.Single(fixture.Context.Events)).Kind);
    }

    [Fact]
    public async Task A_report_of_success_tells_nothing_new()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x", "nobody@example.test"));
        await fixture.ReceiveAsync(Report("relayed", "2.0.0", EmailFixture.DeliveryId + "@bridge.test"), fixture.ReturnPath, "");

        Assert.Empty(fixture.Context.Events);
    }

    [Fact]
    public async Task A_late_mail_is_a_notice_in_its_conversation()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.SendAsync(fixture.Say("x", "nobody@example.test"));
        await fixture.ReceiveAsync(Report("delayed", "4.4.1", EmailFixture.DeliveryId + "@bridge.test"), fixture.ReturnPath, "");

        var notice = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal(MessageKind.Notice, notice.Kind);
        Assert.Equal("nobody@example.test", notice.Contact.Id.Value);
        Assert.Equal(EmailFixture.DeliveryId + "@bridge.test", notice.ReplyTo?.Value);
        var said = Assert.Single(notice.Remarks);
        Assert.Contains("keeps trying", said.English, StringComparison.Ordinal);
        Assert.Contains("versucht es weiter", said.German, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_postmaster_gets_the_mail_of_the_role_names()
    {
        await using var fixture = await EmailFixture.StartAsync(("Postmaster", "admin@localhost"));

        var answers = await fixture.ReceiveAsync(Hello, "postmaster abuse@bridge.test noreply@bridge.test");

        Assert.Equal(["250 2.0.0 Stored", "250 2.0.0 Stored", "250 2.0.0 Stored"], answers);
        Assert.Equal("admin@localhost", Assert.Single(fixture.Context.Events).User.ToString());
    }

    private static string Report(string action, string status, string original) => $"""
        From: Mail Delivery System <mailer-daemon@example.test>
        To: alice@bridge.test
        Subject: Undelivered Mail Returned to Sender
        Message-ID: <report1@example.test>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        Sorry.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.example.test

        Final-Recipient: rfc822; nobody@example.test
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 5.1.1 User unknown

        --b
        Content-Type: text/rfc822-headers

        From: alice@bridge.test
        Message-ID: <{original}>

        --b--
        """;
}
