using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace XmppGateway.Operations.Commands;

/// <summary><c>--help</c> with an example below what the library prints.</summary>
internal static class CommandHelp
{
    private const string Program = "xmpp-gateway ";
    private static readonly ConditionalWeakTable<Command, string> Examples = [];

    /// <summary>What to type after the program's name.</summary>
    public static Command WithExample(this Command command, string example)
    {
        Examples.AddOrUpdate(command, example);
        return command;
    }

    /// <summary>Makes <c>--help</c> of the whole program show the examples.</summary>
    public static void ShowExamples(this RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExample((HelpAction)help.Action!);
    }

    private sealed class HelpWithExample(HelpAction plain) : SynchronousCommandLineAction
    {
        // Who asks for help has not given what is required.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = plain.Invoke(parseResult);
            var command = parseResult.CommandResult.Command;
            if (Examples.TryGetValue(command, out var example))
            {
                Write([example]);
            }
            else if (command.Subcommands.Count > 0)
            {
                Write([.. command.Subcommands.Select(c => Examples.TryGetValue(c, out var found) ? found : null).OfType<string>()]);
            }

            return code;

            void Write(IReadOnlyList<string> examples)
            {
                var output = parseResult.InvocationConfiguration.Output;
                output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
                foreach (var line in examples)
                {
                    output.WriteLine("  " + Program + line);
                }

                output.WriteLine();
            }
        }
    }
}
