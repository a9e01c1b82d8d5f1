using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
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

    [GeneratedRegex(@"^https://xmpp\.org/extensions/xep-([0-9]{4})\.html$")]
    private static partial Regex ClaimedXep();
}
