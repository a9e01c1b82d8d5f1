using System.Reflection;
using System.Text.RegularExpressions;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests;

/// <summary>The arrows of src/ARCHITECTURE.md, in words.</summary>
public sealed partial class ArchitectureTests
{
    private const string Daemon = "xmpp-gateway";
    private const string Contract = "XmppGateway.Abstractions";

    [Fact]
    public void Abstractions_see_nothing_of_ours() => Assert.Empty(OwnReferences(typeof(Jid).Assembly));

    [Fact]
    public void The_wire_library_sees_only_abstractions() => Assert.Equal([Contract], OwnReferences(typeof(Stanza).Assembly));

    [Theory]
    [MemberData(nameof(Adapters))]
    public void An_adapter_sees_only_abstractions(string adapter) =>
        Assert.Subset(new HashSet<string> { Contract }, OwnReferences(Assembly.Load(adapter)).ToHashSet());

    [Theory]
    [MemberData(nameof(Adapters))]
    public void An_adapter_sees_no_database(string adapter) => Assert.DoesNotContain(
        Assembly.Load(adapter).GetReferencedAssemblies(), r => r.Name is "Npgsql" or "Microsoft.Data.Sqlite" or "System.Data.Common");

    [Theory]
    [MemberData(nameof(Adapters))]
    public void No_code_of_an_adapter_names_another_one(string adapter)
    {
        var folder = Path.Combine(SourceTree.Root, "src", "Adapters", adapter[(adapter.LastIndexOf('.') + 1)..]);
        var others = Adapters().Where(a => a != adapter).Select(a => a + ".").ToList();

        Assert.DoesNotContain(SourceTree.Code(folder), file => others.Exists(other => File.ReadAllText(file).Contains(other, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_engine_names_no_adapter()
    {
        var folder = Path.Combine(SourceTree.Root, "src", "XmppGateway");

        Assert.DoesNotContain(SourceTree.Code(folder), f => File.ReadAllText(f).Contains("XmppGateway.Adapters", StringComparison.Ordinal));
    }

    [Fact]
    public void No_two_log_lines_share_an_id()
    {
        var ids = SourceTree.Code(Path.Combine(SourceTree.Root, "src"))
            .SelectMany(file => LogIds().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .ToList();

        Assert.True(ids.Count > 50);
        Assert.Empty(ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void Only_the_composition_knows_the_logging_library()
    {
        var folder = Path.Combine(SourceTree.Root, "src", "XmppGateway");

        Assert.All(
            SourceTree.Code(folder).Where(f => File.ReadAllText(f).Contains("using Serilog", StringComparison.Ordinal)),
            f => Assert.Equal(Path.Combine(folder, "Composition"), Path.GetDirectoryName(f)));
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var wrong = from file in SourceTree.Code(Path.Combine(SourceTree.Root, "src")).Concat(SourceTree.Code(Path.Combine(SourceTree.Root, "tests")))
                    let match = NamespaceLine().Match(File.ReadAllText(file))
                    where match.Success && match.Groups[1].Value != ExpectedNamespace(file)
                    select $"{file}: {match.Groups[1].Value}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Properties_are_checked_in_one_way_which_prints_nothing_when_they_hold()
    {
        var tests = Path.Combine(SourceTree.Root, "tests", "XmppGateway.Tests");
        var runner = string.Concat("ThrowOn", "Failure");

        Assert.Equal(
            [Path.Combine(tests, "Properties.cs")],
            SourceTree.Code(tests).Where(file => File.ReadAllText(file).Contains(runner, StringComparison.Ordinal)));
    }

    public static TheoryData<string> Adapters() => [.. AdapterCatalog.AdapterAssemblies()];

    private static IEnumerable<string> OwnReferences(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(r => r.Name!).Where(n => n == Daemon || n.StartsWith("XmppGateway", StringComparison.Ordinal));

    private static string ExpectedNamespace(string file)
    {
        var parts = Path.GetRelativePath(SourceTree.Root, file).Split(Path.DirectorySeparatorChar)[1..^1];
        return string.Join('.', parts[0] == "Adapters" ? ["XmppGateway", .. parts] : parts);
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"LoggerMessage\((?:EventId = )?([0-9]+)")]
    private static partial Regex LogIds();
}
