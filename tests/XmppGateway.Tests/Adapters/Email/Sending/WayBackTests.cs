using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Sending;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Sending;

public sealed class WayBackTests
{
    private static string Named(string id) => $"Message-ID: <{id}>\n";

    public static TheoryData<string> Names => ["", Named("1@x.test"), Named("a\"b\\c@x.test"), Named(new string('x', 600) + "@x.test"), "Message-ID: none\n"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Whoever_wrote_a_mail_can_be_told_that_it_was_not_shown_however_long_that_takes(string name)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync($"From: bob@example.test\n{name}Subject: first\n\nhello", from: "bounces@example.test");
        for (var i = 0; i < 40; i++)
            await fixture.ReceiveAsync($"From: bob@example.test\nMessage-ID: <later {i}@x.test>\n\nmore");

        var result = await RefuseAsync(fixture, fixture.Context.Events.Cast<Message>().First());

        Assert.IsType<DeliveryResult.Delivered>(result);
        var bounce = Assert.Single(fixture.Smtp.Messages);
        Assert.Contains(fixture.Smtp.Commands, command => command.StartsWith("RCPT TO:<bounces@example.test>", StringComparison.Ordinal));
        Assert.DoesNotMatch("mail ?[0-9a-f]{32}", bounce);
    }

    [Fact]
    public async Task Nobody_is_told_who_may_not_be()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\n\nhello", from: "");
        await fixture.ReceiveAsync("From: bob@example.test\nAuto-Submitted: auto-generated\n\nhello again");
        await fixture.ReceiveAsync("From: bob@example.test\n\nto somebody else", to: "carol@bridge.test");

        foreach (var message in fixture.Context.Events.Cast<Message>().ToList())
            await RefuseAsync(fixture, message with { User = Jid.Parse("alice@localhost") });

        Assert.Empty(fixture.Smtp.Messages);
    }

    [Fact]
    public async Task Another_mail_with_the_same_name_does_not_change_who_is_told()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <1@x.test>\n\nhello", from: "bounces@example.test");
        await fixture.ReceiveAsync("From: eve@example.test\nMessage-ID: <1@x.test>\n\nmine now", from: "eve@example.test");

        await RefuseAsync(fixture, fixture.Context.Events.Cast<Message>().First());

        Assert.Contains(fixture.Smtp.Commands, command => command.StartsWith("RCPT TO:<bounces@example.test>", StringComparison.Ordinal));
    }

    /// <summary>The second one comes while the first is being noted.</summary>
    [Fact]
    public async Task Of_two_at_once_the_one_that_was_noted_first_stays()
    {
        var notes = new FakeAdapterState();
        var ways = new WaysBack(notes, new ManualTimeProvider());
        var user = Jid.Parse("alice@localhost");
        Task? second = null;
        notes.Writing = _ =>
        {
            notes.Writing = _ => { };
            second = ways.NoteAsync(user, new("1@x.test"), "first@example.test", EmailFixture.Cancelled).AsTask();
        };
        await ways.NoteAsync(user, new("1@x.test"), "other@example.test", EmailFixture.Cancelled);

        await second!;
        Assert.Equal("first@example.test", await ways.FindAsync(user, new("1@x.test"), EmailFixture.Cancelled));
    }

    [Fact]
    public async Task The_notes_on_ways_back_end()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\n\nhello");

        var note = Assert.Single(fixture.Context.Notes.Expiries, note => note.Key.StartsWith("way back ", StringComparison.Ordinal));

        Assert.Equal(TimeSpan.FromDays(30), note.Value - fixture.Context.Time.GetUtcNow());
    }

    [Fact]
    public async Task The_answer_to_a_mail_without_a_name_names_none()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\nSubject: Plans\n\nhello");
        var received = fixture.Context.Events.Cast<Message>().Single();

        await fixture.SendAsync(fixture.Say("yes") with { ReplyTo = received.Id });
        var reacted = await fixture.Adapter.SendAsync(
            new(new string('b', 26), new XmppGateway.Abstractions.Reactions { User = received.User, Contact = received.Contact, Timestamp = received.Timestamp, Target = received.Id!.Value, Emoji = ["👍"] }, 1),
            EmailFixture.Cancelled);

        Assert.DoesNotContain("In-Reply-To", Assert.Single(fixture.Smtp.Messages), StringComparison.Ordinal);
        Assert.IsType<DeliveryResult.Rejected>(reacted);
    }

    private static ValueTask<DeliveryResult> RefuseAsync(EmailFixture fixture, Message message) => fixture.Adapter.SendAsync(
        new(
            EmailFixture.DeliveryId,
            new Undeliverable
            {
                User = message.User,
                Contact = message.Contact,
                Timestamp = message.Timestamp,
                Failed = message.Id,
                Condition = FailureCondition.RecipientUnavailable,
                Reason = "away",
            },
            1),
        EmailFixture.Cancelled);
}
