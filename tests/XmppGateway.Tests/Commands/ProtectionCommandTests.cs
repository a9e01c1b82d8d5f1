using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Commands.Admin;
using XmppGateway.Operations;
using XmppGateway.Presence;
using XmppGateway.Protection;
using XmppGateway.Tests.Handlers;
using XmppGateway.Tests.Protection;
using Xunit;

namespace XmppGateway.Tests.Commands;

/// <summary>What users do about people they want to hear nothing of.</summary>
public sealed class ProtectionCommandTests : IAsyncDisposable
{
    private const string Eve = "eve@evil.example";
    private ProtectedGateway _gateway = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task All_commands_of_the_program_can_be_told_apart()
    {
        await StartAsync(StrangerPolicy.Ask);
        using var engine = new GatewayUnderTest();
        ICommand[] all =
        [
            .. GatewayCommands.InOrder(engine.Commands), .. Commands(),
            .. AdminCommands.InOrder(new AdminParts(
                _gateway.Parts, _gateway.Store, _gateway.Networks, [], () => new Dictionary<string, NetworkHealth>(), new UserPresences(_gateway.Time),
                new AdHocSessions(_gateway.Time), null, _gateway.Time)),
        ];

        var offered = new CommandRegistry(all).OfferedTo(Caller()).Select(c => c.Node);

        Assert.Equal(["strangers", "block", "unblock", "report"], offered.Where(node => Commands().Any(c => c.Node == node)));
        Assert.All(Commands(), c => Assert.NotEqual(c.Title.English, c.Title.German));
    }

    [Theory]
    [InlineData("Eve@evil.example")]
    [InlineData(@"eve\40evil.example@test.localhost")]
    public async Task A_contact_is_blocked_by_either_address_and_unblocked(string typed)
    {
        await StartAsync();
        Assert.Equal("eve@evil.example is blocked. The command unblock ends that.", await DoneAsync("block", ("contact", typed)), ignoreCase: true);
        Assert.Equal("block alice@localhost eve@evil.example", await _gateway.Adapter.NextToldAsync(Token));
        Assert.True(IsBlocked());

        var ask = Assert.IsType<Step.Ask>(await BeginAsync("unblock"));
        Assert.Equal([Eve], ask.Form.Fields[0].Choices.Select(c => c.Label.English));
        Assert.Equal("Nothing was changed.", await DoneAsync("unblock"));
        Assert.Equal("The block is ended.", await DoneAsync("unblock", ("whom", "0")));

        Assert.Equal("unblock alice@localhost eve@evil.example", await _gateway.Adapter.NextToldAsync(Token));
        Assert.False(IsBlocked());
        Assert.Equal("You have blocked nobody.", Assert.IsType<Step.Done>(await BeginAsync("unblock")).Text.English);
    }

    [Fact]
    public async Task Who_has_reported_many_contacts_can_still_block_and_reports_later()
    {
        await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await DoneAsync("report", ("contact", $"bot{i}@evil.example"), ("reason", "spam"));
        }

