using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Receipts;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Receipts;

/// <summary>What is told to those who ask, and who is asked.</summary>
public sealed class OutgoingReceiptTests
{
    private const string Asking = "From: Bob <bob@example.test>\nDisposition-Notification-To: Bob <bob@EXAMPLE.test>\n";

    [Fact]
    public async Task Who_asks_is_told_once_that_the_mail_was_displayed()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(Asking + "Message-ID: <1@x>\n\nhi");

        Assert.IsType<DeliveryResult.Delivered>(await DisplayAsync(fixture, "1@x"));
        Assert.IsType<DeliveryResult.Delivered>(await DisplayAsync(fixture, "1@x"));

        var sent = MessageView.Read(Encoding.UTF8.GetBytes(Assert.Single(fixture.Smtp.Messages)));
        Assert.Contains(fixture.Smtp.Commands, command => command.StartsWith("MAIL FROM:<>", StringComparison.Ordinal));
        Assert.Contains(fixture.Smtp.Commands, command => command.StartsWith("RCPT TO:<bob@example.test>", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(("auto-replied", "alice@bridge.test"), (sent.Header("Auto-Submitted")?.Trim(), sent.From[0].Address));
        Assert.True(sent.Root.ContentType.Is("multipart", "report"));
        Assert.Equal("disposition-notification", sent.Root.ContentType.Parameter("report-type"));
        Assert.Null(sent.Header("Disposition-Notification-To"));
        Assert.Equal(new DispositionNotification("1@x", true), DispositionNotification.Read(sent));
        var fields = Encoding.ASCII.GetString(sent.Root.Children[1].DecodeBody());
        Assert.Contains("Final-Recipient: rfc822; alice@bridge.test\r\n", fields, StringComparison.Ordinal);
        Assert.Contains("Disposition: manual-action/MDN-sent-automatically; displayed\r\n", fields, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mark_counts_for_all_mails_before_it_and_for_none_behind()
    {
        await using var fixture = await EmailFixture.StartAsync();
        foreach (var number in (int[])[1, 2, 3])
            await fixture.ReceiveAsync(Asking + $"Message-ID: <{number}@x>\n\nnumber {number}");

        await DisplayAsync(fixture, "2@x");

        Assert.Equal(["1@x", "2@x"], fixture.Smtp.Messages.Select(About));
        await DisplayAsync(fixture, "3@x");
        Assert.Equal(["1@x", "2@x", "3@x"], fixture.Smtp.Messages.Select(About));
    }

    [Fact]
    public async Task A_mail_that_is_handed_over_again_is_not_confirmed_again()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(Asking + "Message-ID: <1@x>\n\nhi");
        await DisplayAsync(fixture, "1@x");

        await fixture.ReceiveAsync(Asking + "Message-ID: <1@x>\n\nhi");
        await DisplayAsync(fixture, "1@x");

        Assert.Single(fixture.Smtp.Messages);
    }

    [Fact]
    public async Task Who_wants_no_more_mails_gets_no_receipts()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.Adapter.TakeSignalAsync(new UserSignal.ProfileChanged(Jid.Parse("alice@localhost"), new Profile { DisplayName = "Alice" }), EmailFixture.Cancelled);
        await fixture.SendAsync(fixture.Say("hello"));
        await fixture.ReceiveAsync(Asking + $"Message-ID: <1@x>\nIn-Reply-To: <{EmailFixture.DeliveryId}@bridge.test>\n\nSTOP");

        await DisplayAsync(fixture, "1@x");

        Assert.Single(fixture.Smtp.Messages);
    }

    [Fact]
    public async Task While_the_notes_are_away_it_is_tried_again_and_told_once()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(Asking + "Message-ID: <1@x>\n\nhi");
        fixture.Context.Notes.Down = true;
        Assert.IsType<DeliveryResult.Retry>(await DisplayAsync(fixture, "1@x"));
        fixture.Context.Notes.Down = false;

        Assert.IsType<DeliveryResult.Delivered>(await DisplayAsync(fixture, "1@x"));

        Assert.Single(fixture.Smtp.Messages);
    }

