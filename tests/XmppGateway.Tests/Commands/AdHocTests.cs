using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Routing;
using XmppGateway.Testing;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Commands;

/// <summary>XEP-0050 with its own examples.</summary>
public sealed partial class AdHocTests : IDisposable
{
    private static readonly Jid Requester = Jid.Parse("requester@localhost/phone");

    private readonly ManualTimeProvider _time = new();
    private readonly ListLogger _logger = new();
    private readonly FakeLink _link = new();
    private readonly MemoryStore _store = new();
    private readonly Networks _networks = new();
    private readonly List<ICommand> _commands = [new ScriptedCommand(ScriptedCommand.Service)];
    private StanzaRouter? _router;

    public void Dispose()
    {
        _router?.Dispose();
        _logger.Dispose();
    }

    [Fact]
    public async Task A_command_without_questions_is_completed_at_once()
    {
        _commands.Add(new ScriptedCommand(
            _ => ValueTask.FromResult<Step>(new Step.Done(new("2 services.", "2 Dienste."))
            {
                Table = new Table(
                    [new TableColumn("service", new("Service", "Dienst")), new TableColumn("jid", new("Address", "Adresse"), IsJid: true)],
                    [["httpd", "httpd@localhost"], ["postgresql", "db@localhost"]]),
            }),
            "list"));

        var command = await ExecuteAsync("list");

        Assert.Equal(("completed", "list"), (command.Status, command.Node));
        Assert.Equal([("info", "2 services.")], command.Notes);
        Assert.Equal("result", command.Form!.Type);
        Assert.Equal([("service", "text-single", "Service"), ("jid", "jid-single", "Address")], command.Form.Reported.Select(f => (f.Var!, f.Type!, f.Label!)));
        Assert.Equal(["httpd", "httpd@localhost", "postgresql", "db@localhost"], command.Form.Items.SelectMany(i => i).Select(f => Assert.Single(f.Values)));
    }

    [Fact]
    public async Task A_command_of_two_stages_runs_to_its_end()
    {
        var first = await ExecuteAsync("config");
        Assert.Equal("executing", first.Status);
        Assert.Equal(["next"], first.Actions);
        Assert.Equal(("form", "Configure Service", "Please select the service to configure."), (first.Form!.Type, first.Form.Title, first.Form.Instructions));
        var service = Assert.Single(first.Form.Fields);
        Assert.Equal(("service", "list-single", "Service", true), (service.Var, service.Type, service.Label, service.Required));
        Assert.Equal(["httpd", "jabberd", "postgresql"], service.Options.Select(o => o.Value));

        var second = await SubmitAsync(first, ("service", ["httpd"]));
        Assert.Equal((first.SessionId, "executing"), (second.SessionId, second.Status));
        Assert.Equal(["complete", "prev"], second.Actions);
        Assert.Equal(["3", "5"], second.Form!.Fields[0].Values);

        var done = await SubmitAsync(second, ("runlevel", ["3"]), ("state", ["on"]));
        Assert.Equal((first.SessionId, "completed"), (done.SessionId, done.Status));
        Assert.Equal([("info", "Service 'httpd' has been configured: 3, on.")], done.Notes);
        Assert.Null(done.Form);
    }

    [Fact]
    public async Task Fields_that_are_left_out_keep_what_they_had()
    {
        var second = await SubmitAsync(await ExecuteAsync("config"), ("service", ["jabberd"]));

        var done = await SubmitAsync(second, ("state", ["on"]));

        Assert.Equal("Service 'jabberd' has been configured: 3 5, on.", Assert.Single(done.Notes).Text);
    }

    [Fact]
    public async Task One_can_go_back_and_finds_the_answer_there()
    {
        var first = await ExecuteAsync("config");
        var second = await SubmitAsync(first, ("service", ["postgresql"]));

        var again = await ActAsync(second, "prev");

        Assert.Equal(("executing", first.SessionId), (again.Status, again.SessionId));
        Assert.Equal(["next"], again.Actions);
        Assert.Equal(["postgresql"], Assert.Single(again.Form!.Fields).Values);
        Assert.Equal("bad-request/bad-action", await ErrorAsync(Command(again, "prev")));
        Assert.Equal("executing", (await SubmitAsync(again, ("service", ["httpd"]))).Status);
    }

