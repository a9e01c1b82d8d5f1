using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email;

public sealed class OutgoingMailTests
{
    private const string OwnId = EmailFixture.DeliveryId + "@bridge.test";

    [Fact]
    public async Task What_went_out_is_noted_though_the_attempt_is_at_its_end()
    {
        await using var fixture = await EmailFixture.StartAsync();
        using var attempt = new CancellationTokenSource();
        fixture.Context.Notes.Writing = key =>
        {
            if (key.StartsWith("conversation ", StringComparison.Ordinal))
                attempt.Cancel();
        };

        Assert.IsType<DeliveryResult.Delivered>(await fixture.Adapter.SendAsync(new(EmailFixture.DeliveryId, fixture.Say("hello"), 1), attempt.Token));
        Assert.Contains(fixture.Context.Notes.Values, note => note.Key.StartsWith("conversation ", StringComparison.Ordinal) && note.Value.Contains(OwnId, StringComparison.Ordinal));
    }

    /// <summary>As after a crash between the note of the mail and the end of its delivery.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mail_that_goes_out_again_is_the_same_mail_and_no_answer_to_itself(bool isAnswer)
    {
        await using var fixture = await EmailFixture.StartAsync();
        if (isAnswer)
            await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <1@x>\nSubject: Apples\n\nhi");

        await fixture.SendAsync(fixture.Say("hello"));
        await fixture.SendAsync(fixture.Say("hello"));

        Assert.Equal(2, fixture.Smtp.Messages.Count);
        Assert.Single(fixture.Smtp.Messages.Distinct());
        Assert.Equal(isAnswer, fixture.Smtp.Messages.First().Contains("In-Reply-To: <1@x>", StringComparison.Ordinal));
    }

    /// <summary>The answer came before the crash was over, and somebody wrote about something else.</summary>
    [Fact]
    public async Task A_mail_that_goes_out_again_does_not_answer_what_came_after_it()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <1@x>\nSubject: Apples\n\nhi");
        await fixture.SendAsync(fixture.Say("hello"));
        await fixture.ReceiveAsync($"From: bob@example.test\nMessage-ID: <2@x>\nIn-Reply-To: <{OwnId}>\nReferences: <1@x> <{OwnId}>\nSubject: Re: Apples\n\nyes");
        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <3@x>\nSubject: Pears\n\nand pears");

        await fixture.SendAsync(fixture.Say("hello"));

