using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Reactions;
using XmppGateway.Adapters.Email.Sending;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email;

public sealed class ReturnPathTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private readonly ManualTimeProvider _time = new();

    private ReturnPaths Paths => new(Key, "bridge.test", _time);

    [Fact]
    public void Says_which_mail_it_belongs_to_until_it_expires()
    {
        var path = Paths.Of(EmailFixture.DeliveryId);

        Assert.InRange(path.LocalPart.Length, 1, 64);
        Assert.Equal(new ReturnPath(ReturnPathKind.Valid, EmailFixture.DeliveryId), Paths.Read(path));
        _time.Advance(ReturnPaths.Lifetime);
        Assert.Equal(ReturnPathKind.Valid, Paths.Read(path).Kind);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(ReturnPathKind.Expired, Paths.Read(path).Kind);
    }

    [Fact]
    public void Survives_servers_that_fold_case()
    {
        Assert.True(EmailAddress.TryParse(Paths.Of(EmailFixture.DeliveryId).Text.ToUpperInvariant(), out var shouted));
        Assert.Equal(ReturnPathKind.Valid, Paths.Read(shouted).Kind);
    }

    [Theory]
    [InlineData("xn--brcke-lva.test")]
    [InlineData("br\u00FCcke.test")]
    [InlineData("XN--BRCKE-lva.Test")]
    public void Survives_domains_of_all_scripts_however_they_are_spelled(string domain)
    {
        var paths = new ReturnPaths(Key, domain, _time);
        var local = paths.Of(EmailFixture.DeliveryId).LocalPart;

        foreach (var spelling in new[] { "xn--brcke-lva.test", "br\u00FCcke.test" })
        {
            Assert.True(EmailAddress.TryParse(local + "@" + spelling, out var address));
            Assert.Equal(ReturnPathKind.Valid, paths.Read(address).Kind);
        }
    }

    [Fact]
    public void No_changed_letter_and_no_other_key_is_taken()
    {
        var text = Paths.Of(EmailFixture.DeliveryId).Text;
        for (var i = 2; i < text.IndexOf('@', StringComparison.Ordinal); i++)
        {
            Assert.True(EmailAddress.TryParse(text[..i] + (text[i] == 'a' ? 'b' : 'a') + text[(i + 1)..], out var changed));
            Assert.Equal(ReturnPathKind.Forged, Paths.Read(changed).Kind);
        }

        Assert.Equal(ReturnPathKind.Forged, new ReturnPaths([1], "bridge.test", _time).Read(Paths.Of(EmailFixture.DeliveryId)).Kind);
    }

    [Theory]
    [InlineData("b+shop@bridge.test")]
    [InlineData("b@bridge.test")]
    [InlineData("alice@bridge.test")]
    public void Addresses_of_people_are_none(string text)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(ReturnPathKind.Other, Paths.Read(address).Kind);
    }

    [Fact]
    public void One_of_another_domain_is_none_of_ours()
    {
        Assert.True(EmailAddress.TryParse(Paths.Of(EmailFixture.DeliveryId).LocalPart + "@other.test", out var address));
        Assert.Equal(ReturnPathKind.Other, Paths.Read(address).Kind);
    }

    [Theory]
    [InlineData("Sorry, no mailbox here by that name. (#5.1.1)", true)]
    [InlineData("<nobody@example.test>: vanished", true)]
    [InlineData("Still trying: 4.4.1 connection timed out", false)]
    public async Task A_report_that_no_program_can_read_is_known_by_its_address(string words, bool failed)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x"));

        Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync($"From: <MAILER-DAEMON@example.test>\n\n{words}", fixture.ReturnPath, ""));

        var what = Assert.Single(fixture.Context.Events);
        Assert.Equal(("alice@localhost", "bob@example.test"), (what.User.ToString(), what.Contact.Id.Value));
        Assert.Equal(EmailFixture.DeliveryId + "@bridge.test", what is DeliveryFailure failure ? failure.Failed.Value : ((Message)what).ReplyTo?.Value);
        Assert.Equal(failed, what is DeliveryFailure);
    }

    [Fact]
    public async Task Of_several_who_failed_the_one_that_was_written_to_is_told()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x"));

        await fixture.ReceiveAsync(
            "From: <MAILER-DAEMON@example.test>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry\n--b\nContent-Type: message/delivery-status\n\n"
            + "Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; other@behind.test\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 full\n\n"
            + "Final-Recipient: rfc822; Bob@Example.test\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n--b--\n",
            fixture.ReturnPath,
            "");

        var failure = Assert.IsType<DeliveryFailure>(Assert.Single(fixture.Context.Events));
        Assert.Equal(FailureCondition.NoSuchRecipient, failure.Condition);
    }

    [Fact]
    public async Task A_vacation_notice_to_the_return_path_is_shown_to_the_user()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x"));

        await fixture.ReceiveAsync("From: bob@example.test\nAuto-Submitted: auto-replied\n\nI am away.", fixture.ReturnPath, "");

        var notice = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal(("I am away.", MessageKind.Notice, "alice@localhost"), (notice.Body.Plain, notice.Kind, notice.User.ToString()));
    }

    [Fact]
    public async Task Mail_to_a_return_path_is_mail_to_the_user_and_shown_once()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x"));

        const string Mail = "From: carol@example.test\nMessage-ID: <c1@x>\nSubject: Cats\n\nhello";
        await fixture.ReceiveAsync(Mail, fixture.ReturnPath + " alice@bridge.test", "carol@example.test");
        await fixture.ReceiveAsync(Mail, fixture.ReturnPath, "carol@example.test");
        await fixture.SendAsync(fixture.Say("yes", "carol@example.test"), new string('c', 26));

        Assert.Equal("hello", Assert.IsType<Message>(Assert.Single(fixture.Context.Events)).Body.Plain);
        Assert.Contains("Subject: Re: Cats\r\n", fixture.Smtp.Messages.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UserStanding.NotAllowed, "550 5.7.1")]
    [InlineData(UserStanding.Unknown, "550 5.1.1")]
    public async Task Who_gets_no_mail_gets_none_by_a_return_path(UserStanding standing, string answer)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x"));
        fixture.Context.Standing = user => user.Local == "alice" ? standing : UserStanding.Reachable;

        var answers = await fixture.ReceiveAsync("From: carol@example.test\nMessage-ID: <c1@x>\n\nhello", fixture.ReturnPath + " dave@bridge.test", "carol@example.test");

        Assert.StartsWith(answer, answers[0], StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 Stored", answers[1]);
        Assert.Equal("dave@localhost", Assert.Single(fixture.Context.Events).User.ToString());
    }

    [Fact]
    public async Task What_a_program_says_in_vain_is_counted()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x"));

        await fixture.ReceiveAsync(
            "From: abuse@example.test\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nSpam!\n--b\nContent-Type: message/feedback-report\n\n"
            + "Feedback-Type: abuse\nOriginal-Rcpt-To: bob@example.test\n--b--\n",
            fixture.ReturnPath,
            "");

        Assert.Empty(fixture.Context.Events);
        Assert.Contains(fixture.Context.Log.Lines, line => line.Text == "A mail of a program was taken and not shown (Report); 1 since the start");
    }

    [Fact]
    public async Task The_note_on_a_mail_lives_a_little_longer_than_its_return_path()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("x"));

        var expiry = fixture.Context.Notes.Expiries["sent " + EmailFixture.DeliveryId];
        Assert.Equal(ReturnPaths.Lifetime + TimeSpan.FromDays(1), expiry - fixture.Context.Time.GetUtcNow());
    }

    [Fact]
    public async Task Who_reads_with_a_chat_program_gets_lines_and_corrections_as_such_until_they_change()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var bob = fixture.Say("x").Contact;
        Assert.True(fixture.Adapter.CapabilitiesOf(bob).MergesLines);

        await fixture.ReceiveAsync("From: bob@example.test\nChat-Version: 1.0\nMessage-ID: <c1@x>\n\nhi");
        Assert.Equal((false, Support.Native), (fixture.Adapter.CapabilitiesOf(bob).MergesLines, fixture.Adapter.CapabilitiesOf(bob).Edits));
        var edit = new Edit
        {
            User = Jid.Parse("alice@localhost"),
            Contact = bob,
            Timestamp = fixture.Context.Time.GetUtcNow(),
            Target = new("old@bridge.test"),
            Body = new("right"),
        };
        Assert.IsType<DeliveryResult.Delivered>(await fixture.Adapter.SendAsync(new Delivery(EmailFixture.DeliveryId, edit, 1), EmailFixture.Cancelled));
        var mail = Assert.Single(fixture.Smtp.Messages);
        var read = MessageView.Read(Encoding.UTF8.GetBytes(mail));
        Assert.Equal("old@bridge.test", ChatHeaders.Read(read).Edits);
        Assert.Null(read.Header("Chat-Edit"));
        Assert.Equal("<old@bridge.test>", Assert.Single(read.Root.Children).Header("Chat-Edit"));
        Assert.Equal("✏️right", read.Root.Children[0].Text.Trim());
        Assert.Contains("Chat-Version: 1.0\r\n", mail, StringComparison.Ordinal);
        Assert.Contains("In-Reply-To: <old@bridge.test>\r\n", mail, StringComparison.Ordinal);

        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <c2@x>\n\nfrom my desk");
        Assert.True(fixture.Adapter.CapabilitiesOf(bob).MergesLines);
    }
}
