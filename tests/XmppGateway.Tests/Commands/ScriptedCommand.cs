using XmppGateway.Abstractions;
using XmppGateway.Commands;

namespace XmppGateway.Tests.Commands;

/// <summary>A command that does what a test says.</summary>
internal sealed class ScriptedCommand(Func<CancellationToken, ValueTask<Step>> begin, string node = "config") : ICommand
{
    public ScriptedCommand(Step first)
        : this(_ => ValueTask.FromResult(first))
    {
    }

    public string Node => node;

    public LocalText Title { get; init; } = new("Configure Service", "Dienst einstellen");

    public LocalText Words { get; init; } = LocalText.Same(node);

    public LocalText? Category { get; init; }

    public Audience Audience { get; set; }

    public Func<Caller, bool> Offered { get; init; } = _ => true;

    public bool IsOffered(Caller caller) => Offered(caller);

    public ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) => begin(cancellationToken);

    /// <summary>The example of XEP-0050 §2.4.2: which service, then how it runs.</summary>
    public static Step.Ask Service { get; } = new(
        new Form(
            new("Configure Service", "Dienst einstellen"),
            new("Please select the service to configure.", "Bitte wählen Sie den Dienst."),
            [Choice("service", "Service", "httpd", "jabberd", "postgresql")]),
        (service, _) => ValueTask.FromResult<Step>(RunModes(service.Text("service"))));

    public static FormField Choice(string name, string label, params string[] choices) =>
        new(name, FieldKind.Choice, LocalText.Same(label)) { Required = true, Choices = [.. choices.Select(c => new FieldChoice(c, LocalText.Same(c)))] };

    private static Step.Ask RunModes(string service) => new(
        new Form(
            new("Configure Service", "Dienst einstellen"),
            new($"Please select the run modes and state for '{service}'.", $"Bitte wählen Sie, wie '{service}' läuft."),
            [
                Choice("runlevel", "Run Modes", "1", "2", "3", "5") with { Kind = FieldKind.Choices, Values = ["3", "5"] },
                Choice("state", "Run State", "off", "on") with { Values = ["off"] },
            ]),
        (answers, _) => ValueTask.FromResult<Step>(new Step.Done(new(
            $"Service '{service}' has been configured: {string.Join(' ', answers.All("runlevel"))}, {answers.Text("state")}.",
            $"Der Dienst '{service}' ist eingestellt."))))
    {
        IsLast = true,
    };
}
