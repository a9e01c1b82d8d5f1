using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Groups;

/// <summary>The whole adapter: mails in, rooms, mails out.</summary>
public sealed partial class GroupRoomTests
{
    private const string First = "From: Bob <bob@x.test>\nTo: alice@bridge.test\nCc: Carol <carol@x.test>\nSubject: Plans\nMessage-ID: <1@x>\n\nfirst";

    private static readonly string WithDörte = First.Replace("Cc: ", "Cc: dörte@y.test, ", StringComparison.Ordinal);
    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly Jid Dave = Jid.Parse("dave@localhost");

    [Fact]
    public async Task Who_is_in_no_room_gets_the_mail_and_is_asked_in_once()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        await fixture.ReceiveAsync(First);
        await fixture.ReceiveAsync("From: Carol <carol@x.test>\nTo: bob@x.test, alice@bridge.test\nSubject: Re: Plans\nMessage-ID: <2@x>\nIn-Reply-To: <1@x>\n\nsecond");

        Assert.Equal(["first", "second"], fixture.Context.Events.OfType<Message>().Select(message => message.Body.Plain));
        var invitation = Assert.Single(fixture.Context.Events.OfType<RoomInvitation>());
        Assert.Equal((Alice, "bob@x.test", "Plans"), (invitation.User, invitation.Contact.Id.Value, invitation.Reason));
        Assert.Empty(RoomEvents(fixture));
    }

    /// <summary>As one by a stranger, where the operator lets strangers not write (Access:Strangers).</summary>
    [Fact]
    public async Task Who_was_not_shown_the_invitation_is_asked_in_by_the_next_mail()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var invitation = Assert.Single(fixture.Context.Events.OfType<RoomInvitation>());
        var refusal = new Undeliverable
        {
            User = Alice,
            Contact = invitation.Contact,
            Timestamp = invitation.Timestamp,
            Invitation = invitation.Room,
            Condition = FailureCondition.NotAllowed,
            Reason = "strangers",
        };
        Assert.IsType<DeliveryResult.Delivered>(await fixture.Adapter.SendAsync(new(EmailFixture.DeliveryId, refusal, 1), EmailFixture.Cancelled));
        for (var i = 2; i < 4; i++)
            await fixture.ReceiveAsync($"From: Bob <bob@x.test>\nTo: carol@x.test, alice@bridge.test\nSubject: Re: Plans\nMessage-ID: <{i}@x>\nIn-Reply-To: <1@x>\n\nmore");

        Assert.Equal([invitation.Room, invitation.Room], fixture.Context.Events.OfType<RoomInvitation>().Select(asked => asked.Room));
        Assert.Empty(fixture.Smtp.Messages);
    }

    [Fact]
    public async Task Who_is_in_the_room_sees_it_there_alone_with_what_was_said_before()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var entered = await EnterAsync(fixture);
        await fixture.ReceiveAsync(
            "From: Carol <carol@x.test>\nTo: bob@x.test, alice@bridge.test\nCc: Dora <dora@x.test>\nSubject: Re: Cakes\nMessage-ID: <2@x>\nIn-Reply-To: <1@x>\n\nsecond");

        Assert.Single(fixture.Context.Events.OfType<Message>());
        var events = RoomEvents(fixture);
        Assert.Equal("dora@x.test", Assert.IsType<RoomMemberChange>(events[0]).Member.Who.Id.Value);
        Assert.Equal("Cakes", Assert.IsType<RoomSubjectChange>(events[1]).Subject.Text);
        var said = Assert.IsType<RoomMessage>(events[2]);
        Assert.Equal(("second", "Carol", "2@x", "1@x"), (said.Body.Plain, said.By.DisplayName, said.Id.Value, said.ReplyTo?.Value));
        Assert.Equal(3, events.Count);
        var history = await fixture.Adapter.GetHistoryAsync(entered.State.Id, Alice, null, 10, EmailFixture.Cancelled);
        Assert.Equal(["second", "first"], history!.Events.Cast<RoomMessage>().Select(message => message.Body.Plain));
        Assert.Equal("Plans", (await fixture.Adapter.GetStateAsync(entered.State.Id, Alice, EmailFixture.Cancelled))?.Name);
    }

    [Fact]
    public async Task A_mail_that_is_handed_over_again_says_the_same_again()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        await EnterAsync(fixture);
        const string Second = "From: Carol <carol@x.test>\nTo: bob@x.test, alice@bridge.test, dora@x.test\nSubject: New\nMessage-ID: <2@x>\nIn-Reply-To: <1@x>\n\nsecond";
        fixture.Context.Answer = Acceptance.TryAgain;
        await fixture.ReceiveAsync(Second);
        Assert.Empty(RoomEvents(fixture));

        fixture.Context.Answer = Acceptance.Taken;
        await fixture.ReceiveAsync(Second);
        await fixture.ReceiveAsync(Second);

        Assert.Equal([typeof(RoomMemberChange), typeof(RoomSubjectChange), typeof(RoomMessage)], RoomEvents(fixture).Select(what => what.GetType()));
    }

    [Fact]
    public async Task What_is_said_is_one_mail_to_all_of_them_in_their_thread()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First.Replace("alice@bridge.test", "alice@bridge.test, Dave <dave@bridge.test>", StringComparison.Ordinal), "alice@bridge.test dave@bridge.test");
        var entered = await EnterAsync(fixture);
        var result = Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "hello all"));

        Assert.Equal($"{EmailFixture.DeliveryId}@bridge.test", result.Id?.Value);
        var mail = Assert.Single(fixture.Smtp.Messages);
        Assert.Contains("To: Bob <bob@x.test>, Dave <dave@bridge.test>\r\nCc: Carol <carol@x.test>\r\n", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: Re: Plans\r\n", mail, StringComparison.Ordinal);
        Assert.Contains($"In-Reply-To: <1@x>\r\nReferences: <1@x> <{EmailFixture.DeliveryId}@bridge.test>\r\n", mail, StringComparison.Ordinal);
        Assert.Equal(["bob@x.test", "dave@bridge.test", "carol@x.test"], Recipients(fixture));

        // Dave is in no room: his copy comes back to him as a mail, and is no news in the room.
        await fixture.ReceiveAsync(mail, "dave@bridge.test", "b@bridge.test");
        var copy = fixture.Context.Events.OfType<Message>().Last();
        Assert.Equal((Dave, "alice@bridge.test", "hello all"), (copy.User, copy.Contact.Id.Value, copy.Body.Plain));
        Assert.Empty(RoomEvents(fixture));
        await EnterAsync(fixture, Dave);
        await SayAsync(fixture, entered, "again", new string('a', 26));
        Assert.Equal(["bob@x.test", "carol@x.test"], Recipients(fixture).Skip(3));
        Assert.Contains("dave@bridge.test", fixture.Smtp.Messages.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_to_what_was_said_is_in_the_room_and_one_to_its_author_alone_is_not()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var entered = await EnterAsync(fixture);
        var id = Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "hello all")).Id;
        await fixture.ReceiveAsync($"From: bob@x.test\nTo: alice@bridge.test, carol@x.test\nMessage-ID: <3@x>\nReferences: <1@x> <{id}>\n\nto all");
        await fixture.ReceiveAsync($"From: bob@x.test\nTo: alice@bridge.test\nMessage-ID: <4@x>\nReferences: <1@x> <{id}>\n\nto one");

        Assert.Equal(("to all", id), Assert.IsType<RoomMessage>(Assert.Single(RoomEvents(fixture))) is var said ? (said.Body.Plain, said.ReplyTo) : default);
        Assert.Equal("to one", fixture.Context.Events.OfType<Message>().Last().Body.Plain);
    }

    [Fact]
    public async Task Who_does_not_get_it_is_named_and_nobody_else_gets_it_twice()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First.Replace("Cc: ", "Cc: dora@x.test, ", StringComparison.Ordinal));
        var entered = await EnterAsync(fixture);
        fixture.Smtp.Answer = command => command.Contains("carol", StringComparison.Ordinal) ? "550 5.1.1 no carol"
            : command.Contains("dora", StringComparison.Ordinal) ? "450 4.2.0 later" : null;

        Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "hello"));
        fixture.Smtp.Answer = _ => null;
        Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "hello"));

        Assert.Equal(["bob@x.test", "dora@x.test", "carol@x.test"], Recipients(fixture));
        Assert.Single(fixture.Smtp.Messages);
        var failure = Assert.Single(fixture.Context.Events.OfType<DeliveryFailure>());
        Assert.Equal((true, FailureCondition.NoSuchRecipient), (failure.Contact.IsRoom, failure.Condition));
        Assert.Contains("carol@x.test", failure.Reason.English, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stands_in_Bcc_is_never_shown_and_never_answered()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First.Replace("Cc: ", "Bcc: Eve <eve@x.test>, dave@bridge.test\nCc: ", StringComparison.Ordinal), "alice@bridge.test dave@bridge.test");
        var entered = await EnterAsync(fixture);
        await SayAsync(fixture, entered, "hello");

        Assert.All(fixture.Context.Events.OfType<RoomInvitation>(), invitation => Assert.Equal(Alice, invitation.User));
        Assert.Contains(fixture.Context.Events.OfType<Message>(), message => message.User == Dave);
        Assert.DoesNotContain("eve@", Assert.Single(fixture.Smtp.Messages), StringComparison.Ordinal);
        Assert.Equal(["bob@x.test", "carol@x.test"], Recipients(fixture));
        var members = await fixture.Adapter.GetMembersAsync(entered.State.Id, Alice, EmailFixture.Cancelled);
        Assert.Equal(["alice@bridge.test", "bob@x.test", "carol@x.test"], members!.Select(member => member.Who.Id.Value).Order());
    }

    [Fact]
    public async Task The_largest_group_with_the_longest_names_and_refusals_has_room_in_its_notes()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var name = string.Concat(Enumerable.Repeat("🎉", 50));
        var others = string.Join(",\n ", Enumerable.Range(0, 48).Select(i => $"{name} <{new string('a', 60)}{i}@{new string('b', 50)}.test>"));
        await fixture.ReceiveAsync(First.Replace("Carol <carol@x.test>", others, StringComparison.Ordinal));
        var entered = await EnterAsync(fixture);
        fixture.Smtp.Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal) && !command.Contains("bob", StringComparison.Ordinal) ? "550 " + new string('x', 400) : null;

        Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "hello"));
        Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "hello"));
        Assert.Single(fixture.Smtp.Messages);
        Assert.Equal(48, fixture.Context.Events.OfType<DeliveryFailure>().Count());
    }

    [Fact]
    public async Task Where_nobody_can_get_it_all_are_named()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var entered = await EnterAsync(fixture);
        fixture.Smtp.Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 nobody" : null;
        var refused = Assert.IsType<DeliveryResult.Rejected>(await SayAsync(fixture, entered, "again", new string('a', 26)));
        Assert.StartsWith("Not delivered to bob@x.test, carol@x.test. ", refused.Reason.English, StringComparison.Ordinal);
        Assert.Empty(fixture.Smtp.Messages);
    }

    [Fact]
    public async Task A_bounce_comes_back_to_the_room_and_says_whose_it_is()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var entered = await EnterAsync(fixture);
        await SayAsync(fixture, entered, "hello");
        var path = fixture.Smtp.Commands.First(command => command.StartsWith("MAIL", StringComparison.Ordinal))["MAIL FROM:<".Length..].Split('>')[0];
        await fixture.ReceiveAsync(
            "From: MAILER-DAEMON@x.test\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry\n--b\n"
            + "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x.test\n\nFinal-Recipient: rfc822; carol@x.test\nAction: failed\nStatus: 5.1.1\n--b--",
            path,
            "");

        var failure = Assert.Single(fixture.Context.Events.OfType<DeliveryFailure>());
        Assert.Equal((true, entered.State.Id.Value, $"{EmailFixture.DeliveryId}@bridge.test"), (failure.Contact.IsRoom, failure.Contact.Id.Value, failure.Failed.Value));
        Assert.Contains("carol@x.test", failure.Reason.English, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bcc", "From: bob@x.test\nTo: carol@x.test, dora@x.test")]
    [InlineData("himself", "From: bob@x.test\nTo: alice@bridge.test\nCc: bob@x.test")]
    [InlineData("under two addresses", "From: bob@x.test\nTo: alice@bridge.test, alice+x@bridge.test")]
    [InlineData("a list", "From: bob@x.test\nTo: alice@bridge.test, carol@x.test\nList-Id: <l.x.test>")]
    [InlineData("a role", "From: bob@x.test\nTo: alice@bridge.test, carol@x.test, postmaster@bridge.test")]
    [InlineData("answers elsewhere", "From: bob@x.test\nTo: alice@bridge.test, carol@x.test\nReply-To: desk@x.test")]
    [InlineData("a program", "From: bob@x.test\nTo: alice@bridge.test, carol@x.test\nAuto-Submitted: auto-generated")]
    [InlineData("forged as ours", "From: dave@bridge.test\nTo: alice@bridge.test, carol@x.test")]
    public async Task Other_mails_stay_one_to_one(string what, string fields)
    {
        Assert.NotEmpty(what);
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync($"{fields}\nMessage-ID: <1@x>\n\nhello");

        Assert.Equal("hello", Assert.IsType<Message>(Assert.Single(fixture.Context.Events)).Body.Plain);
    }

    [Fact]
    public async Task A_group_that_is_larger_than_the_operator_wants_and_one_that_is_not_wanted_stay_one_to_one()
    {
        await using var small = await EmailFixture.StartAsync(("GroupLimit", "3"));
        await small.ReceiveAsync(First);
        await small.ReceiveAsync("From: bob@x.test\nTo: alice@bridge.test, c@x.test, d@x.test\nMessage-ID: <2@x>\n\nfour");
        Assert.Single(small.Context.Events.OfType<RoomInvitation>());

        await using var off = await EmailFixture.StartAsync(("Groups", "off"));
        await off.ReceiveAsync(First);
        Assert.IsType<Message>(Assert.Single(off.Context.Events));
    }

    [Fact]
    public async Task Who_is_none_of_the_group_cannot_lead_it_elsewhere()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var entered = await EnterAsync(fixture);
        await fixture.ReceiveAsync("From: eve@x.test\nTo: alice@bridge.test, carol@x.test, bob@x.test\nMessage-ID: <2@x>\nReferences: <1@x>\n\nhere I am");
        await fixture.ReceiveAsync("From: eve@x.test\nTo: alice@bridge.test, carol@x.test, bob@x.test\nMessage-ID: <1@x>\n\nas bob");

        Assert.Empty(RoomEvents(fixture));
        Assert.Equal(3, fixture.Context.Events.OfType<Message>().Count());
        Assert.NotEqual(entered.State.Id.Value, fixture.Context.Events.OfType<RoomInvitation>().Last().Room.Value);
        Assert.DoesNotContain(
            await fixture.Adapter.GetMembersAsync(entered.State.Id, Alice, EmailFixture.Cancelled) ?? [], member => member.Who.Id.Value == "eve@x.test");
    }

    /// <summary>The checks of the trusted server say nothing for this author: it may be anybody with the names of the thread.</summary>
    [Fact]
    public async Task Who_is_not_proven_changes_nothing_of_who_hears_the_others()
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.bridge.test"));
        await fixture.ReceiveAsync("Authentication-Results: mx.bridge.test; dmarc=pass header.from=x.test\n" + First);
        var entered = await EnterAsync(fixture);
        await fixture.ReceiveAsync("Authentication-Results: mx.bridge.test; dmarc=none header.from=x.test\nFrom: bob@x.test\nTo: alice@bridge.test, carol@x.test, eve@y.test\nMessage-ID: <2@x>\nReferences: <1@x>\n\nwith eve");

        Assert.Empty(RoomEvents(fixture));
        Assert.Contains(fixture.Context.Events.OfType<Message>(), message => message.Body.Plain.Contains("with eve", StringComparison.Ordinal));
        Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "to whom?"));
        Assert.DoesNotContain(Recipients(fixture), recipient => recipient.Contains("eve", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_leaves_gets_mails_that_name_them_one_to_one_and_none_from_here()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First.Replace("alice@bridge.test", "alice@bridge.test, dave@bridge.test", StringComparison.Ordinal), "alice@bridge.test dave@bridge.test");
        var entered = await EnterAsync(fixture);
        await EnterAsync(fixture, Dave);
        ((XmppGateway.Testing.ManualTimeProvider)fixture.Context.Time).Advance(TimeSpan.FromHours(1));
        await fixture.Adapter.LeaveAsync(entered.State.Id, Dave, null, EmailFixture.Cancelled);
        await SayAsync(fixture, entered, "without him");
        Assert.DoesNotContain("dave", Assert.Single(fixture.Smtp.Messages), StringComparison.Ordinal);

        await fixture.ReceiveAsync(
            "From: bob@x.test\nTo: alice@bridge.test, dave@bridge.test, carol@x.test\nMessage-ID: <7@x>\nReferences: <1@x>\n\nall", "alice@bridge.test dave@bridge.test");
        Assert.Equal((Dave, "all"), fixture.Context.Events.OfType<Message>().Last() is var got ? (got.User, got.Body.Plain) : default);
        Assert.Equal(2, fixture.Context.Events.OfType<RoomInvitation>().Count());
        Assert.Equal("all", Assert.IsType<RoomMessage>(Assert.Single(RoomEvents(fixture))).Body.Plain);
    }

    [Fact]
    public async Task A_long_text_and_its_files_are_there_for_who_comes_later()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var text = string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"w{i}🎉"));
        await fixture.ReceiveAsync(First.Replace("\n\nfirst", $"\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n{text.Replace(" ", " \n", StringComparison.Ordinal)}", StringComparison.Ordinal));
        var entered = await EnterAsync(fixture);

        var history = await fixture.Adapter.GetHistoryAsync(entered.State.Id, Alice, null, 10, EmailFixture.Cancelled);
        Assert.Equal(fixture.Context.Events.OfType<Message>().Single().Body.Plain, Assert.IsType<RoomMessage>(Assert.Single(history!.Events)).Body.Plain);
    }

    /// <summary>The store goes down after the file was read: it is on the disk, without a name, as long as somebody holds it.</summary>
    [Fact]
    public async Task The_files_of_a_mail_that_does_not_go_out_are_let_go()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        const int Length = 1_234_567;
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var entered = await EnterAsync(fixture);
        fixture.Context.Media = file =>
        {
            fixture.Context.Notes.Down = true;
#pragma warning disable CA2000 // Whoever opens it disposes of it.
            return new MediaResult.Opened(new MediaContent(new MemoryStream(new byte[Length]), file.MediaType, Length));
#pragma warning restore CA2000
        };
        var message = fixture.Say("look") with { Contact = RoomOf(entered), Attachments = [new("https://x.test/1", "a.bin", "application/x-a")] };

        Assert.IsType<DeliveryResult.Retry>(await fixture.SendAsync(message));
        Assert.DoesNotContain(Directory.EnumerateFiles("/proc/self/fd"), open => IsDeletedFileOf(open, Length));
    }

    private static bool IsDeletedFileOf(string open, long length)
    {
        try
        {
            if (new FileInfo(open).LinkTarget?.EndsWith(" (deleted)", StringComparison.Ordinal) != true)
                return false;

            using var file = File.OpenRead(open);
            return file.Length == length;
        }
        catch (IOException)
        {
            // Closed by another test in the meantime.
            return false;
        }
    }

    private static async Task<RoomEntry.Entered> EnterAsync(EmailFixture fixture, Jid? user = null)
    {
        var who = user ?? Alice;
        var room = fixture.Context.Events.OfType<RoomInvitation>().Last(invitation => invitation.User == who).Room;
        return Assert.IsType<RoomEntry.Entered>(await fixture.Adapter.EnterAsync(room, who, who.Local!, EmailFixture.Cancelled));
    }

    private static RemoteContact RoomOf(RoomEntry.Entered entered) =>
        new(new(entered.State.Id.Value), entered.State.Address.Value, entered.State.Name) { IsRoom = true };

    private static ValueTask<DeliveryResult> SayAsync(EmailFixture fixture, RoomEntry.Entered entered, string text, string id = EmailFixture.DeliveryId) =>
        fixture.SendAsync(fixture.Say(text) with { Contact = RoomOf(entered) }, id);

    private static List<RoomEvent> RoomEvents(EmailFixture fixture) =>
        [.. fixture.Context.Arrivals.OfType<Arrival.Ready>().Select(arrival => arrival.Event).OfType<RoomEvent>()];

    private static IEnumerable<string> Recipients(EmailFixture fixture) => fixture.Smtp.Commands
        .Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)).Select(command => command["RCPT TO:<".Length..].Split('>')[0]);
}
