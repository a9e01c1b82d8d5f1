using System.CommandLine;
using XmppGateway.Composition;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Commands;

/// <summary><c>backup FILE</c>: a consistent copy of the store while the gateway works.</summary>
internal static class BackupCommand
{
    public static Command Create(AdapterCatalog catalog, Surroundings around)
    {
        var target = new Argument<string>("FILE") { Description = "The copy; must not exist" };
        var command = new Command("backup", "Writes a consistent copy of the store, also while the gateway works") { ConfigurationOption.Create(), target };
        StoreCommand.SetAction(
            command, catalog, around, (_, store, parsed, cancellationToken) => RunAsync(store, parsed.GetRequiredValue(target), around, cancellationToken), ofAnyVersion: true);
        return command.WithExample("backup /var/backups/gateway.db --config /etc/xmpp-gateway/gateway.json");
    }

    private static async Task<int> RunAsync(IStore store, string target, Surroundings around, CancellationToken cancellationToken)
    {
        var file = Path.GetFullPath(target, around.Directory);
        if (File.Exists(file))
        {
            await around.Error.WriteLineAsync($"{file} exists already.");
            return ExitCode.Failed;
        }

        if (!Directory.Exists(Path.GetDirectoryName(file)))
        {
            await around.Error.WriteLineAsync($"There is no folder {Path.GetDirectoryName(file)}.");
            return ExitCode.Failed;
        }

        await store.BackupAsync(file, cancellationToken);
        await around.Output.WriteLineAsync(file);
        return ExitCode.Done;
    }
}
