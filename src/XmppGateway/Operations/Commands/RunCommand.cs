using System.CommandLine;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;

namespace XmppGateway.Operations.Commands;

/// <summary><c>run</c>: the gateway itself, until it is stopped.</summary>
internal static class RunCommand
{
    public static Command Create(AdapterCatalog catalog, Surroundings around)
    {
        var command = new Command("run", "Runs the gateway; prints \"ready\" when every network is attached") { ConfigurationOption.Create() };
        command.SetAction(async (parsed, stop) =>
        {
            var result = ConfigurationOption.Check(parsed, catalog, around);
            ConfigurationOption.Print(result.Errors, around.Error);
            ConfigurationOption.Print(result.Warnings, around.Error, "warning: ");
            return result.Options is { } options ? await RunAsync(options, around, stop) : ExitCode.Misconfigured;
        });
        return command.WithExample("run --config /etc/xmpp-gateway/gateway.json");
    }

    private static async Task<int> RunAsync(GatewayOptions options, Surroundings around, CancellationToken stop)
    {
        try
        {
            await GatewayProcess.RunAsync(options, around, stop);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is StartFailedException or AdapterStartException)
        {
            await around.Error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
    }
}
