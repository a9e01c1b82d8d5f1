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

    [Fact]
    public async Task A_mail_becomes_a_message()
    {
        await using var fixture = await EmailFixture.StartAsync();

        Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync(Hello));

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal("alice@localhost", message.User.ToString());
        Assert.Equal(new RemoteContact(new("bob@example.test"), "Bob@Example.test", "Bob"), message.Contact);
        Assert.Equal("Hi Alice", message.Body.Plain);
        Assert.Equal("Hello", message.Subject);
        Assert.Equal(new RemoteMessageId("m1@example.test"), message.Id);
        Assert.Equal(MessageKind.Chat, message.Kind);
        Assert.Equal(new DateTimeOffset(2025, 12, 31, 23, 0, 0, TimeSpan.Zero), message.Timestamp);
        Assert.Equal(EmailIds.ThreadOf("m1@example.test"), message.Thread);
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
        Assert.NotEmpty(message.Body.Plain);
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

        await fixture.ReceiveAsync(Report("failed", "5.1.1", EmailFixture.DeliveryId + "@bridge.test"), from: "");

        var failure = Assert.IsType<DeliveryFailure>(Assert.Single(fixture.Context.Events));
        Assert.Equal(EmailFixture.DeliveryId + "@bridge.test", failure.Failed.Value);
        Assert.Equal("nobody@example.test", failure.Contact.Id.Value);
        Assert.Equal(FailureCondition.NoSuchRecipient, failure.Condition);
        Assert.Contains("User unknown", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bounce_of_something_else_is_a_notice()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(Report("failed", "5.1.1", "stranger@elsewhere.test"), from: "");

        Assert.Equal(MessageKind.Notice, Assert.IsType<Message>(Assert.Single(fixture.Context.Events)).Kind);
    }

    [Fact]
    public async Task A_late_mail_is_a_notice_in_its_conversation()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(Report("delayed", "4.4.1", EmailFixture.DeliveryId + "@bridge.test"), from: "");

        var notice = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal(MessageKind.Notice, notice.Kind);
        Assert.Equal("nobody@example.test", notice.Contact.Id.Value);
        Assert.Equal(EmailFixture.DeliveryId + "@bridge.test", notice.ReplyTo?.Value);
        Assert.Contains("keeps trying", notice.Body.Plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_postmaster_gets_the_mail_of_the_role_names()
    {
        await using var fixture = await EmailFixture.StartAsync(("Postmaster", "admin@localhost"));

        var answers = await fixture.ReceiveAsync(Hello, "postmaster abuse@bridge.test noreply@bridge.test");

        Assert.Equal(["250 2.0.0 Stored", "250 2.0.0 Stored", "550 5.1.1 No such user here"], answers);
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
