using System.CommandLine;
using XmppGateway.Composition;
using XmppGateway.Configuration;

namespace XmppGateway.Operations.Commands;

/// <summary><c>options</c>: the reference of the configuration, or its schema. Needs no configuration.</summary>
internal static class OptionsCommand
{
    public static Command Create(AdapterCatalog catalog, Surroundings around)
    {
        var schema = new Option<bool>("--schema") { Description = "The JSON schema for editors instead" };
        var command = new Command("options", "Prints every option with what it is and what holds without it, as Markdown") { schema };
        command.SetAction(async (parsed, _) =>
        {
            await around.Output.WriteAsync(parsed.GetValue(schema) ? OptionSchema.Print() : OptionReference.Print(catalog));
            return ExitCode.Done;
        });
        return command.WithExample("options >options.md");
    }
}