        Assert.Equal(FailureCondition.ResourceConstraint, Assert.IsType<Step.Failed>(await RunAsync("report", ("contact", Eve), ("reason", "spam"))).Condition);
        Assert.False(IsBlocked());
        await DoneAsync("block", ("contact", Eve));
        Assert.True(IsBlocked());
        Assert.Equal(20, (await _gateway.Store.ReadAuditAsync(100, Token)).Count);
    }

    [Theory]
    [InlineData("block", "")]
    [InlineData("block", "nobody")]
    [InlineData("block", "test.localhost")]
    [InlineData("report", "nobody")]
    [InlineData("report", "nobody@test.localhost")]
    public async Task What_is_nobodys_address_is_asked_again(string node, string typed)
    {
        await StartAsync();

        var again = Assert.IsType<Step.Ask>(await RunAsync(node, ("contact", typed), ("reason", "spam")));

        Assert.NotNull(again.Form.Fields.Single(f => f.Name == "contact").Error);
        Assert.Empty(_gateway.Parts.Blocks.Of("test", ProtectedGateway.Alice));
        Assert.IsType<Step.Done>(await again.Next(Answers(("contact", Eve), ("reason", "spam")), Token));
    }

    [Fact]
    public async Task The_block_of_everybody_is_ended_and_what_the_users_server_lists_is_not()
    {
        await StartAsync();
        await _gateway.Parts.Blocks.AddAsync("test", ProtectedGateway.Alice, Eve, fromList: true, Token);
        Assert.StartsWith("Your own server's block list", Assert.IsType<Step.Done>(await BeginAsync("unblock")).Text.English, StringComparison.Ordinal);

        await _gateway.Parts.Blocks.AddAsync("test", ProtectedGateway.Alice, Blocks.Everybody, fromList: false, Token);
        await DoneAsync("unblock", ("whom", "0"));

        Assert.Equal([Eve], _gateway.Parts.Blocks.Of("test", ProtectedGateway.Alice).Select(b => b.Contact));
    }

    [Fact]
    public async Task A_report_blocks_and_is_in_the_audit_log()
    {
        await StartAsync();

        Assert.Equal("Reported and blocked. Thank you.", await DoneAsync("report", ("contact", Eve), ("reason", "abuse"), ("text", "Shouts")));

        var row = Assert.Single(await _gateway.Store.ReadAuditAsync(10, Token));
        Assert.Equal(("alice@localhost", "report", "test eve@evil.example", "abuse: Shouts"), (row.Actor, row.Action, row.Target, row.Detail));
        Assert.True(IsBlocked());
    }

    [Fact]
    public async Task Where_strangers_are_delivered_nobody_waits_and_nothing_is_offered()
    {
        await StartAsync();

        Assert.DoesNotContain("strangers", new CommandRegistry(Commands()).OfferedTo(Caller()).Select(c => c.Node));
    }

    [Theory]
    [InlineData("accept", false, 0)]
    [InlineData("decline", false, 1)]
    [InlineData("block", true, 1)]
    [InlineData("report", true, 0)]
    public async Task Who_waits_is_shown_with_the_beginning_and_answered(string answer, bool blocked, int refusals)
    {
        await StartAsync(StrangerPolicy.Ask);
        Assert.Equal("Nobody waits for your answer.", Assert.IsType<Step.Done>(await BeginAsync("strangers")).Text.English);
        await _gateway.ArriveAsync("k1", "buy my pills");
        await _gateway.NextStanzaAsync();
        await _gateway.NextStanzaAsync();
        await _gateway.SettleAsync();

        var who = Assert.IsType<Step.Ask>(await BeginAsync("strangers"));
        Assert.StartsWith("eve@evil.example: 1 since ", Assert.Single(who.Form.Fields[0].Choices).Label.English, StringComparison.Ordinal);
        var what = Assert.IsType<Step.Ask>(await who.Next(Answers(("who", "0")), Token));
        Assert.Equal("eve@evil.example begins:\n\nbuy my pills", what.Form.Instructions!.English);
        Assert.IsType<Step.Done>(await what.Next(Answers(("answer", answer)), Token));

        Assert.Equal(blocked, IsBlocked());
        Assert.Empty(await _gateway.Store.ReadWaitingAsync("test", "alice@localhost", 10, Token));
        if (refusals > 0)
        {
            Assert.Equal("k1", Assert.IsType<Undeliverable>(await _gateway.NextDeliveryAsync()).Failed!.Value.Value);
        }
        else
        {
            Assert.Empty(await _gateway.Store.ListOutgoingAsync(10, Token));
        }

        // Answered once: what is still open in another window changes nothing.
        Assert.IsType<Step.Failed>(await what.Next(Answers(("answer", "accept")), Token));
    }

    [Fact]
    public async Task All_who_wait_are_declined_at_once_and_told()
    {
        await StartAsync(StrangerPolicy.Ask);
        for (var i = 0; i < 3; i++)
        {
            await _gateway.ArriveAsync($"k{i}", "buy my pills", $"bot{i}@evil.example");
        }

        await _gateway.SettleAsync();
        var who = Assert.IsType<Step.Ask>(await BeginAsync("strangers"));
        Assert.Equal("all", who.Form.Fields[0].Choices[^1].Value);
        Assert.Equal("Declined: 3. They are told.", Assert.IsType<Step.Done>(await who.Next(Answers(("who", "all")), Token)).Text.English);

        Assert.Empty(await _gateway.Store.ReadWaitingAsync("test", "alice@localhost", 10, Token));
        HashSet<string> told = [];
        for (var i = 0; i < 3; i++)
        {
            told.Add(Assert.IsType<Undeliverable>(await _gateway.NextDeliveryAsync()).Failed!.Value.Value);
        }

        Assert.Equal(["k0", "k1", "k2"], told.Order());
    }

    private async Task StartAsync(StrangerPolicy policy = StrangerPolicy.Deliver) => _gateway = await ProtectedGateway.StartAsync(policy);

    private bool IsBlocked() => _gateway.Parts.Blocks.IsBlocked("test", ProtectedGateway.Alice, ProtectedGateway.Contact(Eve));

    private IReadOnlyList<ICommand> Commands() => ProtectionCommands.InOrder(_gateway.Parts, _gateway.Addresses);

    private async Task<Step> BeginAsync(string node) => await Commands().Single(c => c.Node == node).BeginAsync(Caller(), Token);

    /// <summary>As the fronts do it: answers are held against the form.</summary>
    private async Task<Step> RunAsync(string node, params (string Field, string Value)[] answers)
    {
        var dialogue = new Dialogue(Commands().Single(c => c.Node == node), Caller(), _gateway.Time, NullLogger.Instance);
        Assert.IsType<Step.Ask>(await dialogue.BeginAsync(Token));
        return await dialogue.AnswerAsync(answers.ToDictionary(a => a.Field, a => (IReadOnlyList<string>)[a.Value], StringComparer.Ordinal), Token);
    }

    private async Task<string> DoneAsync(string node, params (string Field, string Value)[] answers) =>
        Assert.IsType<Step.Done>(await RunAsync(node, answers)).Text.English;

    private static FormAnswers Answers(params (string Field, string Value)[] answers) =>
        new(answers.ToDictionary(a => a.Field, a => (IReadOnlyList<string>)[a.Value], StringComparer.Ordinal));

    private Caller Caller() => new(_gateway.Network, ProtectedGateway.Phone, "en", new Account(_gateway.Time.GetUtcNow(), UserSettings.Default), false);
}
