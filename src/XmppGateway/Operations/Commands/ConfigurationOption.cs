using System.CommandLine;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;

namespace XmppGateway.Operations.Commands;

/// <summary><c>--config FILE</c>, the same for every command.</summary>
internal static class ConfigurationOption
{
    private const string Name = "--config";

    public static Option<string> Create() => new(Name, "-c") { Description = "The configuration file", HelpName = "FILE", Required = true };

    /// <summary>Reads and checks the file that the command line names. Null, after saying why, when it cannot be used.</summary>
    public static GatewayOptions? Load(ParseResult command, AdapterCatalog catalog, Surroundings around)
    {
        var result = GatewayConfiguration.Load(FileOf(command), around.Environment, catalog);
        Print(result.Errors, around.Error);
        return result.Options;
    }

    public static string FileOf(ParseResult command) => command.GetRequiredValue<string>(Name);

    public static void Print(IEnumerable<ConfigurationError> errors, TextWriter output, string kind = "")
    {
        foreach (var error in errors)
        {
            output.WriteLine($"{kind}{error.Path}: {error.Text}");
        }
    }
}
