using System.CommandLine;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Operations.Doctor;

namespace XmppGateway.Operations.Commands;

/// <summary><c>doctor</c>: tries each link for real and prints what to change, and where.</summary>
internal static class DoctorCommand
{
    public static Command Create(AdapterCatalog catalog, Surroundings around)
    {
        var command = new Command("doctor", "Tries every link for real and prints what to change; also while the gateway works") { ConfigurationOption.Create() };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var result = ConfigurationOption.Check(parsed, catalog, around);
            ConfigurationOption.Print(result.Errors, around.Error);
            return result.Options is { } options ? await RunAsync(options, result.Warnings, around, cancellationToken) : ExitCode.Misconfigured;
        });
        return command.WithExample("doctor --config /etc/xmpp-gateway/gateway.json");
    }

    private static async Task<int> RunAsync(
        GatewayOptions options, IReadOnlyList<ConfigurationError> warnings, Surroundings around, CancellationToken cancellationToken)
    {
        var examination = new Examination(new CheckReport(around.Output, CheckReport.WantsColours(around)), around.Time);
        await examination.RunAsync(ConfigurationChecks(warnings), cancellationToken);
        var store = new StoreChecks(options, around.Time);
        await examination.RunAsync(store.All(), cancellationToken);
        await using (var presence = await GatewayPresence.FindAsync(options, around, store, cancellationToken))
        {
            await examination.RunAsync(presence.Doubts(), cancellationToken);
            await examination.RunAsync(new HttpChecks(options.Http, presence).All(), cancellationToken);
            await using (var components = new ComponentChecks(options, presence, around.Time))
            {
                await examination.RunAsync(options.Networks.SelectMany(components.For), cancellationToken);
                await examination.RunAsync(components.ForServer(), cancellationToken);
            }

            await examination.RunAsync(options.Networks.SelectMany(network => AdapterChecks(network, options, presence, around)), cancellationToken);
        }

        examination.Close();
        return examination.IsWell ? ExitCode.Done : ExitCode.Failed;
    }

    private static IEnumerable<Check> ConfigurationChecks(IReadOnlyList<ConfigurationError> warnings) => warnings.Count == 0
        ? [Result("configuration", "gateway.json", CheckResult.Ok("no mistakes found"))]
        : warnings.Select(warning => Result("configuration", warning.Path, CheckResult.Warning(warning.Text)));

    private static Check Result(string subject, string name, CheckResult result) => new(subject, name, _ => Task.FromResult(result));

    private static IEnumerable<Check> AdapterChecks(NetworkOptions network, GatewayOptions options, GatewayPresence presence, Surroundings around) =>
        network.Module is IChecksLinks module
            ? module.FindChecks(new LinkCheckContext(network.Name, network.Section, options.ResolvePath, presence.Runs, around.Time, HttpChecks.ListenAsync)
            {
                State = presence.Store is { } store ? new AdapterState(store, network.Name) : null,
            }).Select(check => Check.Of(network.Name, check))
            : [];
}
