using System.CommandLine;
using XmppGateway.Composition;
using XmppGateway.Configuration;

namespace XmppGateway.Operations.Commands;

/// <summary><c>check</c>: everything that is wrong with the configuration, at once. Opens no connection.</summary>
internal static class CheckCommand
{
    public static Command Create(AdapterCatalog catalog, Surroundings around)
    {
        var command = new Command("check", "Finds everything that is wrong with the configuration") { ConfigurationOption.Create() };
        command.SetAction(parsed => Report(ConfigurationOption.Check(parsed, catalog, around), around));
        return command.WithExample("check --config /etc/xmpp-gateway/gateway.json");
    }

    private static int Report(ConfigurationResult result, Surroundings around)
    {
        ConfigurationOption.Print(result.Errors, around.Output);
        ConfigurationOption.Print(result.Warnings, around.Output, "warning: ");
        if (result.Options is not { } options)
        {
            return ExitCode.Misconfigured;
        }

        around.Output.WriteLine($"no mistakes found; networks: {string.Join(", ", options.Networks.Select(n => n.Name))}");
        return ExitCode.Done;
    }
}