    /// <summary>As after leaving with another client.</summary>
    [Fact]
    public async Task Who_may_run_a_command_no_more_does_not_go_on_with_it()
    {
        var first = await ExecuteAsync("config");

        ((ScriptedCommand)_commands[0]).Audience = Audience.Admins;

        Assert.Equal("forbidden/", await ErrorAsync(Submission(first, ("service", ["httpd"]))));
    }

    [Fact]
    public async Task A_cancelled_command_is_over()
    {
        var first = await ExecuteAsync("config");

        var cancelled = await ActAsync(first, "cancel");

        Assert.Equal(("canceled", first.SessionId, null), (cancelled.Status, cancelled.SessionId, cancelled.Form));
        Assert.Equal("not-allowed/session-expired", await ErrorAsync(Submission(first, ("service", ["httpd"]))));
    }

    [Fact]
    public async Task A_wrong_answer_asks_again_and_says_why()
    {
        var first = await ExecuteAsync("config");

        var again = await SubmitAsync(first, ("service", ["nginx"]));

        Assert.Equal("executing", again.Status);
        Assert.Equal([("error", "Service – This is not one of the choices.")], again.Notes);
        var field = Assert.Single(again.Form!.Fields);
        Assert.Equal(("Service – This is not one of the choices.", "This is not one of the choices."), (field.Label, field.Description));
        Assert.Equal(["next"], again.Actions);
        Assert.Equal("executing", (await SubmitAsync(again, ("service", ["httpd"]))).Status);
    }

    [Theory]
    [InlineData("dance", "bad-request/malformed-action")]
    [InlineData("next", "bad-request/bad-payload")]
    public async Task What_is_no_action_is_refused_and_the_run_goes_on(string action, string error)
    {
        var first = await ExecuteAsync("config");

        Assert.Equal(error, await ErrorAsync(Command(first, action)));
        Assert.Equal("executing", (await SubmitAsync(first, ("service", ["httpd"]))).Status);
    }

    [Theory]
    [InlineData("next")]
    [InlineData("prev")]
    [InlineData("complete")]
    [InlineData("cancel")]
    public async Task Only_execute_begins(string action) => Assert.Equal(
        "bad-request/bad-action", await ErrorAsync(new AdHocCommand("config", null) { Action = action }));

    [Fact]
    public async Task A_form_that_was_not_submitted_is_refused()
    {
        var first = await ExecuteAsync("config");

        Assert.Equal("bad-request/bad-payload", await ErrorAsync(Command(first, null) with { Form = new DataForm("form") }));
    }

