using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Storage;
using XmppGateway.Tests.Handlers;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Protection;

public sealed partial class StrangerTests
{
    private const string Eve = "eve@evil.example";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("accept", StrangerAnswer.Accept)]
    [InlineData(" Annehmen! ", StrangerAnswer.Accept)]
    [InlineData("BLOCK", StrangerAnswer.Block)]
    [InlineData("Decline.", StrangerAnswer.Decline)]
    [InlineData("ablehnen", StrangerAnswer.Decline)]
    [InlineData("„blockieren“", StrangerAnswer.Block)]
    [InlineData("melden.", StrangerAnswer.Report)]
    [InlineData("report", StrangerAnswer.Report)]
    [InlineData("accept my apology", null)]
    [InlineData("", null)]
    [InlineData("I will block you", null)]
    public void One_word_is_an_answer(string text, object? answer) => Assert.Equal((StrangerAnswer?)answer, StrangerWords.Read(text));

    [Fact]
    public async Task Where_the_operator_wants_it_strangers_are_delivered_and_nothing_is_kept()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Deliver);
        await gateway.ArriveAsync("k1", "hello");

        Assert.Equal("hello", (await gateway.NextStanzaAsync()).Body);
        Assert.Null(await gateway.Store.FindRelationAsync("test", "alice@localhost", Eve, Token));
    }

    [Fact]
    public async Task The_first_message_of_a_stranger_becomes_one_question_and_what_follows_waits()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.ArriveAsync("k1", "buy my pills");
        await gateway.ArriveAsync("k2", "please");

        var question = await gateway.NextStanzaAsync();
        Assert.StartsWith("eve@evil.example wants to write to you, over Test, and begins:\n\nbuy my pills\n\n", question.Body, StringComparison.Ordinal);
        Assert.Contains("accept, decline, block or report", question.Body, StringComparison.Ordinal);
        Assert.Equal("subscribe", (await gateway.NextStanzaAsync()).Type);
        Assert.Empty(await gateway.SettleAsync());
        Assert.Equal(2, (await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token)).Count);
    }

    [Fact]
    public void The_question_names_sender_and_network_in_both_languages()
    {
        var contact = ProtectedGateway.Contact(Eve) with { DisplayName = "Eve\u202e" };
        var asked = StrangerQuestion.Ask("Matrix", new Message
        {
            User = ProtectedGateway.Alice,
            Contact = contact,
            Timestamp = default,
            Body = new RichText("buy " + new string('x', 400)),
        });

        var question = Assert.Single(Assert.IsType<Message>(asked[0]).Remarks);
        Assert.StartsWith("Eve (eve@evil.example) wants to write to you, over Matrix, and begins:\n\nbuy xxx", question.English, StringComparison.Ordinal);
        Assert.StartsWith("Eve (eve@evil.example) möchte Ihnen über Matrix schreiben und beginnt so:\n\nbuy xxx", question.German, StringComparison.Ordinal);
        Assert.Contains("annehmen, ablehnen, blockieren oder melden", question.German, StringComparison.Ordinal);
        Assert.InRange(question.English.Length, 350, 600);
        Assert.IsType<ContactRequest>(asked[1]);
    }

    [Fact]
    public async Task The_question_has_an_id_of_its_own_that_stands_for_no_message()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.ArriveAsync("k1", "hello");
        var question = await gateway.NextStanzaAsync();
        await gateway.NextStanzaAsync();
        await gateway.WriteAsync("accept");
        var shown = await gateway.NextStanzaAsync();
        shown = shown.Body == "hello" ? shown : await gateway.NextStanzaAsync();

        var references = new MessageReferences(gateway.Store);
        Assert.Null(await references.FindByStanzaAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), question.Id!, Token));
        Assert.Equal(
            "k1", (await references.FindByStanzaAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), shown.Id!, Token))?.ForeignId);
    }

    [Fact]
    public async Task An_answer_has_its_receipt_like_any_message()
    {
        await using var gateway = await AskedAsync("one");

        await gateway.WriteAsync("decline", id: "m7", wantsReceipt: true);

        Assert.Equal("m7", (string?)(await gateway.NextStanzaAsync()).Payload(Namespaces.Receipts + "received")?.Attribute("id"));
    }

    [Fact]
    public async Task Who_waits_for_the_answer_does_not_hear_what_the_user_reads()
    {
        await using var gateway = await AskedAsync("one");
        var displayed = new Displayed
        {
            User = ProtectedGateway.Alice,
            Contact = ProtectedGateway.Contact(Eve),
            Timestamp = gateway.Time.GetUtcNow(),
            UpTo = new RemoteMessageId("k0"),
        };

        await gateway.Outbox.AcceptAsync(gateway.Network, displayed, ProtectedGateway.Phone, null, false, Token);
        await gateway.WriteAsync("hello", id: "m1");
        Assert.IsType<Message>(await gateway.NextDeliveryAsync());

        await gateway.Outbox.AcceptAsync(gateway.Network, displayed, ProtectedGateway.Phone, null, false, Token);
        Assert.IsType<Displayed>(await gateway.NextDeliveryAsync());
    }

    /// <summary>Clients send marks by themselves.</summary>
    [Fact]
    public async Task To_have_read_something_is_not_to_know_who_wrote_it()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        var displayed = new Displayed
        {
            User = ProtectedGateway.Alice,
            Contact = ProtectedGateway.Contact(Eve),
            Timestamp = gateway.Time.GetUtcNow(),
            UpTo = new RemoteMessageId("k0"),
        };
        await gateway.Outbox.AcceptAsync(gateway.Network, displayed, ProtectedGateway.Phone, null, false, Token);
        Assert.IsType<Displayed>(await gateway.NextDeliveryAsync());

        await gateway.ArriveAsync("k1", "buy this", Eve);

        Assert.DoesNotContain(await gateway.SettleAsync(), shown => shown.Body == "buy this");
        Assert.Single(await gateway.Parts.Strangers.ReadWaitingAsync(gateway.Network, ProtectedGateway.Alice, 10, Token));
    }

    [Fact]
    public async Task An_invitation_of_a_stranger_is_asked_about_and_waits()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.ArriveAsync(Invitation(gateway, "#club:evil.example") with { Reason = "free beer" });

        var question = await gateway.NextStanzaAsync();

        Assert.StartsWith(
            "eve@evil.example invites you into the room #club:evil.example, over Test.\n\nfree beer\n\nAnswer with accept", question.Body, StringComparison.Ordinal);
        Assert.Equal("subscribe", (await gateway.NextStanzaAsync()).Type);
        Assert.Empty(await gateway.SettleAsync());
        Assert.IsType<RoomInvitation>(await gateway.Parts.Strangers.Held.ReadFirstAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), Token));
    }

    [Theory]
    [InlineData("Ask", false)]
    [InlineData("Refuse", true)]
    [InlineData("Ask", true)]
    public async Task An_invitation_is_shown_once_the_user_has_said_yes_or_has_asked_for_it(string policy, bool isAwaited)
    {
        await using var gateway = await ProtectedGateway.StartAsync(Enum.Parse<StrangerPolicy>(policy));
        await gateway.ArriveAsync(Invitation(gateway, "#club:evil.example") with { IsAwaited = isAwaited });
        if (!isAwaited)
        {
            await gateway.NextStanzaAsync();
            await gateway.NextStanzaAsync();
            await gateway.WriteAsync("accept");
        }

        // The answer and what waited go their own ways: either may be first.
        string[] bodies = [(await gateway.NextStanzaAsync()).Body!, .. isAwaited ? [] : new[] { (await gateway.NextStanzaAsync()).Body! }];

        Assert.Contains("come to #club:evil.example", bodies);
        Assert.Equal(!isAwaited, bodies.Any(body => body.StartsWith("Accepted.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task That_something_of_a_stranger_failed_is_no_message_of_theirs()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.ArriveAsync(Invitation(gateway, InvitingRooms.Broken.Value) with { IsAwaited = true });

        Assert.StartsWith("Something of your chat with eve@evil.example", (await gateway.NextStanzaAsync()).Body, StringComparison.Ordinal);
        Assert.Empty(await gateway.SettleAsync());
        Assert.Empty(await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token));
    }

    [Fact]
    public async Task After_accept_everything_arrives_in_order_and_later_messages_at_once()
    {
        await using var gateway = await AskedAsync("one", "two");

        await gateway.WriteAsync("accept");

        await gateway.ArriveAsync("k9", "three");
        string[] bodies =
        [
            (await gateway.NextStanzaAsync()).Body!, (await gateway.NextStanzaAsync()).Body!, (await gateway.NextStanzaAsync()).Body!,
            (await gateway.NextStanzaAsync()).Body!,
        ];

        Assert.Equal(["one", "two", "three"], bodies.Where(b => b.Length <= 5));
        Assert.Contains("Accepted. The 2 messages that waited follow.", bodies);
        Assert.Empty(await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token));
        Assert.Empty(await gateway.Store.ListOutgoingAsync(10, Token));
    }

    [Fact]
    public async Task Whatever_else_the_user_answers_is_sent_and_accepts()
    {
        await using var gateway = await AskedAsync("one");

        await gateway.WriteAsync("who are you?");

        Assert.Equal("one", (await gateway.NextStanzaAsync()).Body);
        Assert.Equal("who are you?", Assert.IsType<Message>(await gateway.NextDeliveryAsync()).Body.Plain);
    }

    [Fact]
    public async Task After_block_what_waited_is_gone_its_author_is_told_and_later_messages_are_taken_without_a_word()
    {
        await using var gateway = await AskedAsync("one");

        await gateway.WriteAsync("block");

        Assert.Equal("Blocked.", (await gateway.NextStanzaAsync()).Body);
        var refusal = Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync());
        Assert.Equal(("k0", FailureCondition.ServiceUnavailable), (refusal.Failed!.Value.Value, refusal.Condition));
        Assert.Equal("block alice@localhost eve@evil.example", await gateway.Adapter.NextToldAsync(Token));

        Assert.Equal(Acceptance.Taken, await gateway.ArriveAsync("k2", "two"));
        Assert.Empty(await gateway.SettleAsync());
        Assert.Equal(StanzaConditions.NotAcceptable, (await gateway.RefusalOfAsync("hello")).Condition);
    }

    [Fact]
    public async Task After_decline_the_author_is_told_and_a_later_message_is_a_new_question()
    {
        await using var gateway = await AskedAsync("one");

        await gateway.WriteAsync("decline");

        Assert.Equal("Declined. The author is told.", (await gateway.NextStanzaAsync()).Body);
        Assert.Equal("k0", Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync()).Failed!.Value.Value);
        Assert.False(gateway.Parts.Blocks.IsBlocked("test", ProtectedGateway.Alice, ProtectedGateway.Contact(Eve)));
        await gateway.ArriveAsync("k2", "once more");
        Assert.Contains("once more", (await gateway.NextStanzaAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_declined_is_a_stranger_after_a_restart_too()
    {
        await using var gateway = await AskedAsync("one");
        await gateway.WriteAsync("decline");
        await gateway.NextStanzaAsync();
        Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync());

        await gateway.RestartAsync();

        await gateway.ArriveAsync("k2", "once more");
        Assert.Contains("wants to write to you", (await gateway.NextStanzaAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_goes_to_the_admins_the_audit_log_and_the_network_and_tells_the_author_nothing()
    {
        await using var gateway = await AskedAsync("one");

        await gateway.WriteAsync("report");

        string[] bodies = [(await gateway.NextStanzaAsync()).Body!, (await gateway.NextStanzaAsync()).Body!];
        Assert.Contains("Reported and blocked. Thank you.", bodies);
        Assert.Contains("alice@localhost reports eve@evil.example for spam", bodies);
        string[] told = [await gateway.Adapter.NextToldAsync(Token), await gateway.Adapter.NextToldAsync(Token)];
        Assert.Equal(["block alice@localhost eve@evil.example", "report alice@localhost eve@evil.example spam"], told.Order());
        var row = Assert.Single(await gateway.Store.ReadAuditAsync(10, Token));
        Assert.Equal(("alice@localhost", "report", "test eve@evil.example", "spam"), (row.Actor, row.Action, row.Target, row.Detail));
        Assert.Empty(await gateway.Store.ListOutgoingAsync(10, Token));
        Assert.True(gateway.Parts.Blocks.IsBlocked("test", ProtectedGateway.Alice, ProtectedGateway.Contact(Eve)));
    }

    [Fact]
    public async Task What_is_held_stays_until_its_refusal_is_stored()
    {
        await using var gateway = await AskedAsync("one");
        var held = new HeldMessages(gateway.Store, gateway.Time, gateway.Logger.CreateLogger<HeldMessages>());
        var outbox = new FakeOutbox { IsAway = true };
        held.Bind(null!, outbox);
        async Task DropAsync() => await held.DropAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), tell: true, Token);

        await Assert.ThrowsAsync<StoreUnavailableException>(DropAsync);
        Assert.Single(await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token));

        outbox.IsAway = false;
        await DropAsync();
        Assert.Empty(await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token));
        Assert.Equal(["k0", "k0"], outbox.Accepted.Select(accepted => ((Undeliverable)accepted.What).Failed!.Value.Value));
    }

    [Fact]
    public async Task Who_has_reported_enough_does_not_report_a_stranger_either()
    {
        await using var gateway = await AskedAsync("one");
        while (gateway.Parts.Blocking.WhyNot(gateway.Network, ProtectedGateway.Alice, 0, 1) is null)
        {
            // Until there were enough.
        }

        await gateway.WriteAsync("report");

        Assert.Equal(ProtectionTexts.TooManyReports.English, (await gateway.NextStanzaAsync()).Body);
        Assert.False(gateway.Parts.Blocks.IsBlocked("test", ProtectedGateway.Alice, ProtectedGateway.Contact(Eve)));
        Assert.Empty(await gateway.Store.ReadAuditAsync(10, Token));
        await gateway.WriteAsync("block");
        Assert.Equal("Blocked.", (await gateway.NextStanzaAsync()).Body);
    }

    [Theory]
    [InlineData("Refuse")]
    [InlineData("Ask")]
    public async Task Who_invites_and_is_not_wanted_is_told(string policy)
    {
        await using var gateway = await ProtectedGateway.StartAsync(Enum.Parse<StrangerPolicy>(policy));
        await gateway.ArriveAsync(Invitation(gateway, "#club:evil.example"));
        if (policy == "Ask")
        {
            await gateway.NextStanzaAsync();
            await gateway.NextStanzaAsync();
            await gateway.WriteAsync("decline");
        }

        // It is committed before the invitation, or the answer, is at its end.
        await gateway.SettleAsync();
        var isOnItsWay = (await gateway.Store.ListOutgoingAsync(1, Token)).Count > 0;
        Assert.True(isOnItsWay || gateway.Adapter.HasSeen, "Who has invited is not told.");
        var refusal = Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync());
        Assert.Equal((null, new RoomAddress("#club:evil.example"), Eve), (refusal.Failed, refusal.Invitation, refusal.Contact.Id.Value));
    }

    private static RoomInvitation Invitation(ProtectedGateway gateway, string room) => new()
    {
        User = ProtectedGateway.Alice,
        Contact = ProtectedGateway.Contact(Eve),
        Timestamp = gateway.Time.GetUtcNow(),
        Room = new RoomAddress(room),
    };

    /// <summary>A user who was asked, has read the question, and has not answered.</summary>
    private static async Task<ProtectedGateway> AskedAsync(params string[] messages)
    {
        var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        foreach (var (index, message) in messages.Index())
        {
            await gateway.ArriveAsync("k" + index, message);
        }

        await gateway.NextStanzaAsync();
        await gateway.NextStanzaAsync();
        Assert.Empty(await gateway.SettleAsync());
        return gateway;
    }
}