        Assert.Equal(2, fixture.Smtp.Messages.Count);
        Assert.Single(fixture.Smtp.Messages.Distinct());
    }

    /// <summary>A name that fits into an address only as it is: its letters are in From, though neither the return path nor the recipient has any.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_user_whose_address_is_beyond_ASCII_needs_a_server_that_can_say_it(bool can)
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Smtp.Extensions = can ? ["8BITMIME", "SMTPUTF8"] : ["8BITMIME"];
        var result = await fixture.SendAsync(fixture.Say("hello", from: new string('ö', 30) + "@localhost"));

        Assert.Equal(can, result is DeliveryResult.Delivered);
        Assert.Equal(can ? 1 : 0, fixture.Smtp.Messages.Count);
        Assert.All(fixture.Smtp.Commands.Where(command => command.StartsWith("MAIL", StringComparison.Ordinal)), command => Assert.Contains(" SMTPUTF8", command, StringComparison.Ordinal));
    }

    /// <summary>The report can be faster than what comes after the last byte of the mail.</summary>
    [Fact]
    public async Task A_bounce_of_the_very_first_mail_is_understood_before_the_server_has_answered()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Smtp.BeforeAccepting = async () =>
            await fixture.ReceiveAsync($"From: MAILER-DAEMON@example.test\nTo: {fixture.ReturnPath}\nSubject: Returned\n\n550 5.1.1 nobody here", fixture.ReturnPath, "");
        await fixture.SendAsync(fixture.Say("hello"));

        Assert.Equal(OwnId, Assert.Single(fixture.Context.Events.OfType<DeliveryFailure>()).Failed.Value);
    }

    [Fact]
    public async Task Answers_go_where_the_author_wants_them()
    {
        const string Verified = "Authentication-Results: mx.test; dmarc=pass header.from=example.test\n";
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.test"));
        await fixture.ReceiveAsync(Verified + "From: bob@example.test\nReply-To: ticket+7@help.test\nMessage-ID: <1@x>\nSubject: A\n\nhi");
        await fixture.SendAsync(fixture.Say("in its thread"), new string('a', 26));
        await fixture.SendAsync(fixture.Say("and once more"), new string('b', 26));
        await fixture.SendAsync(fixture.Say("of something else") with { Subject = "Else" }, new string('c', 26));
        await fixture.ReceiveAsync(Verified + "From: bob@example.test\nMessage-ID: <2@x>\nSubject: Re: A\nIn-Reply-To: <1@x>\n\nwrite to me");
        await fixture.SendAsync(fixture.Say("to him again"), new string('d', 26));
        await fixture.SendAsync(fixture.Say("but this one") with { ReplyTo = new("1@x") }, new string('e', 26));
        await fixture.ReceiveAsync(Verified + "From: bob@example.test\nReply-To: a@x.test, b@x.test\nMessage-ID: <3@x>\n\ntwo");
        await fixture.SendAsync(fixture.Say("to none of the two"), new string('f', 26));
        await fixture.ReceiveAsync(
            "Authentication-Results: mx.test; dmarc=fail header.from=example.test\nFrom: bob@example.test\nReply-To: eve@x.test\nMessage-ID: <4@x>\n\nforged");
        await fixture.SendAsync(fixture.Say("not to her") with { ReplyTo = new("4@x") }, new string('g', 26));

        Assert.Equal(
            ["ticket+7@help.test", "ticket+7@help.test", "bob@example.test", "bob@example.test", "ticket+7@help.test", "bob@example.test", "bob@example.test"],
            fixture.Smtp.Commands.Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)).Select(command => command["RCPT TO:<".Length..].Split('>')[0]));
        Assert.Contains(((Message)fixture.Context.Events.First()).Remarks, remark => remark.In("en") == "(answers go to ticket+7@help.test)");
        Assert.Empty(((Message)fixture.Context.Events.ElementAt(1)).Remarks);
    }

    [Fact]
    public async Task A_message_becomes_a_mail_from_the_users_address()
    {
        await using var fixture = await EmailFixture.StartAsync();

        var result = await fixture.SendAsync(fixture.Say("Hello Bob\nbye"));

        Assert.Equal(new DeliveryResult.Delivered(new(OwnId)), result);
        Assert.Contains(fixture.Smtp.Commands, command => command.StartsWith($"MAIL FROM:<b+{EmailFixture.DeliveryId}", StringComparison.Ordinal));
        Assert.Contains("RCPT TO:<bob@example.test>", fixture.Smtp.Commands);
        var mail = Assert.Single(fixture.Smtp.Messages);
        Assert.Contains("From: alice <alice@bridge.test>\r\n", mail, StringComparison.Ordinal);
        Assert.Contains("To: bob@example.test\r\n", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: Hello Bob\r\n", mail, StringComparison.Ordinal);
        Assert.Contains($"Message-ID: <{OwnId}>\r\n", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("In-Reply-To", mail, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\nHello Bob\r\nbye\r\n", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_carries_the_thread_both_ways()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\nSubject: Re: Plans\nMessage-ID: <m2@x>\nReferences: <m1@x>\n\nwhat do you think?");

        await fixture.SendAsync(fixture.Say("fine"));
        await fixture.SendAsync(fixture.Say("very fine"), "zyxwvutsrqponmlkjihgfedc22");

        var mails = fixture.Smtp.Messages.ToArray();
        Assert.Contains("Subject: Re: Plans\r\n", mails[0], StringComparison.Ordinal);
        Assert.Contains($"In-Reply-To: <m2@x>\r\nReferences: <m1@x> <m2@x> <{OwnId}>\r\n", mails[0], StringComparison.Ordinal);
        Assert.Contains($"In-Reply-To: <{OwnId}>\r\n", mails[1], StringComparison.Ordinal);

        await fixture.ReceiveAsync("From: bob@example.test\nSubject: AW: Plans\nMessage-ID: <m3@x>\nIn-Reply-To: <zyxwvutsrqponmlkjihgfedc22@bridge.test>\n\ngood");
        var messages = fixture.Context.Events.Cast<Message>().ToArray();
        Assert.Equal(messages[0].Thread, messages[1].Thread);
        Assert.Equal(("Plans", null), (messages[0].Subject, messages[1].Subject));
        Assert.Equal("zyxwvutsrqponmlkjihgfedc22@bridge.test", messages[1].ReplyTo?.Value);
    }

    [Fact]
    public async Task An_answer_finds_its_message_though_the_provider_has_renamed_it()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("hello"));
        var mail = fixture.Smtp.Messages.Single();
        Assert.Contains($"References: <{OwnId}>\r\n", mail, StringComparison.Ordinal);

        // What the provider makes of it, its answer, and a report on it.
        var renamed = mail.Replace($"Message-ID: <{OwnId}>", $"Message-ID: <new@outlook.test>\r\nX-Microsoft-Original-Message-ID: <{OwnId}>", StringComparison.Ordinal);
        await fixture.ReceiveAsync($"From: bob@example.test\nMessage-ID: <1@x>\nIn-Reply-To: <new@outlook.test>\nReferences: <{OwnId}> <new@outlook.test>\n\nhello yourself");
        await fixture.ReceiveAsync(
            "From: mailer-daemon@example.test\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nno\n--b\nContent-Type: message/delivery-status\n\n"
            + $"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; bob@example.test\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\n{renamed}\n--b--\n",
            from: "");
        var other = renamed.Replace("To: bob@example.test", "To: carol@bridge.test", StringComparison.Ordinal);
        await fixture.ReceiveAsync(other, "carol@bridge.test", "alice@bridge.test");

        Assert.Equal([OwnId, OwnId, null], fixture.Context.Events.Cast<Message>().Select(message => message.ReplyTo?.Value));
    }

    [Fact]
    public async Task A_refusal_comes_back_in_the_servers_words()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Smtp.Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 nobody of that name" : null;

        Assert.Equal(
            new DeliveryResult.Rejected(
                new LocalText("The mail server answers", "Der Mailserver antwortet").Quoting("550 5.1.1 nobody of that name"), FailureCondition.NoSuchRecipient), await fixture.SendAsync(fixture.Say("x")));
    }

    [Theory]
    [InlineData("bob", "alice@localhost", FailureCondition.InvalidAddress)]
    [InlineData("bob@example.test", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@localhost", FailureCondition.NotAllowed)]
    [InlineData("käthe@example.test", "alice@localhost", FailureCondition.NotSupported)]
    public async Task What_cannot_be_mail_is_rejected_before_the_server_sees_it(string to, string from, FailureCondition condition)
    {
        await using var fixture = await EmailFixture.StartAsync();

        Assert.Equal(condition, Assert.IsType<DeliveryResult.Rejected>(await fixture.SendAsync(fixture.Say("x", to, from))).Condition);
        Assert.DoesNotContain(fixture.Smtp.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_is_down_is_a_retry_before_and_no_matter_after_the_sending()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Context.Notes.Down = true;
        Assert.IsType<DeliveryResult.Retry>(await fixture.SendAsync(fixture.Say("x")));
        Assert.Empty(fixture.Smtp.Messages);

        fixture.Context.Notes.Down = false;
        fixture.Smtp.BeforeAccepting = () =>
        {
            fixture.Context.Notes.Down = true;
            return Task.CompletedTask;
        };
        Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(fixture.Say("x")));
    }

    [Theory]
    [InlineData("bob", "alice@localhost", "it has no @")]
    [InlineData("@example.test", "alice@localhost", "nothing stands before the @")]
    [InlineData("bob@", "alice@localhost", "nothing stands after the @")]
    [InlineData("bob@exa mple.test", "alice@localhost", "what stands after the @ is no name of a domain")]
    [InlineData("b(o)b@example.test", "alice@localhost", "what stands before the @ cannot stand there")]
    [InlineData("bob@example.test", "security@localhost", "security@bridge.test is the address of those who run the mail domain")]
    public async Task A_refusal_says_what_is_wrong(string to, string from, string words)
    {
        await using var fixture = await EmailFixture.StartAsync();

        var message = fixture.Say("x", "bob@example.test", from) with { Contact = new(new(to), to) };
        var refused = Assert.IsType<DeliveryResult.Rejected>(await fixture.SendAsync(message));

        Assert.Contains(words, refused.Reason.English, StringComparison.Ordinal);
        Assert.Empty(fixture.Smtp.Messages);
    }

    [Fact]
    public async Task Who_has_the_name_of_a_role_in_another_domain_sends_mail()
    {
        await using var fixture = await EmailFixture.StartAsync();

        Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(fixture.Say("x", from: "security@other.example")));
    }

    [Fact]
    public async Task The_author_of_an_undeliverable_mail_gets_a_bounce_from_nobody()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <m1@x>\n\nhi", from: "bounces@example.test");

        Assert.IsType<DeliveryResult.Delivered>(await BounceAsync(fixture, "m1@x"));

        Assert.Contains(fixture.Smtp.Commands, command => command.StartsWith("MAIL FROM:<>", StringComparison.Ordinal));
        Assert.Contains(fixture.Smtp.Commands, command => command.StartsWith("RCPT TO:<bounces@example.test>", StringComparison.Ordinal));
        var bounce = Assert.Single(fixture.Smtp.Messages);
        Assert.Contains("Status: 5.2.1\r\n", bounce, StringComparison.Ordinal);
        Assert.Contains("Final-Recipient: rfc822; alice@bridge.test\r\n", bounce, StringComparison.Ordinal);
        Assert.Contains("<m1@x>", bounce, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Auto-Submitted: auto-replied\n", "bob@example.test")]
    [InlineData("List-Id: <l.example.test>\n", "bounces@example.test")]
    [InlineData("Precedence: bulk\n", "bob@example.test")]
    public async Task Programs_lists_and_the_null_sender_get_no_bounce(string header, string sender)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync($"From: bob@example.test\n{header}Message-ID: <m1@x>\n\nhi", from: sender);

        Assert.Equal(new DeliveryResult.Delivered(null), await BounceAsync(fixture, "m1@x"));
        Assert.Equal(new DeliveryResult.Delivered(null), await BounceAsync(fixture, "never-seen@x"));

        Assert.Empty(fixture.Smtp.Messages);
    }

    [Theory]
    [InlineData(" Bob@Example.test ", "bob@example.test")]
    [InlineData("mailto:bob@example.test", "bob@example.test")]
    [InlineData("bob", null)]
    [InlineData("", null)]
    public async Task Reads_addresses_as_people_type_them(string text, string? id)
    {
        await using var fixture = await EmailFixture.StartAsync();

        Assert.Equal(id, fixture.Adapter.ParseAddress(text)?.Id.Value);
    }

    [Fact]
    public async Task The_password_may_stand_in_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "geheim\n", EmailFixture.Cancelled);
            await using var fixture = await EmailFixture.StartAsync(("Smtp:Username", "gw"), ("Smtp:PasswordFile", file));
            fixture.Smtp.Extensions = ["AUTH PLAIN"];

            Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(fixture.Say("x")));

            Assert.Contains("AUTH PLAIN AGd3AGdlaGVpbQ==", fixture.Smtp.Commands);
            Assert.DoesNotContain(fixture.Context.Log.Lines, line => line.Text.Contains("geheim", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ValueTask<DeliveryResult> BounceAsync(EmailFixture fixture, string failed)
    {
        var failure = new Undeliverable
        {
            User = Jid.Parse("alice@localhost"),
            Contact = new(new("bob@example.test"), "bob@example.test"),
            Timestamp = fixture.Context.Time.GetUtcNow(),
            Failed = new(failed),
            Condition = FailureCondition.RecipientUnavailable,
            Reason = "The account is disabled",
        };
        return fixture.Adapter.SendAsync(new Delivery(EmailFixture.DeliveryId, failure, 1), EmailFixture.Cancelled);
    }
}