    [Fact]
    public async Task A_bug_in_a_command_is_logged_and_ends_only_this_run()
    {
        _commands.Add(new ScriptedCommand(_ => throw new InvalidOperationException("boom"), "broken"));

        var ended = await ExecuteAsync("broken");

        Assert.Equal("completed", ended.Status);
        Assert.Equal(("error", DialogueTexts.OwnFault.English), Assert.Single(ended.Notes));
        Assert.Single(_logger.Lines, l => l.Level == LogLevel.Error && l.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task A_failure_is_completed_with_an_error_note()
    {
        _commands.Add(new ScriptedCommand(_ => ValueTask.FromResult<Step>(
            new Step.Failed(new("No luck.", "Kein Glück."), FailureCondition.NotAllowed)), "fail"));

        Assert.Equal([("error", "No luck.")], (await ExecuteAsync("fail")).Notes);
    }

    [Fact]
    public async Task Who_asks_in_German_is_answered_in_German()
    {
        var stanza = Stanza(new AdHocCommand("config", null));
        stanza.Lang = "de-AT";

        var answer = Assert.Single(await SendAsync(stanza));

        Assert.Equal("de", answer.Lang);
        Assert.Equal("Dienst einstellen", AdHocCommand.Find(answer)!.Form!.Title);
    }

    [Theory]
    [InlineData("fr-ca", "executing")]
    [InlineData("", "executing")]
    public async Task Other_languages_are_answered_in_English(string tag, string status)
    {
        var answer = Assert.Single(await SendAsync(Stanza(new AdHocCommand("config", null) { Lang = tag })));

        Assert.Equal(("en", status), (answer.Lang, AdHocCommand.Find(answer)!.Status));
    }

    [Fact]
    public async Task What_is_no_language_is_refused() => Assert.Equal(
        "bad-request/bad-locale", await ErrorAsync(new AdHocCommand("config", null) { Lang = "no language!" }));

    [Fact]
    public async Task An_unknown_command_is_not_found() => Assert.Equal("item-not-found/", await ErrorAsync(new AdHocCommand("nothing", null)));

    [Fact]
    public async Task A_command_of_admins_is_theirs()
    {
        _commands.Add(new ScriptedCommand(_ => ValueTask.FromResult<Step>(new Step.Done(LocalText.Same("done"))), "stop") { Audience = Audience.Admins });

        Assert.Equal("forbidden/", await ErrorAsync(new AdHocCommand("stop", null)));
        var done = AdHocCommand.Find(Assert.Single(await SendAsync(Stanza(new AdHocCommand("stop", null), GatewayUnderTest.Admin.WithResource("x")))))!;
        Assert.Equal("completed", done.Status);
    }

    private StanzaRouter Router => _router ??= Compose();

    private StanzaRouter Compose()
    {
        _networks.Add(new Network("mail", new FakeAdapter(), _link));
        var accounts = new AccountSettings(_store, _time);
        var rules = new AccessRules([], [], ["localhost"]);
        var callers = new Callers(rules, Refusal.Of(null), [GatewayUnderTest.Admin], accounts);
        var handler = new AdHocHandler(
            _networks, new CommandRegistry([.. _commands]), callers, new AdHocSessions(_time), _time, new Logger<AdHocHandler>(_logger));
        return new StanzaRouter([handler], rules, Refusal.Of(null), new Languages(accounts), new Logger<StanzaRouter>(_logger));
    }

    private async Task<IReadOnlyList<Stanza>> SendAsync(Stanza stanza, bool drain = true)
    {
        await Router.RouteAsync(stanza, _link, CancellationToken.None);
        if (drain)
        {
            await Router.DrainAsync();
        }

        return _link.TakeSent();
    }

    private async Task<AdHocCommand> ExecuteAsync(string node, bool drain = true)
    {
        var answer = Assert.Single(await SendAsync(Stanza(new AdHocCommand(node, null) { Action = "execute" }), drain));
        Assert.Equal("result", answer.Type);
        return AdHocCommand.Find(answer)!;
    }

    private async Task<AdHocCommand> ActAsync(AdHocCommand run, string action)
    {
        var answer = Assert.Single(await SendAsync(Stanza(Command(run, action))));
        Assert.Equal("result", answer.Type);
        return AdHocCommand.Find(answer)!;
    }

    private async Task<AdHocCommand> SubmitAsync(AdHocCommand run, params (string Var, string[] Values)[] fields) =>
        AdHocCommand.Find(Assert.Single(await SendAsync(Stanza(Submission(run, fields)))))!;

    /// <summary><c>condition/application condition</c>.</summary>
    private async Task<string> ErrorAsync(AdHocCommand command, Jid? from = null)
    {
        var answer = Assert.Single(await SendAsync(Stanza(command, from)));
        Assert.Equal("error", answer.Type);
        var error = Assert.Single(answer.Payloads);
        var detail = error.Elements().FirstOrDefault(e => e.Name.Namespace == Namespaces.Commands)?.Name.LocalName;
        return StanzaError.Parse(error).Condition + "/" + detail;
    }

    private static AdHocCommand Command(AdHocCommand run, string? action) => new(run.Node, run.SessionId) { Action = action };

    private static AdHocCommand Submission(AdHocCommand run, params (string Var, string[] Values)[] fields) => Command(run, null) with
    {
        Form = new DataForm(DataForm.Submit) { Fields = [.. fields.Select(f => new DataField(f.Var) { Values = f.Values })] },
    };

    private static Stanza Stanza(AdHocCommand command, Jid? from = null) =>
        global::XmppGateway.Xmpp.Stanzas.Stanza.Iq(from ?? Requester, GatewayUnderTest.Gateway, "set", "exec1", new XElement(command.ToElement()));
}
