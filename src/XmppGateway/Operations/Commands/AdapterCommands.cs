using System.CommandLine;
using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;

namespace XmppGateway.Operations.Commands;

/// <summary>The commands that adapters bring along.</summary>
internal static class AdapterCommands
{
    public static IEnumerable<Command> Create(AdapterCatalog catalog, Surroundings around) =>
        from module in catalog.Modules
        where module is IProvidesCommands
        from command in ((IProvidesCommands)module).Commands
        select Create(module.Kind, command, around);

    private static Command Create(string kind, AdapterCommand adapterCommand, Surroundings around)
    {
        var command = new Command(adapterCommand.Name, adapterCommand.Description);
        var argument = adapterCommand.Argument is null ? null : new Argument<string>(adapterCommand.Argument);
        if (argument is not null)
        {
            command.Add(argument);
        }

        if (adapterCommand.NeedsConfiguration)
        {
            command.Add(ConfigurationOption.Create());
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<IConfigurationSection> sections = [];
            if (adapterCommand.NeedsConfiguration && (sections = Sections(kind, ConfigurationOption.EnterFile(parsed, around), around)) is [])
            {
                return ExitCode.Misconfigured;
            }

            try
            {
                return await adapterCommand.RunAsync(sections, argument is null ? null : parsed.GetValue(argument), around.Output, cancellationToken);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                await around.Error.WriteLineAsync(problem.Message);
                return ExitCode.Failed;
            }
        });
        return command.WithExample(adapterCommand.Example ?? string.Join(
            ' ',
            new[] { adapterCommand.Name, adapterCommand.Argument, adapterCommand.NeedsConfiguration ? "--config /etc/xmpp-gateway/gateway.json" : null }.OfType<string>()));
    }

    // Not the checked configuration: a command may be what makes the file that is still missing there.
    private static List<IConfigurationSection> Sections(string kind, string file, Surroundings around)
    {
        var read = ConfigurationFile.Load(file, around.Environment);
        ConfigurationOption.Print(read.Errors, around.Error);
        if (read.Errors.Count > 0)
        {
            return [];
        }

        var sections = read.Root.GetSection("Networks").GetChildren()
            .Where(s => string.Equals(s["Adapter"], kind, StringComparison.OrdinalIgnoreCase)).ToList();
        if (sections.Count == 0)
        {
            around.Error.WriteLine($"Networks: none has \"Adapter\": \"{kind}\"");
        }

        return sections;
    }
}
