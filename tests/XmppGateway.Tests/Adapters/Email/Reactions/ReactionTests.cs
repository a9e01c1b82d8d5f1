using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Reactions;
using XmppGateway.Adapters.Email.Sending;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Reactions;

public sealed class ReactionTests
{
    private const string Target = EmailFixture.DeliveryId + "@bridge.test";

    private const string Gmail = $$"""
        From: bob@example.test
        In-Reply-To: <{{Target}}>
        Content-Type: multipart/alternative; boundary=b

        --b
        Content-Type: text/plain; charset=utf-8

        👍
        --b
        Content-Type: text/vnd.google.email-reaction+json; charset=utf-8

        {"emoji": "EMOJI", "version": 1}
        --b
        Content-Type: text/html

        <p>x</p>
        --b--
        """;

    [Fact]
    public async Task That_a_program_knows_more_than_was_known_is_told_once()
    {
        await using var fixture = await EmailFixture.StartAsync();
        for (var number = 1; number <= 2; number++)
            await fixture.ReceiveAsync($"From: bob@x.test\nChat-Version: 1.0\nMessage-ID: <{number}@x.test>\n\ntext {number}");

        Assert.Equal("bob@x.test", Assert.Single(fixture.Context.Signals.OfType<ContactSignal.CapabilitiesChanged>()).Of.Id.Value);
    }

    [Fact]
    public async Task A_standard_reaction_tells_the_whole_set()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(Standard("👍 ❤️", "1"));
        await fixture.ReceiveAsync(Standard("😀", "2"));
        await fixture.ReceiveAsync(Standard("", "3", "Chat-Version: 1.0\n"));

