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

    /// <summary>Reads and checks the file that the command line names.</summary>
    public static ConfigurationResult Check(ParseResult command, AdapterCatalog catalog, Surroundings around) =>
        GatewayConfiguration.Load(EnterFile(command, around), around.Environment, catalog);

    /// <summary>The same; null, after saying why, when it cannot be used.</summary>
    public static GatewayOptions? Load(ParseResult command, AdapterCatalog catalog, Surroundings around)
    {
        var result = Check(command, catalog, around);
        Print(result.Errors, around.Error);
        return result.Options;
    }

    /// <summary>The file's absolute name, after going to its folder.</summary>
    public static string EnterFile(ParseResult command, Surroundings around)
    {
        var file = Path.GetFullPath(command.GetRequiredValue<string>(Name), around.Directory);
        if (Path.GetDirectoryName(file) is { } folder && Directory.Exists(folder))
        {
            around.EnterDirectory(folder);
        }

        return file;
    }

    public static void Print(IEnumerable<ConfigurationError> errors, TextWriter output, string kind = "")
    {
        foreach (var error in errors)
        {
            output.WriteLine($"{kind}{error.Path}: {error.Text}");
        }
    }
}