    [Theory]
    [InlineData("From: bob@example.test\n", "bob@example.test")]
    [InlineData("From: bob@example.test\nDisposition-Notification-To: eve@example.test\n", "bob@example.test")]
    [InlineData("From: bob@example.test\nDisposition-Notification-To: Bob@example.test\n", "bob@example.test")]
    [InlineData("From: bob@example.test\nDisposition-Notification-To: bob@example.test, eve@example.test\n", "bob@example.test")]
    [InlineData(Asking, "")]
    [InlineData(Asking, "bounces@example.test")]
    [InlineData(Asking + "Disposition-Notification-Options: x-signed=required,yes\n", "bob@example.test")]
    [InlineData(Asking + "Auto-Submitted: auto-generated\n", "bob@example.test")]
    [InlineData(Asking + "Precedence: bulk\n", "bob@example.test")]
    [InlineData(Asking + "List-Id: <all.example.test>\n", "bob@example.test")]
    [InlineData(Asking + "X-Auto-Response-Suppress: RN\n", "bob@example.test")]
    [InlineData(Asking + "Authentication-Results: mx.test; dmarc=fail header.from=example.test\n", "bob@example.test")]
    [InlineData(Asking + "X-Spam: Yes\n", "bob@example.test")]
    public async Task Nobody_else_is_told(string fields, string from)
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.test"), ("SpamHeaders:0", "X-Spam"));
        await fixture.ReceiveAsync(fields + "Message-ID: <1@x>\n\nhi", from: from);

        Assert.IsType<DeliveryResult.Delivered>(await DisplayAsync(fixture, "1@x"));

        Assert.Empty(fixture.Smtp.Messages);
    }

    [Fact]
    public async Task Only_who_has_to_do_with_receipts_is_asked_for_one_and_only_for_users_who_want_them()
    {
        await using var fixture = await EmailFixture.StartAsync();
        Assert.DoesNotContain("Disposition-Notification-To", await SayAsync(fixture, wants: true), StringComparison.Ordinal);

        await fixture.ReceiveAsync(Asking + "Message-ID: <1@x>\n\nhi");
        Assert.DoesNotContain("Disposition-Notification-To", await SayAsync(fixture, wants: false), StringComparison.Ordinal);
        var asking = MessageView.Read(Encoding.UTF8.GetBytes(await SayAsync(fixture, wants: true)));

        // RFC 8098 §2.1: the one address that needs no question.
        var path = fixture.Smtp.Commands.Last(command => command.StartsWith("MAIL FROM:<", StringComparison.Ordinal))["MAIL FROM:<".Length..].Split('>')[0];
        Assert.Equal(path, asking.Header("Disposition-Notification-To")?.Trim());
        Assert.Null(asking.Header("Chat-Disposition-Notification-To"));

        await fixture.ReceiveAsync("From: bob@example.test\nChat-Version: 1.0\nMessage-ID: <2@x>\n\nfrom a chat");
        Assert.Equal(
            "alice@bridge.test",
            MessageView.Read(Encoding.UTF8.GetBytes(await SayAsync(fixture, wants: true))).Header("Chat-Disposition-Notification-To")?.Trim());
    }

    [Fact]
    public async Task A_chat_program_that_asks_in_its_own_way_is_told()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(
            "From: bob@example.test\nChat-Version: 1.0\nChat-Disposition-Notification-To: bob@example.test\nMessage-ID: <1@x>\n\nhi");

        await DisplayAsync(fixture, "1@x");

        Assert.Contains("Chat-Version: 1.0\r\n", Assert.Single(fixture.Smtp.Messages), StringComparison.Ordinal);
    }

    private static string About(string mail) => DispositionNotification.Read(MessageView.Read(Encoding.UTF8.GetBytes(mail)))!.MessageId!;

    private static async Task<string> SayAsync(EmailFixture fixture, bool wants)
    {
        await fixture.Adapter.SendAsync(
            new Delivery("abcdefghijklmnopqrstuvw" + (char)('a' + fixture.Smtp.Messages.Count) + "23", fixture.Say("x"), 1) { WantsReadMarkers = wants }, EmailFixture.Cancelled);
        return fixture.Smtp.Messages.Last();
    }

    private static ValueTask<DeliveryResult> DisplayAsync(EmailFixture fixture, string upTo)
    {
        var displayed = new Displayed
        {
            User = Jid.Parse("alice@localhost"),
            Contact = fixture.Say("x").Contact,
            Timestamp = fixture.Context.Time.GetUtcNow(),
            UpTo = new(upTo),
        };
        return fixture.Adapter.SendAsync(new Delivery(EmailFixture.DeliveryId, displayed, 1), EmailFixture.Cancelled);
    }
}
