using XmppGateway.Abstractions;

namespace XmppGateway.Commands.Admin;

/// <summary>The emergency stop of one network: nothing is taken and nothing sent, over restarts, until it is resumed.</summary>
internal sealed class StopCommand(AdminParts parts)
    : AdminCommand("admin-stop", new("Emergency stop", "Notbremse"), new("stop", "notbremse"))
{
    private const string Reason = "reason";

    public override ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) => ValueTask.FromResult<Step>(Ask(
        new(
            "Users are told to try again later, and so are the network's servers. What is stored waits.",
            "Personen und die Server des Netzes hören, dass sie es später noch einmal versuchen sollen. Was gespeichert ist, wartet."),
        [
            ChooseNetwork(parts.Networks, caller),
            new FormField(Reason, FieldKind.Text, new("Reason, for other admins", "Grund, für andere in der Verwaltung")) { Required = true },
        ],
        async (answers, token) =>
        {
            var network = parts.Networks[answers.Text(NetworkField)].Name;
            var reason = Line(answers.Text(Reason));
            await parts.Protection.Audit.WriteAsync(caller.User, "stop", network, reason, token);
            await parts.Protection.Stops.StopAsync(network, reason, token);
            return new Step.Done(new($"{network} is stopped.", $"{network} ist angehalten."));
        }));
}

/// <summary>Ends an emergency stop.</summary>
internal sealed class ResumeCommand(AdminParts parts)
    : AdminCommand("admin-resume", new("Resume", "Fortsetzen"), new("resume", "fortsetzen"))
{
    public override ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) => ValueTask.FromResult<Step>(Ask(
        null,
        [ChooseNetwork(parts.Networks, caller)],
        async (answers, token) =>
        {
            var network = parts.Networks[answers.Text(NetworkField)].Name;
            await parts.Protection.Audit.WriteAsync(caller.User, "resume", network, "", token);
            return await parts.Protection.Stops.ResumeAsync(network, token)
                ? new Step.Done(new($"{network} works again.", $"{network} arbeitet wieder."))
                : new Step.Failed(new($"{network} was not stopped.", $"{network} war nicht angehalten."), FailureCondition.NotAllowed);
        }));
}
