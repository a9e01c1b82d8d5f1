using System.CommandLine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Commands;

/// <summary>The frame of commands that look into the store, beside a running gateway or without one.</summary>
internal static class StoreCommand
{
    /// <summary>Lets a command work on the open store, whose schema it leaves as it is: a gateway of that version may be at work.</summary>
    /// <param name="command">The command.</param>
    /// <param name="catalog">The adapters that a configuration may name.</param>
    /// <param name="around">The surroundings.</param>
    /// <param name="work">What it does.</param>
    /// <param name="ofAnyVersion">True for what can also be done with the store of an older program.</param>
    public static void SetAction(
        Command command,
        AdapterCatalog catalog,
        Surroundings around,
        Func<GatewayOptions, IStore, ParseResult, CancellationToken, Task<int>> work,
        bool ofAnyVersion = false) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (ConfigurationOption.Load(parsed, catalog, around) is not { } options)
            {
                return ExitCode.Misconfigured;
            }

            // Opening would make an empty one, owned by whoever typed the command.
            if (options.Store.Engine == "sqlite" && new SqliteConnectionStringBuilder(options.Store.Connection).DataSource is var file && !File.Exists(file))
            {
                await around.Error.WriteLineAsync($"There is no store yet: {file} does not exist. It is made by the first run.");
                return ExitCode.Failed;
            }

            try
            {
                await using var store = around.CreateStore(options.Store, NullLoggerFactory.Instance);
                await store.OpenAsync(cancellationToken);
                if (!ofAnyVersion && store.Outdated is { } outdated)
                {
                    await around.Error.WriteLineAsync(outdated);
                    return ExitCode.Failed;
                }

                return await work(options, store, parsed, cancellationToken);
            }
            catch (StoreUnavailableException e)
            {
                await around.Error.WriteLineAsync("The store cannot be used: " + e.Message);
                return ExitCode.Failed;
            }
        });
}
