using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Commands.Admin;
using XmppGateway.Operations;
using XmppGateway.Presence;
using XmppGateway.Protection;
using XmppGateway.Storage;
using XmppGateway.Tests.Outbox;
using XmppGateway.Tests.Protection;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Commands;

public sealed class AdminCommandTests : IAsyncLifetime
{
    private ProtectedGateway _gateway = null!;
    private readonly FakeLevel _level = new();
    private IReadOnlyList<ICommand> _commands = null!;
    private UserPresences _users = null!;
    private AdHocSessions _sessions = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await ProtectedGateway.StartAsync();
        (_users, _sessions) = (new UserPresences(_gateway.Time), new AdHocSessions(_gateway.Time));
        _commands = AdminCommands.InOrder(new AdminParts(
            _gateway.Parts, _gateway.Store, _gateway.Networks, [ProtectedGateway.Admin],
            () => new Dictionary<string, NetworkHealth> { ["test"] = new("test.localhost", NetworkHealth.Attached, NetworkHealth.Running) },
            _users, _sessions, _level, _gateway.Time));
    }

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public void All_are_for_admins_only_and_can_be_told_apart()
    {
        var registry = new CommandRegistry(_commands);
        var user = Caller(isAdmin: false);

        Assert.Empty(registry.OfferedTo(user));
        Assert.Equal(14, registry.OfferedTo(Caller()).Count());
        Assert.All(_commands, c => Assert.StartsWith("admin-", c.Node, StringComparison.Ordinal));
        Assert.All(_commands, c => Assert.NotEqual(c.Title.English, c.Title.German));
    }

    [Fact]
    public async Task A_ban_of_a_contact_holds_and_is_in_the_audit_log()
    {
        Assert.Equal("Banned: *@evil.example", await DoneAsync("admin-ban", ("about", "contact"), ("whom", "*@Evil.example")));

        Assert.False(_gateway.Parts.Rules.Allows(_gateway.Network, ProtectedGateway.Contact("eve@evil.example")));
        Assert.Equal([("admin@localhost", "ban", "*@evil.example", "test")], await AuditAsync());

        Assert.Equal("Allowed: *@evil.example", await DoneAsync("admin-allow", ("about", "contact"), ("whom", "*@evil.example")));
        Assert.True(_gateway.Parts.Rules.Allows(_gateway.Network, ProtectedGateway.Contact("eve@evil.example")));
    }

    [Fact]
    public async Task A_ban_of_a_user_holds_but_no_admin_can_be_banned()
    {
        await DoneAsync("admin-ban", ("about", "user"), ("whom", "mallory@localhost"));
        Assert.False(_gateway.Parts.Rules.Allows(Jid.Parse("mallory@localhost/x")));

        foreach (var whom in new[] { "admin@localhost", "localhost", "not a jid@@", "mallory@localhost/phone" })
        {
            var again = Assert.IsType<Step.Ask>(await RunAsync("admin-ban", ("about", "user"), ("whom", whom)));
            Assert.NotNull(again.Form.Fields.Single(f => f.Name == "whom").Error);
        }

        Assert.Single(await AuditAsync());
    }

    [Fact]
    public async Task What_is_no_address_of_the_network_is_asked_again()
    {
        var again = Assert.IsType<Step.Ask>(await RunAsync("admin-ban", ("about", "contact"), ("whom", "nobody")));

        Assert.NotNull(again.Form.Fields.Single(f => f.Name == "whom").Error);
        Assert.Empty(_gateway.Parts.Rules.Given);
    }

    [Fact]
    public async Task A_rule_is_taken_back()
    {
        Assert.IsType<Step.Done>(await BeginAsync("admin-rules"));
        await DoneAsync("admin-ban", ("about", "user"), ("whom", "mallory@localhost"));

        await DoneAsync("admin-rules", ("back", "0"));

        Assert.Empty(_gateway.Parts.Rules.Given);
        Assert.True(_gateway.Parts.Rules.Allows(Jid.Parse("mallory@localhost")));
    }

    [Fact]
    public async Task A_network_is_stopped_and_resumed()
    {
        await DoneAsync("admin-stop", ("network", "test"), ("reason", "flood"));
        Assert.True(_gateway.Parts.Stops.IsStopped("test"));

        await DoneAsync("admin-resume", ("network", "test"));
        Assert.False(_gateway.Parts.Stops.IsStopped("test"));
        Assert.IsType<Step.Failed>(await RunAsync("admin-resume", ("network", "test")));
        Assert.Contains(("admin@localhost", "stop", "test", "flood"), await AuditAsync());
    }

    [Fact]
    public async Task The_log_level_is_changed()
    {
        await DoneAsync("admin-log-level", ("level", "Debug"));

        Assert.Equal(LogLevel.Debug, _level.Level);
    }

    [Fact]
    public async Task An_announcement_goes_to_everybody_who_has_registered_and_not_twice_in_a_minute()
    {
        for (var i = 0; i < 3; i++)
        {
            await _gateway.Store.RegisterAccountAsync("test", $"user{i}@localhost", _gateway.Time.GetUtcNow(), Token);
        }

        var timers = _gateway.Time.PendingTimers;
        await DoneAsync("admin-announce", ("text", "We restart at noon."));

        for (var i = 0; i < 3; i++)
        {
            var stanza = await _gateway.NextStanzaAsync();
            Assert.Equal(($"user{i}@localhost", "test.localhost", "We restart at noon."), (stanza.To!.ToString(), stanza.From!.ToString(), stanza.Body));

            // One timer for its patience, one for the pace.
            await QueuesUnderTest.UntilAsync(() => Task.FromResult(_gateway.Time.PendingTimers == timers + 2));
            _gateway.Time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.IsType<Step.Failed>(await RunAsync("admin-announce", ("text", "again")));
        Assert.DoesNotContain(await AuditAsync(), row => row.Detail.Contains("noon", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_announcement_that_is_too_long_comes_back_whole_and_is_not_sent_cut()
    {
        var text = new string('x', 5001);
        var again = Assert.IsType<Step.Ask>(await RunAsync("admin-announce", ("text", text)));

        Assert.Equal((text, "No more than 5000 characters."), (Assert.Single(again.Form.Fields[0].Values), again.Form.Fields[0].Error?.English));
        Assert.Empty(await AuditAsync());
    }

    [Fact]
    public async Task An_admin_is_told_whom_an_announcement_did_not_reach()
    {
        for (var i = 0; i < 3; i++)
        {
            await _gateway.Store.RegisterAccountAsync("test", $"user{i}@localhost", _gateway.Time.GetUtcNow(), Token);
        }

        var timers = _gateway.Time.PendingTimers;
        await DoneAsync("admin-announce", ("text", "We restart at noon."));
        Assert.Equal("user0@localhost", (await _gateway.NextStanzaAsync()).To!.ToString());
        _gateway.Link.IsAttached = false;
        for (var i = 0; i < 3; i++)
        {
            // One timer for its patience, one for the pace.
            await QueuesUnderTest.UntilAsync(() => Task.FromResult(_gateway.Time.PendingTimers == timers + 2));
            _gateway.Time.Advance(TimeSpan.FromMilliseconds(20));
        }

        await QueuesUnderTest.UntilAsync(async () => (await AuditAsync()).Any(row => row.Detail == "2 of 3 were not reached"));
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(_gateway.Time.PendingTimers == timers + 2));
        _gateway.Link.IsAttached = true;
        _gateway.Time.Advance(TimeSpan.FromSeconds(5));

        var report = await _gateway.NextStanzaAsync();
        Assert.Equal(("The announcement did not reach 2 of 3 users: the XMPP server was away.", "en"), (report.Body, report.Lang));
    }

    [Fact]
    public async Task Where_an_announcement_ended_when_the_program_did_is_in_the_audit_log()
    {
        for (var i = 0; i < 3; i++)
        {
            await _gateway.Store.RegisterAccountAsync("test", $"user{i}@localhost", _gateway.Time.GetUtcNow(), Token);
        }

        await DoneAsync("admin-announce", ("text", "We restart at noon."));
        Assert.Equal("user0@localhost", (await _gateway.NextStanzaAsync()).To!.ToString());
        await _gateway.RestartAsync();

        Assert.Contains(await AuditAsync(), row => row.Detail == "ended early: sent to 1, up to user0@localhost");
    }

    [Fact]
    public async Task Users_that_do_not_fit_one_table_are_listed_from_where_an_admin_wishes()
    {
        for (var i = 0; i < 501; i++)
        {
            await _gateway.Store.RegisterAccountAsync("test", $"user{i:000}@localhost", _gateway.Time.GetUtcNow(), Token);
        }

        var first = Assert.IsType<Step.Done>(await RunAsync("admin-users", ("after", "")));
        Assert.Equal("500 users of test; more come after user499@localhost.", first.Text.English);
        var last = first.Table!.Rows[^1][0];

        Assert.Equal("user500@localhost", Assert.Single(Assert.IsType<Step.Done>(await RunAsync("admin-users", ("after", last))).Table!.Rows)[0]);
    }

    [Fact]
    public async Task Tables_show_users_links_queues_the_outbox_and_the_audit_log()
    {
        await _gateway.Store.RegisterAccountAsync("test", "alice@localhost", _gateway.Time.GetUtcNow(), Token);
        Assert.Equal("alice@localhost", (await RowAsync("admin-users"))[0]);
        Assert.Equal(["test", "test.localhost", "attached", "running", "0", ""], Assert.Single((await SessionsAsync("links")).Table!.Rows));
        Assert.Equal(["test", "0", "", "0", "", "0", "0"], await RowAsync("admin-queues"));

        await _gateway.Parts.Stops.StopAsync("test", "flood", Token);
        var entry = new OutboxEntry
        {
            Network = "test",
            Lane = "lane",
            DeliveryId = "d",
            User = "alice@localhost",
            Contact = "bob",
            From = "alice@localhost/phone",
            StanzaId = "1",
            Fingerprint = "f",
            Payload = [1],
            AcceptedAt = _gateway.Time.GetUtcNow(),
            ExpiresAt = _gateway.Time.GetUtcNow().AddDays(1),
        };
        var added = Assert.IsType<OutboxAddition.Added>(await _gateway.Store.AddOutgoingAsync(entry, entry.AcceptedAt, Token));
        var id = added.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal([id, "test", "alice@localhost", "bob", "0 s", "0", ""], await RowAsync("admin-outbox"));

        await DoneAsync("admin-retry", ("id", ""));
        await DoneAsync("admin-drop", ("id", id));
        Assert.IsType<Step.Failed>(await RunAsync("admin-drop", ("id", "4711")));
        Assert.Equal("drop", (await RowAsync("admin-audit"))[2]);
    }

    [Fact]
    public async Task Users_who_are_there_are_shown_with_their_clients_and_not_more_than_a_table_holds()
    {
        Assert.Empty((await SessionsAsync("users")).Table!.Rows);
        _users.Take("test", new Stanza(StanzaKind.Presence) { From = ProtectedGateway.Phone });
        Assert.Equal(
            ["test", "alice@localhost", "1", _gateway.Time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)],
            Assert.Single((await SessionsAsync("users")).Table!.Rows));

        for (var i = 0; i < 250; i++)
        {
            _users.Take("test", new Stanza(StanzaKind.Presence) { From = Jid.Parse($"user{i}@localhost/x") });
        }

        var many = await SessionsAsync("users");
        Assert.Equal(("Users who are there: 251. These are the first 200.", 200), (many.Text.English, many.Table!.Rows.Count));
    }

    [Fact]
    public async Task Nothing_is_connected_with_a_network_that_is_stopped()
    {
        var ask = Assert.IsType<Step.Ask>(await BeginAsync("admin-bridge-rooms"));
        await _gateway.Parts.Stops.StopAsync("test", "flood", Token);

        var failed = Assert.IsType<Step.Failed>(await BeginAsync("admin-bridge-rooms"));

        Assert.Equal((ProtectionTexts.Stopped, FailureCondition.ServiceUnavailable), (failed.Text, failed.Condition));
        Assert.IsType<Step.Failed>(await ask.Next(new FormAnswers(new Dictionary<string, IReadOnlyList<string>>()), Token));
    }

    [Fact]
    public async Task Commands_under_way_are_shown_until_they_are_over()
    {
        var run = _sessions.TryOpen(new Dialogue(_commands[0], Caller(), _gateway.Time, NullLogger.Instance))!;
        var row = Assert.Single((await SessionsAsync("commands")).Table!.Rows);
        Assert.Equal(["test", "admin@localhost", _commands[0].Title.English], row.Take(3));

        run.IsOver = true;
        Assert.Empty((await SessionsAsync("commands")).Table!.Rows);
        _sessions.TryOpen(new Dialogue(_commands[0], Caller(), _gateway.Time, NullLogger.Instance));
        _gateway.Time.Advance(AdHocSessions.Lasts);
        Assert.Empty((await SessionsAsync("commands")).Table!.Rows);
    }

    private async Task<Step.Done> SessionsAsync(string show) => Assert.IsType<Step.Done>(await RunAsync("admin-sessions", ("show", show)));

    private async Task<Step> BeginAsync(string node) => await _commands.Single(c => c.Node == node).BeginAsync(Caller(), Token);

    private async Task<Step> RunAsync(string node, params (string Field, string Value)[] answers)
    {
        var ask = Assert.IsType<Step.Ask>(await BeginAsync(node));
        return await ask.Next(
            new FormAnswers(answers.Where(a => a.Value.Length > 0).ToDictionary(a => a.Field, a => (IReadOnlyList<string>)[a.Value], StringComparer.Ordinal)), Token);
    }

    private async Task<string> DoneAsync(string node, params (string Field, string Value)[] answers) =>
        Assert.IsType<Step.Done>(await RunAsync(node, answers)).Text.English;

    private async Task<IReadOnlyList<string>> RowAsync(string node) => Assert.IsType<Step.Done>(await BeginAsync(node)).Table!.Rows[0];

    private async Task<IReadOnlyList<(string Actor, string Action, string Target, string Detail)>> AuditAsync() =>
        [.. (await _gateway.Store.ReadAuditAsync(100, Token)).Select(r => (r.Actor, r.Action, r.Target, r.Detail))];

    private Caller Caller(bool isAdmin = true) =>
        new(_gateway.Network, ProtectedGateway.Admin.WithResource("desk"), "en", new Account(_gateway.Time.GetUtcNow(), UserSettings.Default), isAdmin);

    private sealed class FakeLevel : ILogLevel
    {
        public LogLevel Level { get; set; } = LogLevel.Information;
    }
}
