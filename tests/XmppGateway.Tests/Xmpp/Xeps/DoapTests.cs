using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using XmppGateway.Configuration;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Xeps;

/// <summary><c>deploy/doap.xml</c> claims what the code speaks: no XEP more, and none less.</summary>
public sealed partial class DoapTests
{
    private static readonly XNamespace Doap = "http://usefulinc.com/ns/doap#";
    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace Claims = "https://linkmauve.fr/ns/xmpp-doap#";

    private static readonly string Code = string.Concat(
        from folder in (string[])["XmppGateway", "XmppGateway.Xmpp"]
        from file in SourceTree.Code(Path.Combine(SourceTree.Root, "src", folder))
        select File.ReadAllText(file));

    private static IReadOnlyList<XElement> Supported { get; } =
        [.. XDocument.Load(Path.Combine(SourceTree.Root, "deploy", "doap.xml")).Descendants(Doap + "Project").Single().Descendants(Claims + "SupportedXep")];

    private static HashSet<string> NamespacesInCode { get; } = [.. NamespaceLiteral().Matches(Code).Select(match => match.Groups[1].Value)];

    [Fact]
    public void Every_namespace_in_the_code_is_known() => Assert.Empty(NamespacesInCode.Except(NamespaceRegistry.Xeps.Keys));

    [Fact]
    public void Every_xep_whose_namespace_is_in_the_code_is_claimed() => Assert.Empty(Spoken().Except(Supported.Select(NumberOf)));

    [Fact]
    public void Every_claimed_xep_is_in_the_code()
    {
        // An XEP without a namespace (escaping, date formats) is one that the code cites and the registry does not know.
        var withoutNamespace = CitedXep().Matches(Code)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            .Except(NamespaceRegistry.Xeps.Values);

        Assert.Empty(Supported.Select(NumberOf).Except(Spoken().Union(withoutNamespace)));
    }

    [Fact]
    public void Claims_are_complete_in_order_and_say_what_is_missing()
    {
        Assert.Equal(Supported.Select(NumberOf).Distinct().Order(), Supported.Select(NumberOf));
        Assert.All(Supported, claim =>
        {
            var status = claim.Element(Claims + "status")?.Value;
            Assert.Contains(status, (string[])["complete", "partial"]);
            Assert.Matches("^[0-9]+([.][0-9]+)+$", claim.Element(Claims + "version")?.Value);
            Assert.True(status == "complete" || claim.Element(Claims + "note")?.Value.Length > 0, $"{NumberOf(claim)} is partial: a note says what there is");
        });
    }

    [Fact]
    public void Notes_name_only_what_there_is()
    {
        var notes = string.Join('\n', Supported.Select(claim => claim.Element(Claims + "note")?.Value));
        Assert.Empty(CitedXep().Matches(notes).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Except(Supported.Select(NumberOf)));
        Assert.Empty(NamedOption().Matches(notes).Select(match => match.Value).Except(OptionTable.All.Select(option => option.Key)));
    }

    /// <summary>That the tests exist is held by <see cref="ScenarioListTests"/>.</summary>
    [Fact]
    public void Every_claim_names_tests_that_deal_with_it()
    {
        var tests = Path.Combine(SourceTree.Root, "tests");
        var rows = ClaimRow().Matches(File.ReadAllText(Path.Combine(tests, "SCENARIOS.md")))
            .Select(row => (Number: int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture), Tests: row.Groups[2].Value)).ToList();
        Assert.Equal(Supported.Select(NumberOf), rows.Select(row => row.Number));

        var files = SourceTree.Code(tests).ToLookup(file => Path.GetFileName(file).Split('.')[0], File.ReadAllText, StringComparer.Ordinal);
        var names = files["Xeps"].Concat(files["Room"]).Append(Code).SelectMany(text => NamedNamespace().Matches(text))
            .ToLookup(match => match.Groups[2].Value, match => "." + match.Groups[1].Value, StringComparer.Ordinal);
        Assert.All(rows, row =>
        {
            string[] signs =
            [
                $"XEP-{row.Number:D4}",
                .. from registered in NamespaceRegistry.Xeps
                   where registered.Value == row.Number
                   from sign in names[registered.Key].Select(Regex.Escape).Append(Regex.Escape(registered.Key) + "(?![:#+])")
                   select sign,
            ];
            var subjects = NamedTest().Matches(row.Tests).Select(match => match.Groups[1].Value).ToList();
            Assert.NotEmpty(subjects);
            Assert.All(
                subjects,
                subject => Assert.True(
                    files[subject].Any(text => Array.Exists(signs, sign => Regex.IsMatch(text, sign + @"(?!\w)"))),
                    $"{subject} has nothing of XEP-{row.Number:D4}: {string.Join(' ', signs)}"));
        });
    }

    private static IEnumerable<int> Spoken() => NamespacesInCode
        .Select(name => NamespaceRegistry.Xeps.GetValueOrDefault(name, NamespaceRegistry.Rfc)).Where(number => number != NamespaceRegistry.Rfc).Distinct();

    private static int NumberOf(XElement claim) => int.Parse(
        ClaimedXep().Match(claim.Element(Claims + "xep")!.Attribute(Rdf + "resource")!.Value).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("""
        "((?:urn:xmpp:|urn:ietf:params:xml:ns:|https?://(?:jabber\.org|etherx\.jabber\.org)/|jabber:|vcard-temp|eu\.siacs\.)[^"\s{]*)["{]
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NamespaceLiteral();

    [GeneratedRegex("XEP-([0-9]{4})")]
    private static partial Regex CitedXep();

    [GeneratedRegex(@"\b[A-Z]\w+:[A-Z]\w+")]
    private static partial Regex NamedOption();

    [GeneratedRegex(@"^\| XEP-([0-9]{4}) \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex ClaimRow();

    [GeneratedRegex(@"`(\w+)\.\w+`")]
    private static partial Regex NamedTest();

    [GeneratedRegex("XNamespace (\\w+) = (?:XNamespace\\.Get\\()?\"([^\"]+)\"")]
    private static partial Regex NamedNamespace();

    [GeneratedRegex(@"^https://xmpp\.org/extensions/xep-([0-9]{4})\.html$")]
    private static partial Regex ClaimedXep();
}
