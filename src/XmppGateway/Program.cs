using System.CommandLine;
using XmppGateway.Composition;
using XmppGateway.Operations;
using XmppGateway.Operations.Commands;
using XmppGateway.Storage;

namespace XmppGateway;

/// <summary>The command line. Exit codes: 0 done, 1 failed, 2 wrong command line or configuration; see <see cref="ExitCode"/>.</summary>
internal static class Program
{
    // SIGTERM ends the command within this time, or the process is ended.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(12);

    public static Task<int> Main(string[] args) => RunAsync(
        args,
        AdapterCatalog.Discover(),
        new Surroundings(
            Console.Out,
            Console.Error,
            Environment.GetEnvironmentVariables(),
            Directory.GetCurrentDirectory(),
            Directory.SetCurrentDirectory,
            TimeProvider.System,
            (options, loggers) => StoreFactory.Create(options.Engine, options.Connection, TimeProvider.System, loggers, options.Lease))
        {
            IsTerminal = !Console.IsOutputRedirected,
        },
        CancellationToken.None);

    /// <summary>One command; everything it touches is given, so that tests run it in their own process.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, AdapterCatalog catalog, Surroundings around, CancellationToken cancellationToken)
    {
        // A Matrix user is typed as @mia:example.org, which the library would take for a file with arguments.
        var parsed = Commands(catalog, around).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var code = await parsed.InvokeAsync(
            new InvocationConfiguration { Output = around.Output, Error = around.Error, ProcessTerminationTimeout = StopTime }, cancellationToken);
        return parsed.Errors.Count > 0 ? ExitCode.Misconfigured : code;
    }

    /// <summary>Everything that can be typed.</summary>
    internal static RootCommand Commands(AdapterCatalog catalog, Surroundings around)
    {
        var root = new RootCommand("Makes people of other networks appear on an XMPP server")
        {
            RunCommand.Create(catalog, around),
            CheckCommand.Create(catalog, around),
            OptionsCommand.Create(catalog, around),
            HealthCommand.Create(catalog, around),
            DoctorCommand.Create(catalog, around),
            MapCommand.Create(catalog, around),
            ContactsCommand.Create(catalog, around),
            OutboxCommand.Create(catalog, around),
            TraceCommand.Create(catalog, around),
            PortalsCommand.Create(catalog, around),
            BackupCommand.Create(catalog, around),
            SecretsCommand.Create(catalog, around),
            AuditCommand.Create(catalog, around),
        };
        foreach (var command in AdapterCommands.Create(catalog, around))
        {
            root.Add(command);
        }

        root.ShowExamples();
        return root;
    }
}
