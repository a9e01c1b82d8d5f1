using System.Collections;
using System.CommandLine;
using System.Text.RegularExpressions;
using XmppGateway.Composition;
using XmppGateway.Operations;
using Xunit;

namespace XmppGateway.Tests.Operations.Commands;

/// <summary>The manual page and the handbook have every command, with every option, and none that does not exist.</summary>
public sealed partial class CommandDescriptionTests
{
    private static readonly string ManualPage = Plain(File.ReadAllText(Path.Combine(SourceTree.Root, "deploy", "debian", "xmpp-gateway.1")));
    private static readonly RootCommand Typed = Program.Commands(
        AdapterCatalog.Discover(),
        new Surroundings(TextWriter.Null, TextWriter.Null, new Hashtable(), "/", _ => { }, TimeProvider.System, (_, _) => throw new NotSupportedException()));

    [Fact]
    public void The_manual_page_has_every_command_and_what_it_takes() => Assert.Equal(
        Commands().Select(command => command.Usage).Order(StringComparer.Ordinal), Headings("COMMANDS").Order(StringComparer.Ordinal));

    [Fact]
    public void The_manual_page_has_every_option() => Assert.Equal(
        Commands().SelectMany(command => command.Command.Options).Concat(Typed.Options).SelectMany(NamesOf).Distinct().Order(StringComparer.Ordinal),
        Headings("OPTIONS").SelectMany(heading => OptionName().Matches(heading).Select(name => name.Value)).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void The_handbook_has_every_command()
    {
        var handbook = File.ReadAllText(Path.Combine(SourceTree.Root, "deploy", "README.md"));
        var from = handbook.IndexOf("## Commands and exit codes", StringComparison.Ordinal);
        var rows = HandbookRow().Matches(handbook[from..handbook.IndexOf("\n## ", from, StringComparison.Ordinal)]).Select(row => row.Groups[1].Value);

        Assert.Equal(Commands().Select(command => command.Usage).Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    /// <summary>"outbox retry [ID]": without --config, which nearly all take.</summary>
    private static IEnumerable<(Command Command, string Usage)> Commands() =>
        from command in Leaves(Typed, "")
        let arguments = command.Command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name)
        let options = command.Command.Options.Where(option => !option.Required && option.Name != "--help")
            .Select(option => option.HelpName is { } value ? $"[{option.Name} {value}]" : $"[{option.Name}]").Order(StringComparer.Ordinal).Reverse()
        select (command.Command, string.Join(' ', [command.Path, .. arguments, .. options]));

    private static IEnumerable<(Command Command, string Path)> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [(command, path)]
        : command.Subcommands.SelectMany(child => Leaves(child, $"{path} {child.Name}".Trim()));

    // "/h" and "/?" are for another system.
    private static IEnumerable<string> NamesOf(Option option) => option.Aliases.Append(option.Name).Where(name => name.StartsWith('-'));

    private static IEnumerable<string> Headings(string section)
    {
        var from = ManualPage.IndexOf($".SH {section}\n", StringComparison.Ordinal);
        var text = ManualPage[from..ManualPage.IndexOf("\n.SH ", from, StringComparison.Ordinal)];
        return Heading().Matches(text).Select(heading => heading.Groups[1].Value);
    }

    // What a page of man(7) looks like without fonts: in ".BR a " b"" the arguments follow each other without a space of their own.
    private static string Plain(string page) => HeadingMacro().Replace(
        page.Replace(@"\-", "-", StringComparison.Ordinal).Replace(@"\fI", "", StringComparison.Ordinal).Replace(@"\fR", "", StringComparison.Ordinal),
        macro => $".TP\n={string.Concat(MacroArgument().Matches(macro.Groups[2].Value).Select(a => a.Groups[1].Success ? a.Groups[1].Value : macro.Groups[1].Value == "B" ? a.Value + " " : a.Value)).Trim()}\n");

    [GeneratedRegex(@"^\.TP\n\.(B|BR|BI) (.*)\n", RegexOptions.Multiline)]
    private static partial Regex HeadingMacro();

    [GeneratedRegex(@"""([^""]*)""|[^\s""]+")]
    private static partial Regex MacroArgument();

    [GeneratedRegex(@"^=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"--?[a-z?][a-z-]*")]
    private static partial Regex OptionName();

    [GeneratedRegex(@"^\| `([a-z][^`]*)` \| ", RegexOptions.Multiline)]
    private static partial Regex HandbookRow();
}
