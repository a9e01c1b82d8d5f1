using XmppGateway.Abstractions;
using XmppGateway.Commands;
using XmppGateway.Routing;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Commands;

/// <content>To whom a run belongs, how long it lasts, how many there may be.</content>
public sealed partial class AdHocTests
{
    [Fact]
    public async Task A_run_belongs_to_one_full_JID()
    {
        var first = await ExecuteAsync("config");

        Assert.Equal("bad-request/bad-sessionid", await ErrorAsync(Submission(first, ("service", ["httpd"])), Jid.Parse("requester@localhost/tablet")));
        Assert.Equal("bad-request/bad-sessionid", await ErrorAsync(Submission(first, ("service", ["httpd"])), Jid.Parse("mallory@localhost/phone")));
        Assert.Equal("bad-request/bad-sessionid", await ErrorAsync(new AdHocCommand("config", "no such")));
        Assert.Equal("bad-request/bad-sessionid", await ErrorAsync(new AdHocCommand("list", first.SessionId)));
        Assert.Equal("executing", (await SubmitAsync(first, ("service", ["httpd"]))).Status);
    }

    [Fact]
    public async Task A_run_belongs_to_one_network()
    {
        var first = await ExecuteAsync("config");
        var other = new FakeLink("chat", "chat.example.org");
        _networks.Add(new Network("chat", new FakeAdapter(), other));
        var elsewhere = Stanza(Submission(first, ("service", ["httpd"])));
        elsewhere.To = Jid.Parse("chat.example.org");

        await Router.RouteAsync(elsewhere, other, CancellationToken.None);
        await Router.DrainAsync();

        Assert.Equal("error", Assert.Single(other.TakeSent()).Type);
        Assert.Equal("executing", (await SubmitAsync(first, ("service", ["httpd"]))).Status);
    }

    [Fact]
    public async Task A_run_expires_and_is_forgotten()
    {
        var first = await ExecuteAsync("config");
        _time.Advance(TimeSpan.FromMinutes(9));
        var second = await SubmitAsync(first, ("service", ["httpd"]));
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("not-allowed/session-expired", await ErrorAsync(Submission(second, ("state", ["on"]))));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("bad-request/bad-sessionid", await ErrorAsync(Submission(second, ("state", ["on"]))));
    }

    [Fact]
    public async Task The_oldest_run_makes_room()
    {
        var runs = new List<AdHocCommand>();
        for (var i = 0; i <= AdHocSessions.PerUser; i++)
        {
            runs.Add(await ExecuteAsync("config"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("bad-request/bad-sessionid", await ErrorAsync(Submission(runs[0], ("service", ["httpd"]))));
        Assert.Equal("executing", (await SubmitAsync(runs[1], ("service", ["httpd"]))).Status);
    }

    [Fact]
    public async Task Runs_are_bounded_in_all_and_those_that_are_over_make_room()
    {
        for (var i = 0; i < AdHocSessions.InAll; i++)
        {
            var begun = Assert.Single(await SendAsync(Stanza(new AdHocCommand("config", null), Jid.Parse($"u{i}@localhost/x"))));
            Assert.Equal("result", begun.Type);
        }

        Assert.Equal("resource-constraint/", await ErrorAsync(new AdHocCommand("config", null)));
        _time.Advance(AdHocSessions.Lasts);
        Assert.Equal("executing", (await ExecuteAsync("config")).Status);
    }

    [Fact]
    public async Task Actions_of_a_run_wait_for_each_other()
    {
        var gate = new TaskCompletionSource<Step>();
        var asked = 0;
        Step.Ask question = null!;
        question = new Step.Ask(new Form(LocalText.Same("?"), null, []), async (_, _) => ++asked == 1 ? await gate.Task : question);
        _commands.Add(new ScriptedCommand(_ => ValueTask.FromResult<Step>(question), "slow"));
        var first = await ExecuteAsync("slow");

        await Router.RouteAsync(Stanza(Submission(first)), _link, CancellationToken.None);
        await Router.RouteAsync(Stanza(Command(first, "cancel")), _link, CancellationToken.None);
        Assert.Empty(_link.TakeSent());
        gate.SetResult(question);
        await Router.DrainAsync();

        Assert.Equal(["executing", "canceled"], _link.TakeSent().Select(s => AdHocCommand.Find(s)!.Status));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_command_that_hangs_ends_after_a_while_and_holds_up_nobody()
    {
        _commands.Add(new ScriptedCommand(async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("Not reached.");
        }, "hang"));
        await Router.RouteAsync(Stanza(new AdHocCommand("hang", null)), _link, CancellationToken.None);

        Assert.Equal("executing", (await ExecuteAsync("config", drain: false)).Status);
        _time.Advance(TimeSpan.FromSeconds(60));
        await Router.DrainAsync();

        var ended = AdHocCommand.Find(Assert.Single(_link.TakeSent()))!;
        Assert.Equal(("completed", "error"), (ended.Status, Assert.Single(ended.Notes).Type));
    }
}
