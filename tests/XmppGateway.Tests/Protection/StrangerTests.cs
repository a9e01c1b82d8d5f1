using XmppGateway.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Protection;

public sealed class StrangerTests
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
    public async Task By_default_strangers_are_delivered()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
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
        Assert.Contains("buy my pills", question.Body, StringComparison.Ordinal);
        Assert.Contains("accept, decline, block or report", question.Body, StringComparison.Ordinal);
        Assert.Equal("subscribe", (await gateway.NextStanzaAsync()).Type);
        Assert.Empty(await gateway.SettleAsync());
        Assert.Equal(2, (await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token)).Count);
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
    public async Task What_nobody_has_answered_is_given_up_its_author_is_told_and_may_try_again()
    {
        await using var gateway = await AskedAsync("one", "two");
        var began = gateway.Time.GetUtcNow();
        await gateway.Parts.GiveUpAsync(began, Token);
        Assert.Equal(2, (await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token)).Count);

        await gateway.Parts.GiveUpAsync(began + TimeSpan.FromSeconds(1), Token);

        var refusals = new[] { await gateway.NextDeliveryAsync(), await gateway.NextDeliveryAsync() }.Cast<Undeliverable>();
        Assert.Equal([("k0", FailureCondition.RecipientUnavailable), ("k1", FailureCondition.RecipientUnavailable)], refusals.Select(r => (r.Failed!.Value.Value, r.Condition)));
        Assert.Empty(await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token));

        await gateway.ArriveAsync("k9", "are you there?");
        Assert.Contains("are you there?", (await gateway.NextStanzaAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_user_has_accepted_is_not_given_up()
    {
        await using var gateway = await AskedAsync("one");
        await gateway.Store.AddKnownAsync("test", "alice@localhost", Eve, gateway.Time.GetUtcNow(), Token);

        await gateway.Parts.GiveUpAsync(gateway.Time.GetUtcNow() + TimeSpan.FromSeconds(1), Token);

        Assert.Equal("one", (await gateway.NextStanzaAsync()).Body);
        Assert.Empty(await gateway.Store.ListOutgoingAsync(10, Token));
    }

    [Fact]
    public async Task When_the_user_leaves_who_waited_is_told()
    {
        await using var gateway = await AskedAsync("one");

        await gateway.Parts.LeavingAsync(gateway.Network, ProtectedGateway.Alice, [], Token);

        var refusal = Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync());
        Assert.Equal(("k0", FailureCondition.ServiceUnavailable), (refusal.Failed!.Value.Value, refusal.Condition));
    }

    [Fact]
    public async Task The_question_survives_a_restart_and_is_not_asked_twice()
    {
        await using var gateway = await AskedAsync("one");
        await gateway.RestartAsync();

        await gateway.ArriveAsync("k2", "two");
        Assert.Empty(await gateway.SettleAsync());
        await gateway.WriteAsync("annehmen");

        string[] bodies = [(await gateway.NextStanzaAsync()).Body!, (await gateway.NextStanzaAsync()).Body!, (await gateway.NextStanzaAsync()).Body!];
        Assert.Equal(["one", "two"], bodies.Where(b => b.Length == 3));
    }

    [Fact]
    public async Task A_release_that_a_crash_interrupted_is_finished_at_the_next_start()
    {
        await using var gateway = await AskedAsync("one");
        await gateway.Store.AddKnownAsync("test", "alice@localhost", Eve, gateway.Time.GetUtcNow(), Token);

        await gateway.RestartAsync();

        Assert.Equal("one", (await gateway.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task When_strangers_are_delivered_again_nothing_stays_behind()
    {
        var gateway = await AskedAsync("one");
        await using var next = await gateway.RestartAsync(StrangerPolicy.Deliver);

        Assert.Equal("one", (await next.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task Who_was_written_to_before_is_no_stranger()
    {
        var before = await ProtectedGateway.StartAsync();
        await before.WriteAsync("hello");
        await before.NextDeliveryAsync();
        await using var gateway = await before.RestartAsync(StrangerPolicy.Ask);

        await gateway.ArriveAsync("k1", "hello yourself");

        Assert.Equal("hello yourself", (await gateway.NextStanzaAsync()).Body);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public async Task A_contact_is_no_stranger(bool userSees, int contactSees)
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.Store.PutContactAsync(
            new ContactRow(0, "test", "alice@localhost", Eve, "eve", userSees, (ContactSubscription)contactSees), Token);

        await gateway.ArriveAsync("k1", "hello");

        Assert.Equal("hello", (await gateway.NextStanzaAsync()).Body);
    }

    [Fact]
    public async Task A_stranger_can_leave_only_so_much_and_is_told_above_it()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        for (var i = 0; i <= 20; i++)
        {
            await gateway.ArriveAsync("k" + i, "message " + i);
        }

        var refusal = Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync());

        Assert.Equal(("k20", FailureCondition.ResourceConstraint), (refusal.Failed!.Value.Value, refusal.Condition));
        Assert.Equal(20, (await gateway.Store.ReadHeldAsync("test", "alice@localhost", Eve, Token)).Count);
    }

    [Fact]
    public async Task Refused_strangers_are_told()
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Refuse);
        await gateway.ArriveAsync("k1", "hello");

        var refusal = Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync());
        Assert.Equal(("k1", FailureCondition.NotAllowed), (refusal.Failed!.Value.Value, refusal.Condition));
        Assert.Empty(await gateway.SettleAsync());

        await gateway.WriteAsync("hello");
        await gateway.NextDeliveryAsync();
        await gateway.ArriveAsync("k2", "hello again");
        Assert.Equal("hello again", (await gateway.NextStanzaAsync()).Body);
    }

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
