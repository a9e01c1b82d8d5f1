using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Safety;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Groups;

/// <summary>What gets into the notes of a group, and what does not.</summary>
public sealed class GroupIntakeTests
{
    private const string First = "From: Bob <bob@x.test>\nTo: alice@bridge.test\nCc: Carol <carol@x.test>\nSubject: Plans\nMessage-ID: <1@x>\n\nfirst";

    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly Jid Dave = Jid.Parse("dave@localhost");

    [Theory]
    [InlineData("", "forged")]
    [InlineData("Content-Type: text/plain; charset=utf-8\nContent-Disposition: reaction\n", "🎉")]
    public async Task Who_knows_the_id_of_a_mail_to_one_cannot_speak_as_its_author_in_a_room(string fields, string text)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var entered = await EnterAsync(fixture, Alice);
        Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(fixture.Say("to you alone", to: "eve@x.test")));
        await fixture.ReceiveAsync(
            $"From: alice@bridge.test\nTo: bob@x.test, carol@x.test, eve@x.test\nMessage-ID: <{EmailFixture.DeliveryId}@bridge.test>\nIn-Reply-To: <1@x>\n{fields}\n{text}");

        Assert.Empty(RoomEvents(fixture));
        Assert.Equal(["first"], await HistoryAsync(fixture, entered, Alice));
        var members = await fixture.Adapter.GetMembersAsync(entered.State.Id, Alice, EmailFixture.Cancelled);
        Assert.DoesNotContain(members!, member => member.Who.Id.Value == "eve@x.test");
    }

    /// <summary>The note on the group is written last: all else of a mail may be there without it.</summary>
    [Fact]
    public async Task A_mail_whose_noting_was_broken_off_is_not_taken_for_the_one_after_it()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var entered = await EnterAsync(fixture, Alice);
        var key = $"group {entered.State.Id}";
        var before = fixture.Context.Notes.Values[key];
        var broken = Mail("2@x", "broken off");
        fixture.Context.Answer = Acceptance.TryAgain;
        await fixture.ReceiveAsync(broken);
        await fixture.Context.Notes.SetAsync(key, before, EmailFixture.Cancelled);

        fixture.Context.Answer = Acceptance.Taken;
        await fixture.ReceiveAsync(Mail("3@x", "after it"));
        await fixture.ReceiveAsync(broken);

        Assert.Equal(["3@x", "2@x"], RoomEvents(fixture).OfType<RoomMessage>().Select(message => message.Id.Value));
        Assert.Equal(["broken off", "after it", "first"], await HistoryAsync(fixture, entered, Alice));
    }

    [Fact]
    public async Task Two_mails_of_one_author_with_one_id_are_both_read()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        await EnterAsync(fixture, Alice);
        await fixture.ReceiveAsync(Mail("2@x", "one"));
        await fixture.ReceiveAsync(Mail("2@x", "other"));
        await fixture.ReceiveAsync(Mail("2@x", "one"));

        Assert.Equal("one", Assert.IsType<RoomMessage>(Assert.Single(RoomEvents(fixture))).Body.Plain);
        Assert.Equal("other", fixture.Context.Events.OfType<Message>().Last().Body.Plain);
    }

    [Fact]
    public async Task Who_was_left_out_of_a_mail_does_not_read_it_later()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First.Replace("alice@bridge.test", "alice@bridge.test, dave@bridge.test", StringComparison.Ordinal), "alice@bridge.test dave@bridge.test");
        await fixture.ReceiveAsync(Mail("2@x", "about dave"));
        await fixture.ReceiveAsync(Mail("3@x", "to all").Replace("To: ", "To: dave@bridge.test, ", StringComparison.Ordinal), "alice@bridge.test dave@bridge.test");
        var entered = await EnterAsync(fixture, Dave);

        Assert.Equal(["to all", "first"], await HistoryAsync(fixture, entered, Dave));
        Assert.Equal(["to all", "about dave", "first"], await HistoryAsync(fixture, await EnterAsync(fixture, Alice), Alice));
    }

    [Fact]
    public async Task Who_is_not_proven_renames_nobody_and_nothing()
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.bridge.test"));
        await fixture.ReceiveAsync("Authentication-Results: mx.bridge.test; dmarc=pass header.from=x.test\n" + First);
        var entered = await EnterAsync(fixture, Alice);
        await fixture.ReceiveAsync(
            "Authentication-Results: mx.bridge.test; dmarc=none header.from=x.test\nFrom: Mallory <BOB@x.test>\nTo: Eve <carol@x.test>, alice@bridge.test\n"
            + "Subject: Wire the money\nMessage-ID: <2@x>\nReferences: <1@x>\n\nhello");

        var said = Assert.IsType<RoomMessage>(Assert.Single(RoomEvents(fixture)));
        Assert.Equal(("hello", "Bob"), (said.Body.Plain, said.By.DisplayName));
        Assert.Equal("Plans", (await fixture.Adapter.GetStateAsync(entered.State.Id, Alice, EmailFixture.Cancelled))?.Subject?.Text);
        Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "hello all"));
        Assert.Contains("To: Bob <bob@x.test>\r\nCc: Carol <carol@x.test>\r\n", fixture.Smtp.Messages.Last(), StringComparison.Ordinal);
        Assert.Contains("Subject: Re: Plans\r\n", fixture.Smtp.Messages.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_each_author_who_is_not_verified_the_room_is_told_once()
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.bridge.test"));
        const string Unproven = "Authentication-Results: mx.bridge.test; none\n";
        const string Proven = "Authentication-Results: mx.bridge.test; dmarc=pass header.from=x.test\n";
        const string Carol = "From: carol@x.test\nTo: bob@x.test\nCc: alice@bridge.test\nSubject: Re: Plans\nMessage-ID: <6@x>\nReferences: <1@x>\n\nfrom Carol";
        await fixture.ReceiveAsync(Unproven + First);
        var entered = await EnterAsync(fixture, Alice);
        string[] mails = [Unproven + Mail("2@x", "again"), Proven + Mail("3@x", "proven"), Unproven + Mail("4@x", "no longer"), Unproven + Mail("5@x", "again"), Unproven + Carol];
        foreach (var mail in mails)
            await fixture.ReceiveAsync(mail);
        await fixture.ReceiveAsync(mails[2]);

        LocalText[][] said = [[], [], [MailRemarks.NoLongerVerified("bob@x.test")], [], [MailRemarks.NotVerified("carol@x.test")]];
        Assert.Equal(said, RoomEvents(fixture).OfType<RoomMessage>().Select(message => message.Remarks.ToArray()));
        var history = await fixture.Adapter.GetHistoryAsync(entered.State.Id, Alice, null, 10, EmailFixture.Cancelled);
        Assert.Equal([.. said.Reverse(), [MailRemarks.NotVerified("bob@x.test")]], history!.Events.Cast<RoomMessage>().Select(message => message.Remarks.ToArray()));
    }

    [Fact]
    public async Task Where_nobody_checks_mails_the_room_is_told_nothing_of_it()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        await EnterAsync(fixture, Alice);
        await fixture.ReceiveAsync(Mail("2@x", "second"));

        Assert.Empty(Assert.IsType<RoomMessage>(Assert.Single(RoomEvents(fixture))).Remarks);
    }

    [Fact]
    public async Task Who_is_not_proven_spells_nobody_s_address()
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.bridge.test"));
        const string Unproven = "Authentication-Results: mx.bridge.test; dmarc=none header.from=x.test\n";
        await fixture.ReceiveAsync(Unproven + "From: BOSS <Bob@X.test>\nTo: alice@bridge.test\nMessage-ID: <0@x>\n\nto one");
        await fixture.ReceiveAsync(Unproven + First.Replace("Bob <bob@x.test>", "BOSS <Bob@X.test>", StringComparison.Ordinal));
        var entered = await EnterAsync(fixture, Alice);

        Assert.All(fixture.Context.Events.OfType<Message>(), message => Assert.Equal(("bob@x.test", null), (message.Contact.Address, message.Contact.DisplayName)));
        var members = await fixture.Adapter.GetMembersAsync(entered.State.Id, Alice, EmailFixture.Cancelled);
        Assert.Contains(members!, member => (member.Who.Address, member.Who.DisplayName) == ("bob@x.test", null));

        // Mail goes to the address as it was written: another one could be nobody's.
        await SayAsync(fixture, entered, "hello");
        Assert.Contains(fixture.Smtp.Commands, command => command.StartsWith("RCPT TO:<Bob@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_proven_spells_their_own_address_also_in_the_canonical_way()
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.bridge.test"));
        const string Proven = "Authentication-Results: mx.bridge.test; dmarc=pass header.from=x.test\n";
        await fixture.ReceiveAsync(Proven + First);
        await EnterAsync(fixture, Alice);
        await fixture.ReceiveAsync(Proven + Mail("2@x", "second"));
        await fixture.ReceiveAsync("Authentication-Results: mx.bridge.test; dmarc=none header.from=x.test\n" + Mail("3@x", "third"));

        Assert.True(fixture.Context.Events.OfType<Message>().Single().Contact is { Address: "bob@x.test", IsProven: true });
        Assert.True(RoomEvents(fixture).OfType<RoomMessage>().First().By is { Address: "bob@x.test", IsProven: true });
    }

    [Fact]
    public async Task A_subject_that_is_too_long_for_the_notes_is_cut()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var subject = string.Join("\n ", Enumerable.Repeat(new string('x', 400), 120));
        var answers = await fixture.ReceiveAsync(First.Replace("Plans", subject, StringComparison.Ordinal));

        Assert.StartsWith("250", Assert.Single(answers), StringComparison.Ordinal);
        var entered = await EnterAsync(fixture, Alice);
        Assert.Equal(200, entered.State.Subject?.Text.Length);
        Assert.Equal(200, entered.State.Name?.Length);
    }

    /// <summary>What is said of files is the author's, as long as they like.</summary>
    [Fact]
    public async Task A_mail_with_much_said_of_its_files_has_room_in_the_notes()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var files = string.Concat(Enumerable.Range(0, 20).Select(i =>
            $"--b\nContent-Type: application/octet-stream; name=f{i}.bin\nContent-Disposition: attachment\nContent-Description: {string.Join("\n ", Enumerable.Repeat(new string('x', 400), 20))}\n\nfile {i}\n"));
        var answers = await fixture.ReceiveAsync(
            First.Replace("\n\nfirst", $"\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nfirst\n{files}--b--\n", StringComparison.Ordinal));

        Assert.StartsWith("250", Assert.Single(answers), StringComparison.Ordinal);
        var entered = await EnterAsync(fixture, Alice);
        var history = await fixture.Adapter.GetHistoryAsync(entered.State.Id, Alice, null, 10, EmailFixture.Cancelled);
        Assert.Equal(20, Assert.IsType<RoomMessage>(Assert.Single(history!.Events)).Attachments.Count);
    }

    /// <summary>The store is down just after the mail went to one of them.</summary>
    [Fact]
    public async Task Who_has_the_mail_does_not_get_it_again_because_that_could_not_be_noted()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var entered = await EnterAsync(fixture, Alice);
        fixture.Smtp.Answer = command => command.Contains("carol", StringComparison.Ordinal) ? "450 4.2.0 later" : null;
        fixture.Smtp.BeforeAccepting = () =>
        {
            fixture.Context.Notes.Down = true;
            return Task.CompletedTask;
        };
        Assert.IsType<DeliveryResult.Retry>(await SayAsync(fixture, entered, "hello"));

        fixture.Context.Notes.Down = false;
        fixture.Smtp.BeforeAccepting = () => Task.CompletedTask;
        fixture.Smtp.Answer = _ => null;
        Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "hello"));
        var receivers = fixture.Smtp.Commands.Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)).Select(command => command["RCPT TO:<".Length..].Split('>')[0]);
        Assert.Equal(["bob@x.test", "carol@x.test", "carol@x.test"], receivers);
    }

    [Fact]
    public async Task What_is_noted_of_a_group_ends_when_it_is_silent_for_long()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);

        var notes = fixture.Context.Notes;
        Assert.All(notes.Values.Keys.Where(key => key.StartsWith("group ", StringComparison.Ordinal)), key => Assert.Contains(key, notes.Expiries.Keys));
    }

    private static string Mail(string id, string text) =>
        $"From: Bob <bob@x.test>\nTo: alice@bridge.test\nCc: Carol <carol@x.test>\nSubject: Re: Plans\nMessage-ID: <{id}>\nReferences: <1@x>\n\n{text}";

    private static async Task<RoomEntry.Entered> EnterAsync(EmailFixture fixture, Jid user)
    {
        var room = fixture.Context.Events.OfType<RoomInvitation>().Last(invitation => invitation.User == user).Room;
        return Assert.IsType<RoomEntry.Entered>(await fixture.Adapter.EnterAsync(room, user, user.Local!, EmailFixture.Cancelled));
    }

    private static async Task<IEnumerable<string>> HistoryAsync(EmailFixture fixture, RoomEntry.Entered entered, Jid user)
    {
        var history = await fixture.Adapter.GetHistoryAsync(entered.State.Id, user, null, 10, EmailFixture.Cancelled);
        return history!.Events.Cast<RoomMessage>().Select(message => message.Body.Plain);
    }

    private static ValueTask<DeliveryResult> SayAsync(EmailFixture fixture, RoomEntry.Entered entered, string text) => fixture.SendAsync(
        fixture.Say(text) with { Contact = new(new(entered.State.Id.Value), entered.State.Address.Value, entered.State.Name) { IsRoom = true } });

    private static List<RoomEvent> RoomEvents(EmailFixture fixture) =>
        [.. fixture.Context.Arrivals.OfType<Arrival.Ready>().Select(arrival => arrival.Event).OfType<RoomEvent>()];
}
