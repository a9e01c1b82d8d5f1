using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Groups;

public sealed partial class GroupRoomTests
{
    [Fact]
    public async Task Only_its_people_come_in_and_read_what_they_got()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var entered = await EnterAsync(fixture);
        var refused = Assert.IsType<RoomEntry.Refused>(await fixture.Adapter.EnterAsync(entered.State.Address, Dave, "dave", EmailFixture.Cancelled));
        Assert.Equal(FailureCondition.MembersOnly, refused.Condition);
        Assert.Null(await fixture.Adapter.GetHistoryAsync(entered.State.Id, Dave, null, 10, EmailFixture.Cancelled));

        var invite = new RoomChange.Invite(new("dave@bridge.test"), "come");
        Assert.IsType<RoomAnswer.Done>(await fixture.Adapter.ChangeAsync(entered.State.Id, Alice, invite, EmailFixture.Cancelled));
        Assert.Equal((Dave, "come"), fixture.Context.Events.OfType<RoomInvitation>().Last() is var asked ? (asked.User, asked.Reason) : default);
        Assert.Equal("dave@bridge.test", Assert.IsType<RoomMemberChange>(Assert.Single(RoomEvents(fixture))).Member.Who.Id.Value);
        await EnterAsync(fixture, Dave);
        Assert.Empty((await fixture.Adapter.GetHistoryAsync(entered.State.Id, Dave, null, 10, EmailFixture.Cancelled))!.Events);
        await SayAsync(fixture, entered, "hello dave");
        Assert.Single((await fixture.Adapter.GetHistoryAsync(entered.State.Id, Dave, null, 10, EmailFixture.Cancelled))!.Events);
    }

    [Fact]
    public async Task A_new_subject_is_that_of_the_next_mail_and_of_the_room()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var entered = await EnterAsync(fixture);
        Assert.IsType<RoomAnswer.Done>(await fixture.Adapter.ChangeAsync(entered.State.Id, Alice, new RoomChange.Subject("Cakes"), EmailFixture.Cancelled));
        await SayAsync(fixture, entered, "about cakes");
        await SayAsync(fixture, entered, "more", new string('a', 26));

        var mails = fixture.Smtp.Messages.ToArray();
        Assert.Contains("Subject: Cakes\r\n", mails[0], StringComparison.Ordinal);
        Assert.DoesNotContain("In-Reply-To", mails[0], StringComparison.Ordinal);
        Assert.Contains($"Subject: Re: Cakes\r\nMessage-ID: <{new string('a', 26)}@bridge.test>\r\nIn-Reply-To: <{EmailFixture.DeliveryId}@bridge.test>", mails[1], StringComparison.Ordinal);
        await fixture.ReceiveAsync($"From: bob@x.test\nTo: alice@bridge.test, carol@x.test\nSubject: Re: Cakes\nMessage-ID: <5@x>\nIn-Reply-To: <{EmailFixture.DeliveryId}@bridge.test>\n\nyes");
        Assert.Equal(entered.State.Id, RoomEvents(fixture).OfType<RoomMessage>().Single().Room);
    }

    [Fact]
    public async Task Changes_are_mails_in_words_and_reactions_are_reactions()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        var entered = await EnterAsync(fixture);
        var said = Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "hello")).Id!.Value;
        var room = RoomOf(entered);
        var at = fixture.Context.Time.GetUtcNow();
        await fixture.Adapter.SendAsync(new(new string('a', 26), new Edit { User = Alice, Contact = room, Timestamp = at, Target = said, Body = new("hallo") }, 1), EmailFixture.Cancelled);
        await fixture.Adapter.SendAsync(new(new string('b', 26), new Retraction { User = Alice, Contact = room, Timestamp = at, Target = said }, 1), EmailFixture.Cancelled);
        await fixture.Adapter.SendAsync(new(new string('c', 26), new XmppGateway.Abstractions.Reactions { User = Alice, Contact = room, Timestamp = at, Target = new("1@x"), Emoji = ["👍"] }, 1), EmailFixture.Cancelled);

        var mails = fixture.Smtp.Messages.ToArray();
        Assert.Contains("Corrected: hallo", mails[1], StringComparison.Ordinal);
        Assert.Contains("I take this message back", mails[2], StringComparison.Ordinal);
        Assert.Contains("Content-Disposition: reaction", mails[3], StringComparison.Ordinal);
        Assert.All(mails, mail => Assert.Contains("Cc: Carol <carol@x.test>", mail, StringComparison.Ordinal));
        await fixture.ReceiveAsync(
            $"From: bob@x.test\nTo: alice@bridge.test, carol@x.test\nMessage-ID: <6@x>\nIn-Reply-To: <{said}>\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: reaction\n\n🎉");
        Assert.Equal(["🎉"], Assert.IsType<RoomReactions>(Assert.Single(RoomEvents(fixture))).Emoji);
    }

    [Fact]
    public async Task What_a_chat_program_takes_back_or_corrects_is_taken_back_and_corrected_in_the_room()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        await EnterAsync(fixture);
        await fixture.ReceiveAsync(Chat("2@x", "Chat-Edit: <1@x>", "✏️first of all"));
        await fixture.ReceiveAsync(Chat("3@x", "Chat-Delete: <1@x> <elsewhere@x>", "🚮"));

        var events = RoomEvents(fixture);
        Assert.Equal(("1@x", "first of all"), Assert.IsType<RoomEdit>(events[0]) is var edit ? (edit.Target.Value, edit.Body.Plain) : default);
        Assert.Equal(("1@x", "bob@x.test"), Assert.IsType<RoomRetraction>(events[1]) is var taken ? (taken.Target.Value, taken.By.Id.Value) : default);
        Assert.Equal(2, events.Count);

        static string Chat(string id, string field, string text) =>
            $"From: bob@x.test\nTo: alice@bridge.test, carol@x.test\nChat-Version: 1.0\n{field}\nMessage-ID: <{id}>\nIn-Reply-To: <1@x>\nContent-Type: text/plain; charset=utf-8\n\n{text}";
    }

    /// <summary>Whoever got a mail knows its id: that takes nothing of somebody else's away.</summary>
    [Theory]
    [InlineData("carol@x.test", "Chat-Delete: <1@x>", "🚮")]
    [InlineData("carol@x.test", "Chat-Edit: <1@x>", "✏️something else")]
    public async Task What_somebody_else_takes_back_or_corrects_stays(string from, string field, string text)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First);
        await EnterAsync(fixture);
        await fixture.ReceiveAsync(
            $"From: {from}\nTo: alice@bridge.test, bob@x.test\nChat-Version: 1.0\n{field}\nMessage-ID: <9@x>\nIn-Reply-To: <1@x>\nContent-Type: text/plain; charset=utf-8\n\n{text}");

        Assert.DoesNotContain(RoomEvents(fixture), what => what is RoomRetraction or RoomEdit);
        Assert.Contains(RoomEvents(fixture), what => what is RoomMessage message && message.By.Id.Value == from);
    }

    [Fact]
    public async Task A_mail_whose_header_names_an_address_beyond_ASCII_goes_to_a_server_that_can_say_it()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Smtp.Extensions = ["PIPELINING", "8BITMIME", "SMTPUTF8"];
        await fixture.ReceiveAsync(WithDörte);
        var entered = await EnterAsync(fixture);
        Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "hello"));

        Assert.All(fixture.Smtp.Commands.Where(command => command.StartsWith("MAIL", StringComparison.Ordinal)), command => Assert.Contains(" SMTPUTF8", command, StringComparison.Ordinal));
        Assert.Contains("dörte@y.test", Assert.Single(fixture.Smtp.Messages), StringComparison.Ordinal);
        Assert.Empty(fixture.Context.Events.OfType<DeliveryFailure>());
    }

    [Fact]
    public async Task Whom_the_server_cannot_name_keeps_nobody_else_from_a_mail_and_stays_in_the_group()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(WithDörte);
        var entered = await EnterAsync(fixture);
        Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "hello"));
        Assert.IsType<DeliveryResult.Delivered>(await SayAsync(fixture, entered, "hello"));

        Assert.Equal(["bob@x.test", "carol@x.test"], Recipients(fixture));
        var mail = Assert.Single(fixture.Smtp.Messages);
        Assert.Contains("To: Bob <bob@x.test>\r\nCc: Carol <carol@x.test>\r\n", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("rte@y.test", mail, StringComparison.Ordinal);
        var failure = Assert.Single(fixture.Context.Events.OfType<DeliveryFailure>());
        Assert.Equal((true, FailureCondition.NotSupported), (failure.Contact.IsRoom, failure.Condition));
        Assert.StartsWith("Not delivered to dörte@y.test. The address has letters beyond ASCII", failure.Reason.English, StringComparison.Ordinal);

        // An answer to all of it does not name her, and does not take her out.
        await fixture.ReceiveAsync($"From: bob@x.test\nTo: alice@bridge.test\nCc: carol@x.test\nMessage-ID: <2@x>\nReferences: <1@x> <{EmailFixture.DeliveryId}@bridge.test>\n\nyes");
        Assert.Equal("yes", Assert.IsType<RoomMessage>(Assert.Single(RoomEvents(fixture))).Body.Plain);
        Assert.Contains(await fixture.Adapter.GetMembersAsync(entered.State.Id, Alice, EmailFixture.Cancelled) ?? [], member => member.Who.Id.Value == "dörte@y.test");
        await SayAsync(fixture, entered, "once more", new string('a', 26));
        Assert.Equal(2, fixture.Context.Events.OfType<DeliveryFailure>().Count());
    }

    [Fact]
    public async Task Where_the_server_can_name_none_of_them_the_mail_comes_back()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(First.Replace("Bob <bob@x.test>", "björn@x.test", StringComparison.Ordinal).Replace("Carol <carol@x.test>", "dörte@y.test", StringComparison.Ordinal));
        var entered = await EnterAsync(fixture);

        var refused = Assert.IsType<DeliveryResult.Rejected>(await SayAsync(fixture, entered, "hello"));
        Assert.Contains("björn@x.test, dörte@y.test", refused.Reason.English, StringComparison.Ordinal);
        Assert.Empty(fixture.Smtp.Messages);
    }
}
