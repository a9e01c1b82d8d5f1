using System.CommandLine;
using XmppGateway.Composition;
using XmppGateway.Storage;
using XmppGateway.Tests.Configuration;
using Xunit;

namespace XmppGateway.Tests.Operations.Commands;

/// <content><c>--help</c>.</content>
public sealed partial class CommandTests
{
    [Fact]
    public async Task Every_command_shows_an_example_that_it_understands()
    {
        Configure();
        var around = Around(TimeProvider.System, (options, loggers) => StoreFactory.Create(options.Engine, options.Connection, TimeProvider.System, loggers));
        var root = Program.Commands(new AdapterCatalog([.. AdapterCatalog.Discover().Modules, new PaperModule()]), around);
        var commands = Leaves(root, []).ToList();
        Assert.True(commands.Count > 15);
        Assert.Contains(commands, path => path is ["doctor"]);
        Assert.Contains(commands, path => path is ["matrix-registration"]);
        foreach (var path in commands)
        {
            _output.GetStringBuilder().Clear();
            Assert.Equal(0, await Program.RunAsync([.. path, "--help"], new AdapterCatalog([.. AdapterCatalog.Discover().Modules, new PaperModule()]), around, Token));

            var lines = _output.ToString().Split(Environment.NewLine);
            var example = lines[Array.IndexOf(lines, "Example:") + 1].Trim();
            Assert.StartsWith($"xmpp-gateway {string.Join(' ', path)}", example, StringComparison.Ordinal);
            Assert.Empty(root.Parse(example["xmpp-gateway ".Length..].Split(" >")[0]).Errors);
        }
    }

    [Fact]
    public async Task A_group_of_commands_shows_the_examples_of_all_of_them()
    {
        Assert.Equal(0, await TypeAsync("outbox", "--help"));

        Assert.Equal(3, _output.ToString().Split("  xmpp-gateway outbox ").Length - 1);
    }

    private static IEnumerable<string[]> Leaves(Command command, string[] path) => command.Subcommands.Count == 0
        ? [path]
        : command.Subcommands.SelectMany(c => Leaves(c, [.. path, c.Name]));
}
