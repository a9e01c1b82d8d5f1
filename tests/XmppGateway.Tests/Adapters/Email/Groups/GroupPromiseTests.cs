using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Groups;

/// <summary>Nothing lost, nothing doubled, nobody reads what is not for them; whatever happens between two attempts.</summary>
public sealed class GroupPromiseTests
{
    private const string First = "From: Bob <bob@x.test>\nTo: alice@bridge.test, dave@bridge.test\nCc: Carol <carol@x.test>\nSubject: Plans\nMessage-ID: <1@x>\n\nfirst";

    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly Jid Dave = Jid.Parse("dave@localhost");

    [Fact]
    public async Task Who_has_left_since_has_said_it_all_the_same()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice);
        var said = Said(fixture, entered, "bye");
        fixture.Smtp.Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.2.0 later" : null;
        Pass(fixture, TimeSpan.FromHours(1));
        Assert.IsType<DeliveryResult.Retry>(await SendAsync(fixture, said, 1));

        await fixture.Adapter.LeaveAsync(entered.State.Id, Alice, null, EmailFixture.Cancelled);
        fixture.Smtp.Answer = _ => null;

        Assert.IsType<DeliveryResult.Delivered>(await SendAsync(fixture, said, 2));
        Assert.Single(fixture.Smtp.Messages);
    }

    [Fact]
    public async Task Who_leaves_the_room_while_it_is_sent_gets_it_as_a_mail()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice, Dave);
        Pass(fixture, TimeSpan.FromHours(1));
        var said = Said(fixture, entered, "hello");
        fixture.Smtp.BeforeAccepting = async () => await fixture.Adapter.LeaveAsync(entered.State.Id, Dave, null, EmailFixture.Cancelled);

        Assert.IsType<DeliveryResult.Delivered>(await SendAsync(fixture, said, 1));
        Assert.Equal(["bob@x.test", "carol@x.test", "dave@bridge.test"], Recipients(fixture));
    }

    [Fact]
    public async Task Who_has_no_client_in_the_room_gets_each_mail_one_to_one_and_once()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice, Dave);
        fixture.Context.InRoom = (_, user) => user == Alice;
        await fixture.ReceiveAsync(Mail("2@x", "all"), "alice@bridge.test dave@bridge.test");

        var got = fixture.Context.Events.OfType<Message>().Last();
        Assert.Equal((Dave, "all"), (got.User, got.Body.Plain));
        Assert.Contains(got.Remarks, remark => remark.English.Contains($"xmpp:{entered.State.Id}@mail.localhost?join", StringComparison.Ordinal));
        Assert.Equal(3, fixture.Context.Events.OfType<Message>().Count());
        Assert.Single(RoomEvents(fixture).OfType<RoomMessage>());
    }

    [Fact]
    public async Task Who_has_no_client_in_the_room_gets_what_others_say_there_as_a_mail()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice, Dave);
        fixture.Context.InRoom = (_, user) => user == Alice;
        await SendAsync(fixture, Said(fixture, entered, "hello"), 1);
        Assert.Contains("dave@bridge.test", Recipients(fixture));

        // He is back when his copy comes, which is the only one that he was sent.
        fixture.Context.InRoom = (_, _) => true;
        await fixture.ReceiveAsync(fixture.Smtp.Messages.Single(), "dave@bridge.test", "b@bridge.test");
        Assert.Equal((Dave, "hello"), fixture.Context.Events.OfType<Message>().Last() is var got ? (got.User, got.Body.Plain) : default);
    }

    [Fact]
    public async Task What_was_said_is_for_those_who_were_there_then()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice);
        Pass(fixture, TimeSpan.FromMinutes(5));
        var said = Said(fixture, entered, "about eve");
        Pass(fixture, TimeSpan.FromMinutes(5));
        await fixture.ReceiveAsync("From: Bob <bob@x.test>\nTo: alice@bridge.test, dave@bridge.test, eve@y.test\nSubject: Re: Plans\nMessage-ID: <2@x>\nReferences: <1@x>\n\nwith eve, without carol");

        await SendAsync(fixture, said, 1);
        Assert.Equal(["bob@x.test", "carol@x.test", "dave@bridge.test"], Recipients(fixture).Order());
        await SendAsync(fixture, Said(fixture, entered, "welcome"), 1, new string('a', 26));
        Assert.Equal(["bob@x.test", "dave@bridge.test", "eve@y.test"], Recipients(fixture).Skip(3).Order());
    }

    [Fact]
    public async Task Who_cannot_be_reached_now_keeps_nobody_waiting_and_gets_it_later()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice, Dave);
        fixture.Smtp.Answer = command => command.Contains("carol", StringComparison.Ordinal) ? "450 4.2.0 later" : null;
        Assert.IsType<DeliveryResult.Delivered>(await SendAsync(fixture, Said(fixture, entered, "hello"), 1));
        Assert.IsType<DeliveryResult.Delivered>(await SendAsync(fixture, Said(fixture, entered, "hello"), 2));
        Assert.Empty(fixture.Context.Events.OfType<DeliveryFailure>());

        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Smtp.Answer = _ => null;
        fixture.Smtp.BeforeAccepting = () =>
        {
            accepted.TrySetResult();
            return Task.CompletedTask;
        };
        Pass(fixture, TimeSpan.FromMinutes(1));
        await accepted.Task.WaitAsync(EmailFixture.Cancelled);

        Assert.Equal(["bob@x.test", "carol@x.test", "carol@x.test"], Recipients(fixture));
        Assert.All(fixture.Smtp.Messages, mail => Assert.Contains("hello", mail, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_cannot_be_reached_for_as_long_as_a_mail_is_tried_is_named(bool restarts)
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Context.DeliveryExpiry = TimeSpan.FromMinutes(3);
        var entered = await BeginAsync(fixture, Alice, Dave);
        fixture.Smtp.Answer = command => command.Contains("carol", StringComparison.Ordinal) ? "450 4.2.0 later" : null;
        Assert.IsType<DeliveryResult.Delivered>(await SendAsync(fixture, Said(fixture, entered, "hello"), 1));

        Pass(fixture, TimeSpan.FromMinutes(1));

        // The connection is kept for a minute, and only then the next attempt is due in one.
        await UntilAsync(() => Tries(fixture) == 2 && ((ManualTimeProvider)fixture.Context.Time).CountTimers(TimeSpan.FromMinutes(1)) == 2);
        if (restarts)
            await fixture.RestartAsync();

        Pass(fixture, TimeSpan.FromMinutes(1));
        await UntilAsync(() => Tries(fixture) == 3 && Waits(fixture, TimeSpan.FromMinutes(2)));
        Assert.Empty(fixture.Context.Events.OfType<DeliveryFailure>());
        Pass(fixture, TimeSpan.FromMinutes(2));
        await UntilAsync(() => fixture.Context.Events.OfType<DeliveryFailure>().Any());

        var failure = Assert.Single(fixture.Context.Events.OfType<DeliveryFailure>());
        Assert.Equal((Alice, true, $"{EmailFixture.DeliveryId}@bridge.test"), (failure.User, failure.Contact.IsRoom, failure.Failed.Value));
        Assert.StartsWith("Not delivered to carol@x.test. ", failure.Reason.English, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_could_not_be_reached_gets_it_from_the_next_life_and_once()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice, Dave);
        fixture.Smtp.Answer = command => command.Contains("carol", StringComparison.Ordinal) ? "450 4.2.0 later" : null;
        Assert.IsType<DeliveryResult.Delivered>(await SendAsync(fixture, Said(fixture, entered, "hello"), 1));
        fixture.Smtp.Answer = _ => null;
        await fixture.RestartAsync();
        Pass(fixture, TimeSpan.FromMinutes(1));
        await UntilAsync(() => !fixture.Context.Notes.Values.ContainsKey("group rests"));
        await fixture.RestartAsync();
        Pass(fixture, TimeSpan.FromHours(1));

        Assert.Equal(["bob@x.test", "carol@x.test", "carol@x.test"], Recipients(fixture));
        var mails = fixture.Smtp.Messages.ToArray();
        Assert.Equal(2, mails.Length);
        Assert.Equal(mails[0], mails[1]);
        Assert.Empty(fixture.Context.Events.OfType<DeliveryFailure>());
    }

    [Fact]
    public async Task The_rules_of_the_operator_are_about_each_of_them()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice, Dave);
        fixture.Context.Rules = contact => contact.Id.Value != "carol@x.test" && contact.Id.Value != "eve@y.test";
        Assert.IsType<DeliveryResult.Delivered>(await SendAsync(fixture, Said(fixture, entered, "hello"), 1));

        Assert.Equal(["bob@x.test"], Recipients(fixture));
        Assert.StartsWith("Not delivered to carol@x.test. ", Assert.Single(fixture.Context.Events.OfType<DeliveryFailure>()).Reason.English, StringComparison.Ordinal);
        var refused = await fixture.Adapter.ChangeAsync(entered.State.Id, Alice, new RoomChange.Invite(new("eve@y.test"), null), EmailFixture.Cancelled);
        Assert.Equal(FailureCondition.NotAllowed, Assert.IsType<RoomAnswer.Refused>(refused).Condition);
        await fixture.ReceiveAsync("From: Carol <carol@x.test>\nTo: alice@bridge.test, dave@bridge.test, bob@x.test\nMessage-ID: <2@x>\nReferences: <1@x>\n\nme");
        Assert.Empty(RoomEvents(fixture));
    }

    [Fact]
    public async Task A_mail_that_is_handed_over_late_undoes_nothing_of_what_followed()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await BeginAsync(fixture, Alice, Dave);
        const string Without = "From: Bob <bob@x.test>\nTo: dave@bridge.test\nCc: carol@x.test\nSubject: Cakes\nMessage-ID: <2@x>\nReferences: <1@x>\n\nwithout alice";
        fixture.Context.Answer = Acceptance.TryAgain;
        await fixture.ReceiveAsync(Without, "dave@bridge.test");
        fixture.Context.Answer = Acceptance.Taken;
        await fixture.ReceiveAsync(Mail("3@x", "with her"), "alice@bridge.test dave@bridge.test");
        var before = RoomEvents(fixture).Count;
        await fixture.ReceiveAsync(Without, "dave@bridge.test");

        Assert.Equal("without alice", Assert.IsType<RoomMessage>(Assert.Single(RoomEvents(fixture).Skip(before))).Body.Plain);
    }

    [Fact]
    public async Task Who_left_and_was_left_out_by_the_others_cannot_come_back()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice, Dave);
        Pass(fixture, TimeSpan.FromHours(1));
        await fixture.Adapter.LeaveAsync(entered.State.Id, Dave, null, EmailFixture.Cancelled);
        await fixture.ReceiveAsync("From: Bob <bob@x.test>\nTo: alice@bridge.test\nCc: carol@x.test\nSubject: Re: Plans\nMessage-ID: <2@x>\nReferences: <1@x>\n\nwithout him");

        var refused = Assert.IsType<RoomEntry.Refused>(await fixture.Adapter.EnterAsync(entered.State.Address, Dave, "dave", EmailFixture.Cancelled));
        Assert.Equal(FailureCondition.MembersOnly, refused.Condition);
    }

    [Fact]
    public async Task Who_had_left_and_looks_in_for_a_moment_is_out_as_before()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice, Dave);
        Pass(fixture, TimeSpan.FromHours(1));
        await fixture.Adapter.LeaveAsync(entered.State.Id, Dave, null, EmailFixture.Cancelled);
        Pass(fixture, TimeSpan.FromHours(1));
        await fixture.Adapter.EnterAsync(entered.State.Address, Dave, "dave", EmailFixture.Cancelled);
        Pass(fixture, TimeSpan.FromSeconds(10));
        await fixture.Adapter.LeaveAsync(entered.State.Id, Dave, null, EmailFixture.Cancelled);

        await SendAsync(fixture, Said(fixture, entered, "hello"), 1);
        Assert.Equal(["bob@x.test", "carol@x.test"], Recipients(fixture));
    }

    [Fact]
    public async Task A_mail_that_was_shown_in_the_room_is_not_shown_one_to_one_when_it_comes_again()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice, Dave);
        await fixture.ReceiveAsync(Mail("2@x", "once"), "alice@bridge.test");
        Pass(fixture, TimeSpan.FromHours(1));
        await fixture.Adapter.LeaveAsync(entered.State.Id, Alice, null, EmailFixture.Cancelled);
        await fixture.ReceiveAsync(Mail("2@x", "once"), "alice@bridge.test");

        Assert.DoesNotContain(fixture.Context.Events.OfType<Message>(), message => message.Body.Plain == "once");
        Assert.Single(RoomEvents(fixture).OfType<RoomMessage>());
    }

    [Fact]
    public async Task A_second_attempt_is_the_same_mail_whatever_the_subject_is_by_then()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice, Dave);
        var said = Said(fixture, entered, "hello");
        fixture.Smtp.Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.2.0 later" : null;
        Assert.IsType<DeliveryResult.Retry>(await SendAsync(fixture, said, 1));
        await fixture.Adapter.ChangeAsync(entered.State.Id, Alice, new RoomChange.Subject("Cakes"), EmailFixture.Cancelled);
        fixture.Smtp.Answer = _ => null;
        await SendAsync(fixture, said, 2);
        await SendAsync(fixture, Said(fixture, entered, "about cakes"), 1, new string('a', 26));

        var mails = fixture.Smtp.Messages.ToArray();
        Assert.Contains("Subject: Re: Plans\r\n", mails[0], StringComparison.Ordinal);
        Assert.Contains($"References: <1@x> <{EmailFixture.DeliveryId}@bridge.test>\r\n", mails[0], StringComparison.Ordinal);
        Assert.Contains("Subject: Cakes\r\n", mails[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_subject_of_a_mail_from_here_is_that_of_the_room_whatever_came_in_between()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice, Dave);
        await fixture.Adapter.ChangeAsync(entered.State.Id, Alice, new RoomChange.Subject("Cakes"), EmailFixture.Cancelled);
        await fixture.ReceiveAsync(Mail("2@x", "back to plans"));
        await SendAsync(fixture, Said(fixture, entered, "about cakes"), 1);

        Assert.Contains("Subject: Cakes\r\n", Assert.Single(fixture.Smtp.Messages), StringComparison.Ordinal);
        Assert.Equal("Cakes", (await fixture.Adapter.GetStateAsync(entered.State.Id, Alice, EmailFixture.Cancelled))?.Subject?.Text);
        Assert.Equal(["Cakes", "Plans", "Cakes"], RoomEvents(fixture).OfType<RoomSubjectChange>().Select(change => change.Subject.Text));
    }

    [Fact]
    public async Task Of_what_was_taken_back_nothing_is_read_later()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice);
        await SendAsync(fixture, Said(fixture, entered, "secret"), 1);
        var retraction = new Retraction
        {
            User = Alice,
            Contact = RoomOf(entered),
            Timestamp = fixture.Context.Time.GetUtcNow(),
            Target = new($"{EmailFixture.DeliveryId}@bridge.test"),
        };
        Assert.IsType<DeliveryResult.Delivered>(await fixture.Adapter.SendAsync(new(new string('a', 26), retraction, 1), EmailFixture.Cancelled));

        await EnterAsync(fixture, Dave);
        var history = await fixture.Adapter.GetHistoryAsync(entered.State.Id, Dave, null, 10, EmailFixture.Cancelled);
        Assert.Equal(["first"], history!.Events.Cast<RoomMessage>().Select(message => message.Body.Plain));
    }

    [Fact]
    public async Task Without_rooms_what_comes_late_still_has_their_name()
    {
        await using var fixture = await EmailFixture.StartAsync(("Groups", "off"));
        var address = fixture.Adapter.ParseRoom("group-abcdefghijklmnopqrstuvwx");

        Assert.Equal("group-abcdefghijklmnopqrstuvwx", address?.Value);
        Assert.IsType<RoomEntry.Refused>(await fixture.Adapter.EnterAsync(address!, Alice, "alice", EmailFixture.Cancelled));
    }

    private static async Task<RoomEntry.Entered> BeginAsync(EmailFixture fixture, params Jid[] inside)
    {
        await fixture.ReceiveAsync(First, "alice@bridge.test dave@bridge.test");
        RoomEntry.Entered? entered = null;
        foreach (var user in inside)
            entered = await EnterAsync(fixture, user);

        return entered!;
    }

    private static async Task<RoomEntry.Entered> EnterAsync(EmailFixture fixture, Jid user)
    {
        var room = fixture.Context.Events.OfType<RoomInvitation>().First().Room;
        return Assert.IsType<RoomEntry.Entered>(await fixture.Adapter.EnterAsync(room, user, user.Local!, EmailFixture.Cancelled));
    }

    /// <summary>What is done beside the conversation, with a server on a real socket, has come so far.</summary>
    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(EmailFixture.Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!isSo())
        {
            await Task.Yield();
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static int Tries(EmailFixture fixture) => Recipients(fixture).Count(recipient => recipient == "carol@x.test");

    private static bool Waits(EmailFixture fixture, TimeSpan dueIn) => ((ManualTimeProvider)fixture.Context.Time).HasTimer(dueIn);

    private static void Pass(EmailFixture fixture, TimeSpan time) => ((ManualTimeProvider)fixture.Context.Time).Advance(time);

    private static RemoteContact RoomOf(RoomEntry.Entered entered) =>
        new(new(entered.State.Id.Value), entered.State.Address.Value, entered.State.Name) { IsRoom = true };

    private static Message Said(EmailFixture fixture, RoomEntry.Entered entered, string text) => fixture.Say(text) with { Contact = RoomOf(entered) };

    private static ValueTask<DeliveryResult> SendAsync(EmailFixture fixture, Message message, int attempt, string id = EmailFixture.DeliveryId) =>
        fixture.Adapter.SendAsync(new(id, message, attempt), EmailFixture.Cancelled);

    private static string Mail(string id, string text) =>
        $"From: Bob <bob@x.test>\nTo: alice@bridge.test, dave@bridge.test\nCc: Carol <carol@x.test>\nSubject: Re: Plans\nMessage-ID: <{id}>\nReferences: <1@x>\n\n{text}";

    private static List<RoomEvent> RoomEvents(EmailFixture fixture) =>
        [.. fixture.Context.Arrivals.OfType<Arrival.Ready>().Select(arrival => arrival.Event).OfType<RoomEvent>()];

    private static IEnumerable<string> Recipients(EmailFixture fixture) => fixture.Smtp.Commands
        .Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)).Select(command => command["RCPT TO:<".Length..].Split('>')[0]);
}