        var sets = fixture.Context.Events.Cast<XmppGateway.Abstractions.Reactions>().ToArray();
        Assert.All(sets, set => Assert.Equal(Target, set.Target.Value));
        Assert.Equal(["👍 ❤️", "😀", ""], sets.Select(set => string.Join(' ', set.Emoji)));
    }

    [Fact]
    public async Task Gmail_adds_one_emoji_after_the_other()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync("Date: Thu, 1 Jan 2026 00:00:00 +0000\n" + Gmail.Replace("EMOJI", "👍", StringComparison.Ordinal));
        await fixture.ReceiveAsync("Date: Thu, 1 Jan 2026 00:00:01 +0000\n" + Gmail.Replace("EMOJI", "❤️", StringComparison.Ordinal));

        Assert.Equal(["👍", "👍 ❤️"], fixture.Context.Events.Cast<XmppGateway.Abstractions.Reactions>().Select(set => string.Join(' ', set.Emoji)));
    }

    [Theory]
    [InlineData("{\"emoji\": \"hello\", \"version\": 1}")]
    [InlineData("{\"emoji\": \"👍\", \"version\": 2}")]
    [InlineData("{\"emoji\": \"\\ud83d\", \"version\": 1}")]
    [InlineData("[1]")]
    [InlineData("{")]
    public void What_is_no_reaction_of_Gmail_is_a_mail(string json) =>
        Assert.Null(MailReaction.Read(Read(Gmail.Replace("{\"emoji\": \"EMOJI\", \"version\": 1}", json, StringComparison.Ordinal))));

    [Theory]
    [InlineData("yes", "")]
    [InlineData("", "")]
    [InlineData("👍", "In-Reply-To: <a@x> <b@x>\n")]
    public void What_is_no_reaction_is_a_mail(string text, string field) =>
        Assert.Null(MailReaction.Read(Read(field + Standard(text, "1"))));

    [Fact]
    public async Task Reactions_go_as_such_to_those_who_know_them_only()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var bob = fixture.Adapter.ParseAddress("bob@example.test")!;
        Assert.Equal(Support.AsText, fixture.Adapter.CapabilitiesOf(bob).Reactions);

        await fixture.ReceiveAsync(Standard("👍", "1"));
        Assert.Equal(Support.Native, fixture.Adapter.CapabilitiesOf(bob).Reactions);
        using (var after = new PeerPrograms(fixture.Context.State))
        {
            await after.StartAsync(EmailFixture.Cancelled);
            Assert.Equal(ReactionDialect.Standard, after.DialectOf(bob.Id));
        }

        Assert.Equal(new DeliveryResult.Delivered(null), await ReactAsync(fixture, bob, "👍", "😀"));
        var mail = MessageView.Read(Encoding.UTF8.GetBytes(Assert.Single(fixture.Smtp.Messages)));
        Assert.Equal(["m1@x"], mail.InReplyTo);
        Assert.Equal("reaction", mail.Root.Disposition?.Kind);
        var read = MailReaction.Read(mail);
        Assert.Equal(["👍", "😀"], read?.Emoji);
    }

    [Fact]
    public async Task Gmail_gets_its_own_form_and_says_what_it_cannot()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var bob = fixture.Adapter.ParseAddress("bob@example.test")!;
        await fixture.ReceiveAsync(Gmail.Replace("EMOJI", "👍", StringComparison.Ordinal));

        await ReactAsync(fixture, bob, "👍", "🎉");
        Assert.Equal(FailureCondition.NotSupported, Assert.IsType<DeliveryResult.Rejected>(await ReactAsync(fixture, bob, 'y')).Condition);

        var mail = MessageView.Read(Encoding.UTF8.GetBytes(Assert.Single(fixture.Smtp.Messages)));
        var read = MailReaction.Read(mail);
        Assert.Equal((ReactionDialect.Gmail, "🎉"), (read!.Dialect, Assert.Single(read.Emoji)));
        Assert.Equal(["plain", MailReaction.GmailType, "html"], mail.Root.Children.Select(part => part.ContentType.Subtype));
    }

    [Fact]
    public async Task What_Gmail_was_told_is_not_told_again()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var bob = fixture.Adapter.ParseAddress("bob@example.test")!;
        await fixture.ReceiveAsync(Gmail.Replace("EMOJI", "👍", StringComparison.Ordinal));

        Assert.IsType<DeliveryResult.Delivered>(await ReactAsync(fixture, bob, 'a', "👍"));
        Assert.IsType<DeliveryResult.Delivered>(await ReactAsync(fixture, bob, 'b', "👍", "🎉"));

        // Taken back, which Gmail has no way to say; the same once more; and one that is new, whatever its place.
        Assert.Equal(FailureCondition.NotSupported, Assert.IsType<DeliveryResult.Rejected>(await ReactAsync(fixture, bob, 'c', "👍")).Condition);
        Assert.IsType<DeliveryResult.Delivered>(await ReactAsync(fixture, bob, 'd', "🎉", "👍"));
        Assert.IsType<DeliveryResult.Delivered>(await ReactAsync(fixture, bob, 'e', "😀", "🎉"));

        // After a crash the engine sends again what it does not know to have gone.
        Assert.IsType<DeliveryResult.Delivered>(await ReactAsync(fixture, bob, 'e', "😀", "🎉"));

        Assert.Equal(
            ["👍", "🎉", "😀"], fixture.Smtp.Messages.Select(mail => Assert.Single(MailReaction.Read(MessageView.Read(Encoding.UTF8.GetBytes(mail)))!.Emoji)));
    }

    [Fact]
    public async Task What_came_back_from_Gmail_can_be_said_again_and_only_that()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var bob = fixture.Adapter.ParseAddress("bob@example.test")!;
        await fixture.ReceiveAsync(Gmail.Replace("EMOJI", "👍", StringComparison.Ordinal));
        await ReactAsync(fixture, bob, 'a', "👍");
        var wayBack = fixture.ReturnPath;
        await ReactAsync(fixture, bob, 'b', "👍", "🎉");

        await fixture.ReceiveAsync(
            "From: MAILER-DAEMON@mx.test\nTo: x\nMessage-ID: <report@mx.test>\nSubject: Undelivered Mail Returned to Sender\n"
            + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nsorry\n--b\nContent-Type: message/delivery-status\n\n"
            + "Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; bob@example.test\nAction: failed\nStatus: 5.2.2\n\n--b--",
            from: "", to: wayBack);
        await ReactAsync(fixture, bob, 'c', "👍", "🎉");

        Assert.Equal(
            ["👍", "🎉", "👍"], fixture.Smtp.Messages.Select(mail => Assert.Single(MailReaction.Read(MessageView.Read(Encoding.UTF8.GetBytes(mail)))!.Emoji)));
    }

    [Fact]
    public async Task A_reaction_beside_words_leaves_them_standing()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(
            $"From: bob@example.test\nMessage-ID: <1@x>\nIn-Reply-To: <{Target}>\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nand bring the keys\n"
            + "--b\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: reaction\n\n👍\n--b--");

        var events = fixture.Context.Events.ToArray();
        var message = Assert.IsType<Message>(events[0]);
        Assert.Equal(("and bring the keys", 0), (message.Body.Plain, message.Attachments.Count));
        Assert.Equal(["👍"], Assert.IsType<XmppGateway.Abstractions.Reactions>(Assert.Single(events[1..])).Emoji);
    }

    [Fact]
    public async Task A_reaction_is_about_what_it_answers_and_an_answer_about_what_is_known()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <known@x>\n\nhi");

        await fixture.ReceiveAsync($"References: <{Target}>\n" + Standard("👍", "1").Replace($"In-Reply-To: <{Target}>", "In-Reply-To: <known@x>", StringComparison.Ordinal));
        await fixture.ReceiveAsync($"From: bob@example.test\nMessage-ID: <2@x>\nReferences: <{Target}>\nIn-Reply-To: <known@x>\n\nto that");
        await fixture.ReceiveAsync($"From: bob@example.test\nMessage-ID: <3@x>\nReferences: <{Target}>\nIn-Reply-To: <rewritten@x>\n\nto ours");

        var events = fixture.Context.Events.Skip(1).ToArray();
        Assert.Equal("known@x", Assert.IsType<XmppGateway.Abstractions.Reactions>(events[0]).Target.Value);
        Assert.Equal(["known@x", Target], events[1..].Cast<Message>().Select(message => message.ReplyTo?.Value));
    }

    [Fact]
    public async Task Chat_programs_correct_and_take_back()
    {
        await using var fixture = await EmailFixture.StartAsync();
        const string Head = "From: bob@example.test\nChat-Version: 1.0\n";

        await fixture.ReceiveAsync(Head + "Message-ID: <2@x>\nChat-Edit: <1@x>\nContent-Type: text/plain; charset=utf-8\n\n✏️better");
        await fixture.ReceiveAsync(Head + "Message-ID: <3@x>\nChat-Delete: <1@x> <2@x>\n\n🚮");
        await fixture.ReceiveAsync(Head + "Message-ID: <4@x>\nChat-Content: ephemeral-timer-changed\n\nTimer set");
        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <5@x>\nChat-Delete: <1@x>\n\nno chat program");

        var events = fixture.Context.Events.ToArray();
        Assert.Equal(("1@x", "better"), (((Edit)events[0]).Target.Value, ((Edit)events[0]).Body.Plain));
        Assert.Equal(["1@x", "2@x"], events[1..3].Cast<Retraction>().Select(what => what.Target.Value));
        Assert.Equal(MessageKind.Notice, ((Message)events[3]).Kind);
        Assert.Equal(MessageKind.Chat, ((Message)events[4]).Kind);
    }

    [Fact]
    public async Task Files_of_a_correction_are_a_message()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(
            "From: bob@example.test\nChat-Version: 1.0\nMessage-ID: <2@x>\nContent-Type: multipart/mixed; boundary=b\n\n--b\nChat-Edit: <1@x>\nContent-Type: text/plain; charset=utf-8\n\n✏️better\n"
            + "--b\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; filename=a.pdf\n\nx\n--b--\n");

        var events = fixture.Context.Events.ToArray();
        var edit = Assert.IsType<Edit>(events[0]);
        var files = Assert.IsType<Message>(Assert.Single(events[1..]));
        Assert.Equal(("1@x", "better", null), (edit.Target.Value, edit.Body.Plain, edit.Id));
        Assert.Equal(("", "a.pdf", "2@x"), (files.Body.Plain, Assert.Single(files.Attachments).Name, files.Id?.Value));
    }

    [Fact]
    public async Task Chat_programs_say_so_in_the_first_part_where_servers_cut_nothing()
    {
        await using var fixture = await EmailFixture.StartAsync();
        const string Head = "From: bob@example.test\nChat-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n";

        await fixture.ReceiveAsync(Head + "Message-ID: <2@x>\n\n--b\nChat-Edit: <1@x>\nContent-Type: text/plain; charset=utf-8\n\n✏️better\n--b--\n");
        await fixture.ReceiveAsync(Head + "Message-ID: <3@x>\n\n--b\nContent-Type: text/plain\n\na\n--b\nChat-Edit: <1@x>\nContent-Type: text/plain\n\nb\n--b--\n");

        var edit = Assert.IsType<Edit>(fixture.Context.Events.First());
        Assert.Equal(("1@x", "better"), (edit.Target.Value, edit.Body.Plain));
        Assert.IsType<Message>(fixture.Context.Events.Last());
    }

    private static string Standard(string text, string id, string field = "") =>
        $"{field}From: bob@example.test\nMessage-ID: <{id}@x>\nIn-Reply-To: <{Target}>\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: Reaction\n\n{text}\n";

    private static ValueTask<DeliveryResult> ReactAsync(EmailFixture fixture, RemoteContact contact, params string[] emoji) =>
        ReactAsync(fixture, contact, 'x', emoji);

    private static ValueTask<DeliveryResult> ReactAsync(EmailFixture fixture, RemoteContact contact, char delivery, params string[] emoji) => fixture.Adapter.SendAsync(
        new(
            new string(delivery, EmailFixture.DeliveryId.Length),
            new XmppGateway.Abstractions.Reactions
            {
                User = Jid.Parse("alice@localhost"),
                Contact = contact,
                Timestamp = fixture.Context.Time.GetUtcNow(),
                Target = new("m1@x"),
                Emoji = [.. emoji],
            },
            1),
        EmailFixture.Cancelled);

    private static MessageView Read(string mail) => MessageView.Read(Encoding.UTF8.GetBytes(mail));
}
