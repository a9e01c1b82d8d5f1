using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Safety;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Safety;

public sealed class LoopTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "bob@x.test", (int)Automation.None)]
    [InlineData("", "", (int)Automation.NullSender)]
    [InlineData("Auto-Submitted: no", "bob@x.test", (int)Automation.None)]
    [InlineData("Auto-Submitted: No (really)", "bob@x.test", (int)Automation.None)]
    [InlineData("Auto-Submitted: auto-replied; owner-email=\"bob@x.test\"", "bob@x.test", (int)Automation.Replied)]
    [InlineData("Auto-Submitted: auto-generated", "bob@x.test", (int)Automation.Generated)]
    [InlineData("Auto-Submitted: nobody-knows", "bob@x.test", (int)Automation.Generated)]
    [InlineData("Precedence: auto_reply", "bob@x.test", (int)Automation.Replied)]
    [InlineData("Precedence: List", "bob@x.test", (int)Automation.List)]
    [InlineData("Precedence: junk", "bob@x.test", (int)Automation.Bulk)]
    [InlineData("List-Archive: <https://x.test/>", "bob@x.test", (int)Automation.List)]
    [InlineData("List-Unsubscribe: <https://x.test/>", "bob@x.test", (int)Automation.Bulk)]
    [InlineData("X-Auto-Response-Suppress: OOF, AutoReply", "bob@x.test", (int)Automation.WantsNoAnswers)]
    [InlineData("X-Auto-Response-Suppress: All", "bob@x.test", (int)(Automation.WantsNoAnswers | Automation.WantsNoReports))]
    [InlineData("X-Autorespond: yes", "bob@x.test", (int)Automation.Replied)]
    [InlineData("", "owner-list@x.test", (int)Automation.Role)]
    [InlineData("", "list-request@x.test", (int)Automation.Role)]
    [InlineData("", "MAILER-DAEMON@x.test", (int)Automation.Role)]
    public void Signs_of_programs_are_read(string field, string sender, int signs) =>
        Assert.Equal((Automation)signs, AutomationSigns.Read(Read($"From: bob@x.test\n{field}\n\nx"), sender));

    [Fact]
    public void Nothing_that_a_program_or_a_list_sent_is_answered()
    {
        foreach (var sign in Enum.GetValues<Automation>())
        {
            Assert.Equal(sign == Automation.None, AutomationSigns.MayAnswer(sign));
            Assert.Equal(sign is Automation.None or Automation.WantsNoAnswers, AutomationSigns.MayReport(sign));
        }
    }

    [Theory]
    [InlineData((int)Automation.None, false)]
    [InlineData((int)Automation.Generated, true)]
    [InlineData((int)(Automation.List | Automation.Generated), false)]
    [InlineData((int)(Automation.List | Automation.Replied), true)]
    [InlineData((int)(Automation.List | Automation.NullSender), true)]
    public void What_a_list_passes_on_is_of_people_but_what_it_answers_is_not(int signs, bool isProgram) =>
        Assert.Equal(isProgram, AutomationSigns.IsProgram((Automation)signs));

    [Theory]
    [InlineData((int)Automation.None, 100, false, false, false, false, (int)LoopVerdict.Show)]
    [InlineData((int)Automation.None, 101, false, false, false, false, (int)LoopVerdict.Circles)]
    [InlineData((int)Automation.NullSender, 3, true, false, false, true, (int)LoopVerdict.Show)]
    [InlineData((int)Automation.NullSender, 3, true, true, false, false, (int)LoopVerdict.ComesBack)]
    [InlineData((int)Automation.Generated, 3, true, true, false, false, (int)LoopVerdict.ComesBack)]
    [InlineData((int)Automation.NullSender, 3, true, false, false, false, (int)LoopVerdict.Show)]
    [InlineData((int)Automation.Generated, 3, true, false, false, false, (int)LoopVerdict.Show)]
    [InlineData((int)Automation.List, 3, true, true, false, false, (int)LoopVerdict.ComesBack)]
    [InlineData((int)Automation.List, 3, true, false, false, false, (int)LoopVerdict.Show)]
    [InlineData((int)Automation.None, 3, true, true, false, false, (int)LoopVerdict.Show)]
    [InlineData((int)Automation.Replied, 3, false, false, false, false, (int)LoopVerdict.Count)]
    [InlineData((int)Automation.NullSender, 3, false, false, true, false, (int)LoopVerdict.Count)]
    [InlineData((int)Automation.NullSender, 3, false, false, false, false, (int)LoopVerdict.Show)]
    [InlineData((int)Automation.Generated, 3, false, false, true, false, (int)LoopVerdict.Show)]
    public void The_table_of_loops(int signs, int hops, bool ours, bool fromRecipient, bool answers, bool report, int verdict) =>
        Assert.Equal((LoopVerdict)verdict, LoopGuard.Judge(new((Automation)signs, hops, ours, fromRecipient, answers, report)));

    [Fact]
    public async Task What_a_program_of_one_user_sends_another_is_news()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.SendAsync(fixture.Say("the build is done", "carol@bridge.test") with { Kind = MessageKind.Notice });
        var mail = fixture.Smtp.Messages.Single();

        await fixture.ReceiveAsync(mail, "carol@bridge.test", "alice@bridge.test");
        await fixture.ReceiveAsync(mail, "alice@bridge.test", "alice@bridge.test");

        var shown = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal(("carol@localhost", "the build is done"), (shown.User.ToString(), shown.Body.Plain));
    }

    [Fact]
    public async Task The_notes_on_programs_end()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <1@x>\nAuto-Submitted: auto-replied\n\nI am away.");

        var notes = fixture.Context.Notes.Expiries.Where(note => note.Key.StartsWith("automatic ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(notes);
        Assert.All(notes, note => Assert.Equal(TimeSpan.FromDays(5), note.Value - fixture.Context.Time.GetUtcNow()));
    }

    [Fact]
    public void A_bucket_falls_silent_once_and_speaks_again_when_it_is_full()
    {
        var bucket = AutomaticAllowance.Full;
        List<AllowanceOutcome> outcomes = [];
        for (var i = 0; i < 8; i++)
        {
            (bucket, var outcome) = bucket.Take($"{i}", Now);
            outcomes.Add(outcome);
        }

        Assert.Equal([.. Enumerable.Repeat(AllowanceOutcome.Passes, AutomaticAllowance.Capacity), AllowanceOutcome.FallsSilent, AllowanceOutcome.Silent], outcomes);
        Assert.Equal(AllowanceOutcome.FallsSilent, bucket.Take("6", Now).Outcome);
        Assert.Equal(AllowanceOutcome.Silent, bucket.Take("later", Now + TimeSpan.FromMinutes(59)).Outcome);
        Assert.Equal(AllowanceOutcome.Passes, bucket.Take("later", Now + TimeSpan.FromMinutes(60)).Outcome);
    }

    [Fact]
    public async Task A_program_that_keeps_answering_is_silenced_with_one_line_also_over_a_restart()
    {
        await using var fixture = await EmailFixture.StartAsync();
        string Answer(int number) => $"From: bob@example.test\nMessage-ID: <{number}@x>\nAuto-Submitted: auto-replied\n\nI am away {number}";
        for (var i = 0; i < 10; i++)
            Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync(Answer(i % 9)));

        var messages = fixture.Context.Events.Cast<Message>().ToArray();
        Assert.Equal(AutomaticAllowance.Capacity + 1, messages.Length);
        Assert.All(messages, message => Assert.Equal(MessageKind.Notice, message.Kind));
        Assert.All(messages[..^1], message => Assert.Equal(MailRemarks.AutomaticAnswer, Assert.Single(message.Remarks)));
        Assert.Equal(MailRemarks.FellSilent("bob@example.test"), Assert.Single(messages[^1].Remarks));

        // What counts is in the notes.
        using var after = new AutomaticMails(fixture.Context.State, fixture.Context.Time);
        Assert.Equal(
            AllowanceOutcome.Silent,
            await after.JudgeAsync(MailDirection.In, Jid.Parse("alice@localhost"), "bob@example.test", null, "new", EmailFixture.Cancelled));
    }

    [Fact]
    public async Task A_program_with_a_new_address_each_time_is_silenced_by_its_thread()
    {
        await using var fixture = await EmailFixture.StartAsync();
        using var counted = new AutomaticMails(fixture.Context.State, fixture.Context.Time);
        var outcomes = new List<AllowanceOutcome>();
        for (var i = 0; i <= AutomaticAllowance.Capacity; i++)
            outcomes.Add(await counted.JudgeAsync(MailDirection.In, Jid.Parse("alice@localhost"), $"bot{i}@x.test", "thread", $"{i}", EmailFixture.Cancelled));

        Assert.Equal(AllowanceOutcome.FallsSilent, outcomes[^1]);
        Assert.All(outcomes[..^1], outcome => Assert.Equal(AllowanceOutcome.Passes, outcome));
    }

    [Fact]
    public async Task A_mail_that_goes_in_circles_is_refused()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var hops = string.Concat(Enumerable.Repeat("Received: from a by b; now\n", LoopGuard.MostHops + 1));

        Assert.Equal(["554 5.4.6 Too many hops: this message goes in circles"], await fixture.ReceiveAsync(hops + "From: bob@example.test\n\nx"));
        Assert.Empty(fixture.Context.Arrivals);
    }

    private static MessageView Read(string mail) => MessageView.Read(Encoding.UTF8.GetBytes(mail));
}
