using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Receipts;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Receipts;

/// <summary>Receipts for mails of ours (RFC 8098 §3).</summary>
public sealed class IncomingReceiptTests
{
    private const string Own = EmailFixture.DeliveryId + "@bridge.test";

    [Fact]
    public async Task A_receipt_of_whom_we_wrote_to_is_a_read_mark()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x"));
        var bob = fixture.Say("x").Contact;
        Assert.False(fixture.Adapter.CapabilitiesOf(bob).DisplayMarkers);

        Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync(Receipt(), from: ""));

        var seen = Assert.IsType<Displayed>(Assert.Single(fixture.Context.Events));
        Assert.Equal((Own, "bob@example.test", "alice@localhost"), (seen.UpTo.Value, seen.Contact.Id.Value, seen.User.ToString()));
        Assert.True(fixture.Adapter.CapabilitiesOf(bob).DisplayMarkers);
    }

    [Fact]
    public async Task One_that_a_program_sends_as_its_user_and_to_the_return_path_is_one_too()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x"));
        var path = fixture.Smtp.Commands.Last(command => command.StartsWith("MAIL FROM:<", StringComparison.Ordinal))["MAIL FROM:<".Length..].Split('>')[0];

        await fixture.ReceiveAsync(Receipt(), path);

        Assert.IsType<Displayed>(Assert.Single(fixture.Context.Events));
    }

    // RFC 8098 §3.2.5: programs whose servers have given the mail another id name that one, or none.
    [Theory]
    [InlineData("Original-Message-ID: <rewritten@mx.example.test>\n")]
    [InlineData("")]
    public async Task One_to_the_return_path_is_about_its_mail_whatever_id_it_names(string field)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x"));

        var receipt = Receipt().ReplaceLineEndings("\n").Replace($"Original-Message-ID: <{Own}>\n", field, StringComparison.Ordinal);
        await fixture.ReceiveAsync(receipt, fixture.ReturnPath, "");

        Assert.Equal(Own, Assert.IsType<Displayed>(Assert.Single(fixture.Context.Events)).UpTo.Value);
    }

    [Theory]
    [InlineData("manual-action/MDN-sent-manually; deleted", "bob@example.test", Own)]
    [InlineData("automatic-action/MDN-sent-automatically; dispatched", "bob@example.test", Own)]
    [InlineData("automatic-action/MDN-sent-automatically; processed", "bob@example.test", Own)]
    [InlineData("manual-action/MDN-sent-manually; displayed/error", "bob@example.test", Own)]
    [InlineData("displayed-not", "bob@example.test", Own)]
    [InlineData("", "bob@example.test", Own)]
    [InlineData("manual-action/MDN-sent-manually; displayed", "eve@example.test", Own)]
    [InlineData("manual-action/MDN-sent-manually; displayed", "bob@example.test", "bbbbbbbbbbbbbbbbbbbbbbbb23@bridge.test")]
    [InlineData("manual-action/MDN-sent-manually; displayed", "bob@example.test", "199509192301.23456@example.org")]
    public async Task What_says_nothing_to_the_user_is_not_shown(string disposition, string from, string about)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x"));

        Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync(Receipt(disposition, from, about), from: ""));

        Assert.Empty(fixture.Context.Events);
        Assert.False(fixture.Adapter.CapabilitiesOf(fixture.Say("x").Contact).DisplayMarkers);
    }

    [Fact]
    public async Task Nobody_confirms_the_mail_of_another_user_nor_with_a_name_that_is_forged()
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.test"));
        await fixture.SendAsync(fixture.Say("x"));

        await fixture.ReceiveAsync(Receipt(), "carol@bridge.test", "");
        await fixture.ReceiveAsync("Authentication-Results: mx.test; dmarc=fail header.from=example.test\n" + Receipt(), from: "");

        Assert.Empty(fixture.Context.Events);
    }

    // RFC 8098 §9, the example, with the ids of this network.
    [Fact]
    public void The_example_of_the_standard_is_understood()
    {
        var read = DispositionNotification.Read(MessageView.Read(System.Text.Encoding.ASCII.GetBytes(Receipt().ReplaceLineEndings("\r\n"))));

        Assert.Equal(new DispositionNotification(Own, true), read);
    }

    [Fact]
    public async Task A_receipt_that_somebody_sends_on_is_a_mail()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x"));

        await fixture.ReceiveAsync(
            "From: bob@example.test\nMessage-ID: <f@x>\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nWhat is this?\n--o\nContent-Type: message/rfc822\n\n"
            + Receipt() + "\n--o--");

        Assert.Equal("What is this?", Assert.IsType<Message>(Assert.Single(fixture.Context.Events)).Body.Plain);
    }

    private static string Receipt(string disposition = "manual-action/MDN-sent-manually; displayed", string from = "bob@example.test", string about = Own) =>
        $"""
        Date: Wed, 20 Sep 1995 00:19:00 (EDT) -0400
        From: Joe Recipient <{from}>
        Message-Id: <199509200019.12345@example.com>
        Subject: Re: First draft of report
        To: Jane Sender <alice@bridge.test>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=disposition-notification;
              boundary="RAA14128.773615765/example.com"

        --RAA14128.773615765/example.com
        Content-type: text/plain

        The message sent on 1995 Sep 19 at 13:30:00 (EDT) -0400 to Joe has been displayed.

        --RAA14128.773615765/example.com
        Content-type: message/disposition-notification

        Reporting-UA: joes-pc.cs.example.com; Foomail 97.1
        Original-Recipient: rfc822;{from}
        Final-Recipient: rfc822;{from}
        Original-Message-ID: <{about}>
        Disposition: {disposition}

        --RAA14128.773615765/example.com
        Content-type: message/rfc822

        [original message optionally goes here]

        --RAA14128.773615765/example.com--
        """;
}
