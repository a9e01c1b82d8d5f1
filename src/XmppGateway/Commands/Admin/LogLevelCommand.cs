using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;

namespace XmppGateway.Commands.Admin;

/// <summary>Changes how much is logged, until the next start.</summary>
internal sealed class LogLevelCommand(AdminParts parts)
    : AdminCommand("admin-log-level", new("Log level", "Protokollstufe"), new("log level", "protokollstufe"))
{
    private const string Level = "level";

    public override bool IsOffered(Caller caller) => parts.Level is not null;

    public override ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) => ValueTask.FromResult<Step>(Ask(
        new("Holds until the next start. From Debug on addresses are logged.", "Gilt bis zum nächsten Start. Ab Debug werden Adressen protokolliert."),
        [
            new FormField(Level, FieldKind.Choice, Title)
            {
                Required = true,
                Values = [parts.Level!.Level.ToString()],
                Choices = [.. Enum.GetNames<LogLevel>().Select(name => new FieldChoice(name, LocalText.Same(name)))],
            },
        ],
        async (answers, token) =>
        {
            var level = Enum.Parse<LogLevel>(answers.Text(Level));
            await parts.Protection.Audit.WriteAsync(caller.User, "log level", level.ToString(), "", token);
            parts.Level!.Level = level;
            return new Step.Done(new($"The log level is {level}.", $"Die Protokollstufe ist {level}."));
        }));
}
