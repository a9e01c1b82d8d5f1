using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Groups;

/// <summary>Those who were asked into a group from a chat: what they learn, and how they get no more.</summary>
public sealed class GroupGuestTests
{
    private const string First = "From: Bob <bob@x.test>\nTo: alice@bridge.test, dave@bridge.test\nCc: Carol <carol@x.test>\nSubject: Plans\nMessage-ID: <1@x>\n\nfirst";
    private const string Second = "bbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string Third = "cccccccccccccccccccccccccc";

    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly Jid Dave = Jid.Parse("dave@localhost");

    [Fact]
    public async Task Who_is_asked_in_learns_in_the_first_mail_how_to_get_no_more()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice);
        await SayAsync(fixture, entered, "before");
        Assert.IsType<RoomAnswer.Done>(await AskAsync(fixture, entered, "dora@x.test"));
        await SayAsync(fixture, entered, "hello", Second);
        await SayAsync(fixture, entered, "again", Third);

        var mails = fixture.Smtp.Messages.ToArray();
        Assert.DoesNotContain("STOP", mails[0], StringComparison.Ordinal);
        Assert.Contains("dora@x.test. You can answer everybody", mails[1].ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("STOP", mails[1], StringComparison.Ordinal);
        Assert.DoesNotContain("STOP", mails[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_ours_who_is_asked_in_and_a_reader_whom_a_mail_named_are_told_nothing_of_it()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice);
        await AskAsync(fixture, entered, "emil@bridge.test");
        await SayAsync(fixture, entered, "hello");

        Assert.DoesNotContain("STOP", Assert.Single(fixture.Smtp.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alice@bridge.test", false)]
    [InlineData("alice@bridge.test, dave@bridge.test, bob@x.test, carol@x.test", true)]
    public async Task Who_answers_STOP_is_out_for_good_and_everybody_sees_it(string to, bool restarts)
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await IntroduceAsync(fixture);
        await fixture.ReceiveAsync(Stop($"{EmailFixture.DeliveryId}@bridge.test", to), "alice@bridge.test");

        var left = Assert.IsType<RoomMemberChange>(RoomEvents(fixture).Last());
        Assert.Equal(("dora@x.test", RoomPassage.Left, Alice), (left.Member.Who.Id.Value, left.Passage, left.InvitedBy));
        Assert.DoesNotContain(fixture.Context.Events.OfType<Message>(), message => message.Contact.Id.Value == "dora@x.test");
        if (restarts)
            await fixture.RestartAsync();

        // Another of the people names her all the same, and his program has her in all that it answers.
        await fixture.ReceiveAsync("From: Bob <bob@x.test>\nTo: alice@bridge.test, dora@x.test\nCc: carol@x.test, dave@bridge.test\nMessage-ID: <2@x>\nReferences: <1@x>\n\nall");
        await SayAsync(fixture, entered, "without her", Second);
        Assert.Equal(["bob@x.test", "carol@x.test", "dave@bridge.test"], Recipients(fixture, Second).Order());
        Assert.DoesNotContain("dora", fixture.Smtp.Messages.Last(), StringComparison.Ordinal);
        var refused = Assert.IsType<RoomAnswer.Refused>(await AskAsync(fixture, entered, "Dora@x.test"));
        Assert.Equal(FailureCondition.NotAllowed, refused.Condition);
        Assert.Contains("no more mails", refused.Reason.English, StringComparison.Ordinal);
        var members = await fixture.Adapter.GetMembersAsync(entered.State.Id, Alice, EmailFixture.Cancelled);
        Assert.DoesNotContain(members!, member => member.Who.Id.Value == "dora@x.test");
    }

    [Fact]
    public async Task Who_is_not_in_the_room_reads_the_word_one_to_one_with_what_it_means()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await IntroduceAsync(fixture);
        var stop = Stop($"{EmailFixture.DeliveryId}@bridge.test", "dave@bridge.test");
        await fixture.ReceiveAsync(stop, "dave@bridge.test");
        await fixture.ReceiveAsync(stop, "dave@bridge.test");

        var got = fixture.Context.Events.OfType<Message>().Last();
        Assert.Equal((Dave, "STOP"), (got.User, got.Body.Plain));
        Assert.Contains(got.Remarks, remark => remark.English.Contains("dora@x.test gets no more mails of the group Plans", StringComparison.Ordinal));
        Assert.Single(RoomEvents(fixture).OfType<RoomMemberChange>(), change => change.Passage == RoomPassage.Left);
    }

    [Theory]
    [InlineData("carol@x.test", EmailFixture.DeliveryId + "@bridge.test", "STOP")]
    [InlineData("dora@x.test", "1@x", "STOP")]
    [InlineData("dora@x.test", EmailFixture.DeliveryId + "@bridge.test", "Stop that nonsense, Bob!")]
    public async Task Between_people_of_a_group_it_is_a_word_like_any_other(string from, string answered, string text)
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await IntroduceAsync(fixture);
        await fixture.ReceiveAsync(Stop(answered, "alice@bridge.test", from, text), "alice@bridge.test");
        await SayAsync(fixture, entered, "still here", Second);

        Assert.Contains(from, Recipients(fixture, Second));
        Assert.Contains(fixture.Context.Events.OfType<Message>(), message => message.Body.Plain == text);
    }

    [Fact]
    public async Task Only_a_mail_of_theirs_brings_them_back()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await IntroduceAsync(fixture);
        await fixture.ReceiveAsync(Stop($"{EmailFixture.DeliveryId}@bridge.test", "alice@bridge.test"), "alice@bridge.test");
        await fixture.ReceiveAsync(
            $"From: dora@x.test\nTo: alice@bridge.test, dave@bridge.test, bob@x.test\nCc: carol@x.test\nMessage-ID: <9@x>\nReferences: <1@x> <{EmailFixture.DeliveryId}@bridge.test>\n\nI was wrong",
            "alice@bridge.test");
        await SayAsync(fixture, entered, "welcome", Second);

        Assert.Equal("I was wrong", Assert.IsType<RoomMessage>(RoomEvents(fixture).Last()).Body.Plain);
        Assert.Contains("dora@x.test", Recipients(fixture, Second));
    }

    [Fact]
    public async Task What_waits_for_somebody_who_stops_it_does_not_go_out()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await IntroduceAsync(fixture);
        fixture.Smtp.Answer = command => command.Contains("dora", StringComparison.Ordinal) ? "450 4.2.0 later" : null;
        await SayAsync(fixture, entered, "one more", Second);
        var tries = Recipients(fixture, Second).Count();
        await fixture.ReceiveAsync(Stop($"{EmailFixture.DeliveryId}@bridge.test", "alice@bridge.test"), "alice@bridge.test");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(EmailFixture.Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!fixture.Context.Events.OfType<DeliveryFailure>().Any())
        {
            Pass(fixture, TimeSpan.FromMinutes(1));
            await Task.Yield();
            limit.Token.ThrowIfCancellationRequested();
        }

        Assert.Contains("no more mails", Assert.Single(fixture.Context.Events.OfType<DeliveryFailure>()).Reason.English, StringComparison.Ordinal);
        Assert.Equal(tries, Recipients(fixture, Second).Count());
    }

    /// <summary>Dave has asked her in, and Alice writes: the one who wrote is told as ever, and the one who asked as of an invitation that is not taken.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_has_asked_somebody_in_hears_that_no_mail_can_go_to_them(bool atOnce)
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice);
        Assert.IsType<RoomEntry.Entered>(await fixture.Adapter.EnterAsync(entered.State.Address, Dave, "dave", EmailFixture.Cancelled));
        await AskAsync(fixture, entered, "dora@x.test", Dave);
        fixture.Smtp.Answer = command => atOnce && command.Contains("dora", StringComparison.Ordinal) ? "550 5.1.1 no dora" : null;
        await SayAsync(fixture, entered, "hello");
        if (!atOnce)
        {
            await fixture.ReceiveAsync(Bounce("dora@x.test", "5.1.1"), fixture.ReturnPath, "");
            await fixture.ReceiveAsync(Bounce("dora@x.test", "5.1.1"), fixture.ReturnPath, "");
        }

        var left = Assert.Single(RoomEvents(fixture).OfType<RoomMemberChange>(), change => change.Passage == RoomPassage.Left);
        Assert.Equal(("dora@x.test", Dave), (left.Member.Who.Id.Value, left.InvitedBy));
        Assert.StartsWith("Not delivered to dora@x.test. ", left.Reason, StringComparison.Ordinal);
        Assert.Equal(Alice, Assert.Single(fixture.Context.Events.OfType<DeliveryFailure>()).User);
        await SayAsync(fixture, entered, "without her", Second);
        Assert.DoesNotContain("dora@x.test", Recipients(fixture, Second));

        // It was a slip of the other server, or of who typed it.
        fixture.Smtp.Answer = _ => null;
        Assert.IsType<RoomAnswer.Done>(await AskAsync(fixture, entered, "dora@x.test", Dave));
        await SayAsync(fixture, entered, "once more", Third);
        Assert.Contains("STOP", fixture.Smtp.Messages.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_address_is_not_the_trouble_they_stay_and_the_next_mail_is_their_first()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice);
        Assert.IsType<RoomEntry.Entered>(await fixture.Adapter.EnterAsync(entered.State.Address, Dave, "dave", EmailFixture.Cancelled));
        await AskAsync(fixture, entered, "dora@x.test", Dave);
        await SayAsync(fixture, entered, "hello");
        await fixture.ReceiveAsync(Bounce("dora@x.test", "4.4.1"), fixture.ReturnPath, "");
        await fixture.ReceiveAsync(Bounce("bob@x.test", "5.1.1"), fixture.ReturnPath, "");

        var told = fixture.Context.Events.OfType<Message>().Last();
        Assert.Equal((Dave, true), (told.User, told.Contact.IsRoom));
        Assert.StartsWith("Not delivered to dora@x.test. ", Assert.Single(told.Remarks).English, StringComparison.Ordinal);
        Assert.DoesNotContain(RoomEvents(fixture).OfType<RoomMemberChange>(), change => change.Passage == RoomPassage.Left);
        await SayAsync(fixture, entered, "again", Second);
        Assert.Equal(["bob@x.test", "carol@x.test", "dora@x.test"], Recipients(fixture, Second).Order());
        Assert.Contains("STOP", fixture.Smtp.Messages.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_and_writes_is_told_once()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice);
        await AskAsync(fixture, entered, "dora@x.test");
        fixture.Smtp.Answer = command => command.Contains("dora", StringComparison.Ordinal) ? "550 5.1.1 no dora" : null;
        await SayAsync(fixture, entered, "hello");

        Assert.Null(Assert.Single(RoomEvents(fixture).OfType<RoomMemberChange>(), change => change.Passage == RoomPassage.Left).InvitedBy);
        Assert.Single(fixture.Context.Events.OfType<DeliveryFailure>());
        Assert.DoesNotContain(fixture.Context.Events.OfType<Message>(), message => message.Contact.IsRoom);
    }

    /// <summary>Notes of an earlier version do not have all of it.</summary>
    [Fact]
    public async Task A_group_that_was_noted_before_goes_on()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var entered = await BeginAsync(fixture, Alice);
        var key = $"group {entered.State.Id}";
        var note = JsonNode.Parse(fixture.Context.Notes.Values[key])!.AsObject();
        Assert.True(note.Remove("Guests") & note.Remove("Stopped"));
        await fixture.Context.Notes.SetAsync(key, note.ToJsonString(), EmailFixture.Cancelled);

        Assert.IsType<RoomAnswer.Done>(await AskAsync(fixture, entered, "dora@x.test"));
        await SayAsync(fixture, entered, "hello");
        Assert.Contains("STOP", Assert.Single(fixture.Smtp.Messages), StringComparison.Ordinal);
    }

    private static string Bounce(string recipient, string status) =>
        "From: MAILER-DAEMON@x.test\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry\n--b\n"
        + $"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x.test\n\nFinal-Recipient: rfc822; {recipient}\nAction: failed\nStatus: {status}\n--b--";

    private static string Stop(string answered, string to, string from = "Dora <dora@x.test>", string text = "STOP") =>
        $"From: {from}\nTo: {to}\nMessage-ID: <stop@x>\nSubject: Re: Plans\nIn-Reply-To: <{answered}>\n\n{text}\n\nOn Mon, 5 Jan 2026 at 10:00, Alice <alice@bridge.test> wrote:\n> hello";

    private static async Task<RoomEntry.Entered> BeginAsync(EmailFixture fixture, Jid user)
    {
        await fixture.ReceiveAsync(First, "alice@bridge.test dave@bridge.test");
        var room = fixture.Context.Events.OfType<RoomInvitation>().First().Room;
        return Assert.IsType<RoomEntry.Entered>(await fixture.Adapter.EnterAsync(room, user, user.Local!, EmailFixture.Cancelled));
    }

    /// <summary>Alice has asked Dora in, and said something since.</summary>
    private static async Task<RoomEntry.Entered> IntroduceAsync(EmailFixture fixture)
    {
        var entered = await BeginAsync(fixture, Alice);
        await AskAsync(fixture, entered, "dora@x.test");
        Pass(fixture, TimeSpan.FromMinutes(1));
        await SayAsync(fixture, entered, "hello");
        Assert.Contains("dora@x.test", Recipients(fixture, EmailFixture.DeliveryId));
        return entered;
    }

    private static ValueTask<RoomAnswer> AskAsync(EmailFixture fixture, RoomEntry.Entered entered, string who, Jid? by = null) =>
        fixture.Adapter.ChangeAsync(entered.State.Id, by ?? Alice, new RoomChange.Invite(new(who), null), EmailFixture.Cancelled);

    private static async Task SayAsync(EmailFixture fixture, RoomEntry.Entered entered, string text, string id = EmailFixture.DeliveryId)
    {
        var room = new RemoteContact(new(entered.State.Id.Value), entered.State.Address.Value, entered.State.Name) { IsRoom = true };
        Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(fixture.Say(text) with { Contact = room }, id));
    }

    private static void Pass(EmailFixture fixture, TimeSpan time) => ((ManualTimeProvider)fixture.Context.Time).Advance(time);

    private static List<RoomEvent> RoomEvents(EmailFixture fixture) =>
        [.. fixture.Context.Arrivals.OfType<Arrival.Ready>().Select(arrival => arrival.Event).OfType<RoomEvent>()];

    /// <summary>Those whom the server was told for a delivery: its return path names it.</summary>
    private static IEnumerable<string> Recipients(EmailFixture fixture, string deliveryId)
    {
        var isIt = false;
        foreach (var command in fixture.Smtp.Commands)
        {
            if (command.StartsWith("MAIL FROM:<", StringComparison.Ordinal))
                isIt = command.Contains(deliveryId, StringComparison.Ordinal);
            else if (isIt && command.StartsWith("RCPT TO:<", StringComparison.Ordinal))
                yield return command["RCPT TO:<".Length..].Split('>')[0];
        }
    }
}
