using System.Text;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Safety;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Safety;

public sealed class SenderTests
{
    private static readonly string[] Trusted = ["mx.bridge.test"];

    [Fact]
    public void A_field_is_read_with_its_comments_versions_and_quotes()
    {
        var read = AuthenticationResults.Parse(
            "MX.bridge.test (our; own) 1; dkim/1 (a;b) = pass (2048) reason=\"good; really\" header.d=x.test header.i=\"@x.test\"; spf=softfail smtp.mailfrom=bob@x.test ; broken; dmarc=pass");

        Assert.NotNull(read);
        Assert.Equal("mx.bridge.test", read.Server);
        Assert.Equal(["dkim pass", "spf softfail", "dmarc pass"], read.Methods.Select(method => $"{method.Name} {method.Result}"));
        Assert.Equal("x.test", read.Methods[0].Properties["header.d"]);
        Assert.Equal("@x.test", read.Methods[0].Properties["header.i"]);
        Assert.Equal("bob@x.test", read.Methods[1].Properties["smtp.mailfrom"]);
        Assert.Empty(AuthenticationResults.Parse("mx.bridge.test; none")!.Methods);
        Assert.Null(AuthenticationResults.Parse("mx.bridge.test 2; dmarc=pass"));
        Assert.Null(AuthenticationResults.Parse(""));
    }

