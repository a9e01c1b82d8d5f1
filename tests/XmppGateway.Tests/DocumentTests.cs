using System.Text.RegularExpressions;
using XmppGateway.Configuration;
using Xunit;

namespace XmppGateway.Tests;

/// <summary>What the documents for operators point to is there.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents { get; } =
        ["README.md", "config/README.md", "deploy/README.md", "deploy/SECURITY.md", "deploy/MIGRATION.md", "deploy/mail/README.md", "src/Adapters/README.md", "src/ARCHITECTURE.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_to_a_file_and_a_heading(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(SourceTree.Root, document))!;
        var links = Link().Matches(Read(document)).Select(link => link.Groups[1].Value).Where(link => !link.Contains(':', StringComparison.Ordinal)).ToList();

        Assert.All(links, link =>
        {
            var parts = link.Split('#');
            var target = parts[0].Length == 0 ? Path.Combine(SourceTree.Root, document) : Path.GetFullPath(Path.Combine(folder, parts[0]));
            Assert.True(Path.Exists(target), $"{link} leads nowhere");
            Assert.True(parts.Length == 1 || Headings(File.ReadAllText(target)).Contains(parts[1]), $"{link} leads to no heading");
        });
    }

    /// <summary>What is said to be proven has a test of that name.</summary>
    [Fact]
    public void Every_proof_of_the_threat_model_exists()
    {
        var tests = SourceTree.Code(Path.Combine(SourceTree.Root, "tests")).Select(file => Path.GetFileName(file).Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        var named = Proof().Matches(Read("deploy/SECURITY.md")).Select(proof => proof.Groups[1].Value).Distinct().ToList();

        Assert.True(named.Count > 30);
        Assert.Empty(named.Except(tests));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("deploy/README.md")]
    [InlineData("deploy/SECURITY.md")]
    [InlineData("deploy/MIGRATION.md")]
    public void Every_option_that_is_named_is_one(string document)
    {
        var known = OptionTable.All.Select(option => option.Key.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        var named = Option().Matches(Read(document)).Select(option => option.Groups[1].Value).Where(option => known.Contains(option.Split(':')[0])).Distinct().ToList();

        Assert.NotEmpty(named);
        Assert.All(named, option => Assert.True(
            option.EndsWith('…') || option.StartsWith("Networks:", StringComparison.Ordinal)
            || OptionTable.All.Any(other => option == other.Key || option + ":*" == other.Key || (other.Kind == OptionKind.Secret && option == other.Key + OptionTable.FileSuffix)),
            $"{option} is no option"));
    }

    private static string Read(string document) => File.ReadAllText(Path.Combine(SourceTree.Root, document));

    // As the usual web pages make them: small letters, no punctuation, blanks as hyphens.
    private static HashSet<string> Headings(string text) =>
        [.. Heading().Matches(text).Select(heading => string.Concat(heading.Groups[1].Value.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-'))];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"`([A-Z]\w+Tests)`")]
    private static partial Regex Proof();

    [GeneratedRegex(@"`([A-Z][a-z]+(?::[A-Z*]\w*…?)+)`")]
    private static partial Regex Option();
}
