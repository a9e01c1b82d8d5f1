using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email;

public sealed class OutgoingMailTests
{
    private const string OwnId = EmailFixture.DeliveryId + "@bridge.test";

    [Fact]
    public async Task A_message_becomes_a_mail_from_the_users_address()
    {
        await using var fixture = await EmailFixture.StartAsync();

        var result = await fixture.SendAsync(fixture.Say("Hello Bob\nbye"));

        Assert.Equal(new DeliveryResult.Delivered(new(OwnId)), result);
        Assert.Contains(fixture.Smtp.Commands, command => command.StartsWith("MAIL FROM:<alice@bridge.test>", StringComparison.Ordinal));
        Assert.Contains("RCPT TO:<bob@example.test>", fixture.Smtp.Commands);
        var mail = Assert.Single(fixture.Smtp.Messages);
        Assert.Contains("From: alice <alice@bridge.test>\r\n", mail, StringComparison.Ordinal);
        Assert.Contains("To: bob@example.test\r\n", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: Hello Bob\r\n", mail, StringComparison.Ordinal);
        Assert.Contains($"Message-ID: <{OwnId}>\r\n", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("In-Reply-To", mail, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nHello Bob\r\nbye\r\n", mail, StringComparison.Ordinal);
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
        Assert.Contains("In-Reply-To: <m2@x>\r\nReferences: <m1@x> <m2@x>\r\n", mails[0], StringComparison.Ordinal);
        Assert.Contains($"In-Reply-To: <{OwnId}>\r\n", mails[1], StringComparison.Ordinal);

        await fixture.ReceiveAsync("From: bob@example.test\nSubject: AW: Plans\nMessage-ID: <m3@x>\nIn-Reply-To: <zyxwvutsrqponmlkjihgfedc22@bridge.test>\n\ngood");
        var messages = fixture.Context.Events.Cast<Message>().ToArray();
        Assert.Equal(messages[0].Thread, messages[1].Thread);
        Assert.Equal("zyxwvutsrqponmlkjihgfedc22@bridge.test", messages[1].ReplyTo?.Value);
    }

    [Fact]
    public async Task A_refusal_comes_back_in_the_servers_words()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Smtp.Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 nobody of that name" : null;

        Assert.Equal(
            new DeliveryResult.Rejected("550 5.1.1 nobody of that name", FailureCondition.NoSuchRecipient), await fixture.SendAsync(fixture.Say("x")));
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