    [Fact]
    public void No_text_breaks_the_reader() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
        {
            AuthenticationResults.Parse(text ?? "");
            AuthenticationResults.Parse("x; dkim=" + text + "; spf=pass " + text);
        }).MustHold();

    [Theory]
    [InlineData("mx.bridge.test; dmarc=pass header.from=x.test", SenderTrustText.Verified)]
    [InlineData("mx.bridge.test; dmarc=fail header.from=x.test", SenderTrustText.Failed)]
    [InlineData("mx.bridge.test; dmarc=pass header.from=other.test", SenderTrustText.Unverified)]
    [InlineData("mx.bridge.test; dmarc=none header.from=x.test; dkim=pass header.d=x.test", SenderTrustText.Verified)]
    [InlineData("mx.bridge.test; dkim=pass header.d=other.test", SenderTrustText.Unverified)]
    [InlineData("mx.bridge.test; dkim=pass header.d=test", SenderTrustText.Unverified)]
    [InlineData("mx.bridge.test; dkim=pass header.d=evilx.test", SenderTrustText.Unverified)]
    [InlineData("mx.bridge.test; spf=pass smtp.mailfrom=bounce@x.test", SenderTrustText.Verified)]
    [InlineData("mx.bridge.test; spf=pass smtp.mailfrom=bounce@other.test", SenderTrustText.Unverified)]
    [InlineData("mx.bridge.test; dmarc=pass header.from=x.test; dmarc=temperror header.from=x.test", SenderTrustText.Unverified)]
    [InlineData("mx.bridge.test; none", SenderTrustText.Unverified)]
    [InlineData("mx.evil.test; dmarc=pass header.from=x.test", SenderTrustText.Unknown)]
    public void What_the_trusted_server_found_decides(string field, string trust) =>
        Assert.Equal(trust, SenderCheck.TrustIn(Read($"Authentication-Results: {field}\nFrom: bob@x.test\n\nx"), "x.test", Trusted).ToString());

    [Fact]
    public void Only_the_topmost_results_count()
    {
        const string Forged = "Received: from evil by mx\nAuthentication-Results: mx.bridge.test; dmarc=pass header.from=x.test\nFrom: bob@x.test\n\nx";

        Assert.Equal(SenderTrust.Failed, SenderCheck.TrustIn(
            Read("Authentication-Results: mx.bridge.test; dmarc=fail header.from=x.test\n" + Forged), "x.test", Trusted));
        Assert.Equal(SenderTrust.Failed, SenderCheck.TrustIn(
            Read("Authentication-Results: mx.bridge.test; dmarc=pass header.from=x.test\nAuthentication-Results: mx.bridge.test; dmarc=fail header.from=x.test\nFrom: bob@x.test\n\nx"),
            "x.test",
            Trusted));
        Assert.Equal(SenderTrust.Unknown, SenderCheck.TrustIn(Read(Forged), "x.test", []));
    }

    [Theory]

    // The operator's server adds one Received field to every mail; milters write below it.
    [InlineData("Received: from a by mta.bridge.test\nR: pass\n", SenderTrustText.Verified)]
    [InlineData("R: pass\nReceived: from a by mta.bridge.test\n", SenderTrustText.Verified)]
    [InlineData("Received: from a by mx.bridge.test\nReceived: from b by mx.bridge.test; today\nR: pass\n", SenderTrustText.Verified)]
    [InlineData("Received: from a by mta.bridge.test\nReceived: from evil by evil.test\nR: pass\n", SenderTrustText.Unknown)]
    [InlineData("Received: from a by mta.bridge.test\nReceived: from evil\nR: pass\n", SenderTrustText.Unknown)]

    // Where fields that came with the mail were not removed, they follow those of the server.
    [InlineData("Received: from a by mta.bridge.test\nR: none\nR: pass\n", SenderTrustText.Unverified)]
    [InlineData("Received: from a by mta.bridge.test\nR: dkim\nR: pass\n", SenderTrustText.Unverified)]
    [InlineData("Received: from a by mta.bridge.test\nR: pass\nR: fail\n", SenderTrustText.Failed)]
    public void Only_results_that_the_server_can_have_written_count(string fields, string trust)
    {
        const string Field = "Authentication-Results: mx.bridge.test; ";
        var header = fields
            .Replace("R: pass", Field + "dmarc=pass header.from=x.test; dkim=pass header.d=x.test", StringComparison.Ordinal)
            .Replace("R: fail", Field + "dmarc=fail header.from=x.test", StringComparison.Ordinal)
            .Replace("R: dkim", Field + "dmarc=none header.from=x.test; dkim=none; spf=none smtp.mailfrom=x.test", StringComparison.Ordinal)
            .Replace("R: none", Field + "none", StringComparison.Ordinal);

        Assert.Equal(trust, SenderCheck.TrustIn(Read(header + "From: bob@x.test\n\nx"), "x.test", Trusted).ToString());
    }

    [Theory]
    [InlineData("From: bob@x.test, eve@evil.test", SenderTrustText.Unverified)]
    [InlineData("From: nobody\nSender: bob@x.test", SenderTrustText.Unverified)]
    [InlineData("From: nobody", SenderTrustText.Unverified)]
    [InlineData("Subject: no author", SenderTrustText.Unverified)]
    [InlineData("From: bob@x.test", SenderTrustText.Verified)]
    public async Task The_author_who_is_shown_is_the_one_who_is_judged(string author, string trust)
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.bridge.test"));
        await fixture.ReceiveAsync("Authentication-Results: mx.bridge.test; dmarc=pass header.from=x.test\nFrom: Bob <bob@x.test>\nMessage-ID: <1@x>\n\nI am Bob", from: "bob@x.test");
        await fixture.ReceiveAsync($"Authentication-Results: mx.bridge.test; dmarc=pass header.from=x.test\n{author}\nMessage-ID: <2@x>\n\nso am I", from: "bob@x.test");

        Assert.Equal(
            trust == SenderTrustText.Verified ? [] : [MailRemarks.NoLongerVerified("bob@x.test")],
            fixture.Context.Events.Cast<Message>().Last().Remarks);
    }

    [Theory]
    [InlineData("Precedence: list\n", "dkim=none", true)]
    [InlineData("List-Id: <friends.y.test>\n", "dkim=none; spf=fail smtp.mailfrom=y.test", true)]
    [InlineData("List-Id: <friends.y.test>\n", "dkim=pass header.d=elsewhere.test", true)]
    [InlineData("List-Id: <friends.y.test>\n", "dkim=pass header.d=y.test", false)]
    [InlineData("List-Id: <friends.y.test>\n", "spf=pass smtp.mailfrom=friends-bounces@y.test", false)]
    [InlineData("List-Id: <friends.y.test>\nList-Post: <mailto:friends@y.test>\n", "dkim=pass header.d=y.test", false)]
    public async Task A_forged_mail_is_excused_only_by_a_list_that_has_sent_it(string fields, string results, bool isMarked)
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.bridge.test"));

        await fixture.ReceiveAsync($"Authentication-Results: mx.bridge.test; dmarc=fail header.from=x.test; {results}\n{fields}From: bob@x.test\nMessage-ID: <1@x>\n\nI am Bob", from: "bob@x.test");

        Assert.Equal(isMarked, Assert.IsType<Message>(fixture.Context.Events.First()).Remarks.Contains(MailRemarks.Forged("bob@x.test")));
    }

    public static TheoryData<string> Doubtful =>
    [
        "Authentication-Results: mx.bridge.test; none\n", "Authentication-Results: mx.bridge.test; dmarc=fail header.from=x.test\n", "X-Spam: no\nX-Spam: Yes\n",
    ];

    [Theory]
    [MemberData(nameof(Doubtful))]
    public async Task A_mail_that_may_be_somebody_elses_changes_nothing(string fields)
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.bridge.test"), ("SpamHeaders:0", "X-Spam"));
        var bob = fixture.Say("x", "bob@x.test").Contact;
        await fixture.ReceiveAsync("From: Bob <bob@x.test>\nMessage-ID: <1@x>\nSubject: Plans\n\nhello");
        string Forged(int number, string header, string text = "forged") => $"{fields}From: \"The Boss\" <bob@x.test>\nSubject: Money\nMessage-ID: <f{number}@x>\n{header}\n\n{text}";
        await fixture.ReceiveAsync(Forged(1, "Reply-To: eve@evil.test"));
        await fixture.ReceiveAsync(Forged(2, "Chat-Version: 1.0\nChat-Edit: <1@x>"));
        await fixture.ReceiveAsync(Forged(3, "Chat-Version: 1.0\nChat-Delete: <1@x>"));
        await fixture.ReceiveAsync(Forged(4, "In-Reply-To: <1@x>\nContent-Disposition: reaction", "👍"));
        await fixture.SendAsync(fixture.Say("what I say next", "bob@x.test"), new string('a', 26));
        await fixture.SendAsync(fixture.Say("an answer", "bob@x.test") with { ReplyTo = new("f1@x") }, new string('b', 26));

        var events = fixture.Context.Events.ToArray();
        Assert.Equal(5, events.Length);
        Assert.All(events[1..], what => Assert.Null(Assert.IsType<Message>(what).Contact.DisplayName));
        Assert.Equal("Bob", events[0].Contact.DisplayName);
        Assert.True(fixture.Adapter.CapabilitiesOf(bob).MergesLines);
        Assert.Equal(Support.AsText, fixture.Adapter.CapabilitiesOf(bob).Reactions);
        Assert.Contains("Subject: Re: Plans\r\n", fixture.Smtp.Messages.First(), StringComparison.Ordinal);
        Assert.All(
            fixture.Smtp.Commands.Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)),
            command => Assert.StartsWith("RCPT TO:<bob@x.test>", command, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_is_known_an_answer_follows_Reply_To_and_the_chat_does_not()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@x.test\nReply-To: ticket@x.test\nMessage-ID: <1@x>\n\nhello");
        await fixture.SendAsync(fixture.Say("what I say next", "bob@x.test"), new string('a', 26));
        await fixture.SendAsync(fixture.Say("an answer", "bob@x.test") with { ReplyTo = new("1@x") }, new string('b', 26));

        Assert.Equal(
            ["RCPT TO:<bob@x.test>", "RCPT TO:<ticket@x.test>"],
            fixture.Smtp.Commands.Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied\n", true)]
    [InlineData("X-Spam: yes\n", true)]
    [InlineData("", false)]
    public async Task Only_the_contact_takes_STOP_back(string fields, bool stays)
    {
        await using var fixture = await EmailFixture.StartAsync(("SpamHeaders:0", "X-Spam"));
        await fixture.SendAsync(fixture.Say("hello", "bob@x.test"));
        await fixture.ReceiveAsync($"From: bob@x.test\nMessage-ID: <1@x>\nIn-Reply-To: <{EmailFixture.DeliveryId}@bridge.test>\n\nSTOP");
        await fixture.ReceiveAsync($"{fields}From: bob@x.test\nMessage-ID: <2@x>\n\nI am away");

        Assert.Equal(stays, await fixture.SendAsync(fixture.Say("again", "bob@x.test"), new string('b', 26)) is DeliveryResult.Rejected);
    }

    [Theory]
    [InlineData("none", true)]
    [InlineData("dmarc=pass header.from=x.test", false)]
    public async Task A_first_mail_that_nothing_proves_says_so_once(string result, bool isSaid)
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.bridge.test"));
        await fixture.SendAsync(fixture.Say("hello", "bob@x.test"));
        foreach (var number in (int[])[1, 2])
            await fixture.ReceiveAsync($"Authentication-Results: mx.bridge.test; {result}\nFrom: Bob <bob@x.test>\nMessage-ID: <{number}@x.test>\n\ntext {number}");

        LocalText[] said = isSaid ? [MailRemarks.NotVerified("bob@x.test")] : [];
        Assert.Equal([said, []], fixture.Context.Events.Cast<Message>().Select(message => message.Remarks.ToArray()));
    }

    [Fact]
    public async Task Only_what_a_user_must_know_is_said()
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "MX.bridge.test"), ("SpamHeaders:0", "X-Spam-Flag"));
        string Mail(int number, string fields) => $"{fields}\nFrom: Bob <bob@x.test>\nMessage-ID: <{number}@x.test>\n\ntext {number}";
        const string Results = "Authentication-Results: mx.bridge.test; ";
        string[] fields =
        [
            "X-A: b",
            Results + "dmarc=pass header.from=x.test",
            Results + "none",
            Results + "none",
            Results + "dmarc=fail header.from=x.test",
            "X-Spam-Flag: YES",
            "X-Spam: Yes",
        ];
        for (var i = 0; i < fields.Length; i++)
            await fixture.ReceiveAsync(Mail(i, fields[i]));

        var remarks = fixture.Context.Events.Cast<Message>().Select(message => message.Remarks).ToArray();
        Assert.Equal(
            [[], [], [MailRemarks.NoLongerVerified("bob@x.test")], [], [MailRemarks.Forged("bob@x.test")], [MailRemarks.Spam], []], remarks);
    }

    [Theory]
    [InlineData("Bob", "Bob")]
    [InlineData("  Bob \u202e Smith\u200b ", "Bob Smith")]
    [InlineData("J.R. Smith, Ph.D.", "J.R. Smith, Ph.D.")]
    [InlineData("boss@bank.test", null)]
    [InlineData("boss＠bank.test", null)]
    [InlineData("bob@mail.example.test", "bob@mail.example.test")]
    [InlineData("PayPal (paypal.com)", null)]
    [InlineData("paypal。com", null)]
    [InlineData("example.test", "example.test")]
    [InlineData("\u200b\u202e", null)]
    public void A_name_that_looks_like_somebody_else_is_not_shown(string name, string? shown)
    {
        Assert.True(EmailAddress.TryParse("bob@mail.example.test", out var address));
        Assert.Equal(shown, ShownNames.Of(name, address));
    }

    [Fact]
    public void No_name_has_controls_or_marks_of_direction() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), name =>
        {
            Assert.True(EmailAddress.TryParse("bob@example.test", out var address));
            Assert.DoesNotContain(ShownNames.Of(name, address) ?? "", c => char.IsControl(c) || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069');
        }).MustHold();

    [Fact]
    public async Task All_who_run_the_gateway_get_the_mail_of_every_role()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Context.Admins = [Jid.Parse("ann@localhost"), Jid.Parse("ben@localhost")];
        foreach (var role in (string[])["postmaster", "abuse@bridge.test", "administrator@bridge.test", "admin@bridge.test", "security@bridge.test"])
            Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync($"From: bob@example.test\nMessage-ID: <{role}>\n\nto {role}", role));

        var messages = fixture.Context.Events.Cast<Message>().ToArray();
        Assert.Equal(10, messages.Length);
        Assert.Equal(["ann@localhost", "ben@localhost"], messages[..2].Select(message => message.User.ToString()));
        Assert.Equal([MailRemarks.ForRole("postmaster@bridge.test")], messages[0].Remarks);
        Assert.Equal([MailRemarks.ForRole("security@bridge.test")], messages[^1].Remarks);
    }

    private static MessageView Read(string mail) => MessageView.Read(Encoding.UTF8.GetBytes(mail));

    private static class SenderTrustText
    {
        public const string Verified = nameof(SenderTrust.Verified);
        public const string Unverified = nameof(SenderTrust.Unverified);
        public const string Failed = nameof(SenderTrust.Failed);
        public const string Unknown = nameof(SenderTrust.Unknown);
    }
}
