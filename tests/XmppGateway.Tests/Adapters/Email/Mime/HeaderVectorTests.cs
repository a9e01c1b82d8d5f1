using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>The header vectors of the mail-parser corpus. What differs on purpose is named, with the reason.</summary>
public sealed class HeaderVectorTests
{
    /// <summary>Why our reading is another one: file and indexes of vectors. The same rows stand in CONFORMANCE.md.</summary>
    private static readonly (string Reason, string Kind, int[] Indexes)[] Deviations =
    [
        ("a backslash quotes the white space behind it, not the bracket after that (RFC 5322 §2.2.3, §3.2.1)", "address", [9]),
        ("a source route, and white space and comments around dots, are no part of an address (RFC 5322 §4.4)", "address", [13, 14]),
        ("a word without @ is a name and no address (RFC 5322 §3.4.1)", "address", [42]),
        ("white space between encoded words is not shown (RFC 2047 §6.2)", "content_type", [34]),
        ("a type without a subtype is text/plain (RFC 2045 §5.2)", "content_type", [39]),
        ("a fold with the white space around it is one space, and white space at the end is no part of a field: names of files are folded with tabs, and a name of blanks is none", "content_type", [55, 56, 57]),
        ("NUL is taken out: a mail may have it (RFC 5322 §4.1), XML may not (XML 1.0 §2.2)", "content_type", [59]),
        ("names with several asterisks are nonsense (RFC 2231 §7)", "content_type", [61]),
        ("a month is a name: numbers alone could be in either order (RFC 5322 §3.3)", "date", [10, 12]),
        ("white space inside an id is taken out, so that ids can be compared (RFC 5322 §4.5.4)", "id", [6]),
        ("a word without brackets and @ is no id (RFC 5322 §3.6.4)", "id", [10]),
        ("dates as of ctime are read; the corpus takes the hour for the year", "received", [13, 117, 118, 151]),
        ("named zones count (RFC 5322 §4.3)", "received", [67, 163]),
        ("a date without a semicolon before it is a date", "received", [69]),
        ("years of two digits below 50 are of this century (RFC 5322 §4.3)", "received", [89, 90, 128]),
        ("a second with a fraction is that second, and not the first of its minute", "received", [144]),
        ("decoding takes white space away and never adds any (RFC 2047 §6.2)", "unstructured", [21, 22, 27, 28]),
    ];

    private static readonly Dictionary<string, string> Accepted =
        Deviations.SelectMany(one => one.Indexes.Select(index => (Key: $"{one.Kind} {index}", one.Reason))).ToDictionary(one => one.Key, one => one.Reason);

    [Fact]
    public void Every_deviation_is_told_where_people_look()
    {
        var told = File.ReadAllText(Path.Combine(SourceTree.Root, "src", "Adapters", "Email", "CONFORMANCE.md"));
        Assert.All(Deviations, one => Assert.Contains($"| `{one.Kind}` {string.Join(", ", one.Indexes)} | {one.Reason} |", told, StringComparison.Ordinal));
        Assert.Equal(Deviations.Length, told.Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains("` ", StringComparison.Ordinal) && char.IsAsciiDigit(line[line.IndexOf("` ", StringComparison.Ordinal) + 2])));
    }

    [Theory]
    [InlineData("address")]
    [InlineData("content_type")]
    [InlineData("date")]
    [InlineData("id")]
    [InlineData("list")]
    [InlineData("received")]
    [InlineData("unstructured")]
    public void Reads_the_vectors_as_expected(string kind)
    {
        var file = Path.Combine(Corpus.Folder("mime-mail-parser"), "headers", kind + ".json");
        var vectors = JsonNode.Parse(File.ReadAllText(file))!.AsArray();
        var different = new List<string>();
        for (var i = 0; i < vectors.Count; i++)
        {
            var (header, expected, actual) = Compare(kind, vectors[i]!);
            if (expected != actual && !Accepted.ContainsKey($"{kind} {i}"))
            {
                different.Add($"{kind} {i}: {JsonSerializer.Serialize(header)}\n  expected {expected}\n  actual   {actual}");
            }

            if (expected == actual && Accepted.ContainsKey($"{kind} {i}"))
            {
                different.Add($"{kind} {i} is listed as a deviation and agrees");
            }
        }

        var accepted = Accepted.Keys.Count(key => key.StartsWith(kind + " ", StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {vectors.Count - different.Count - accepted} of {vectors.Count} agree, {accepted} accepted deviations");
        Assert.True(different.Count == 0, string.Join("\n", different));
    }

    internal static (string Header, string Expected, string Actual) Compare(string kind, JsonNode vector)
    {
        var header = vector["header"]!.GetValue<string>();
        return (header, Expected(kind, vector["expected"]), Actual(kind, header));
    }

    private static string Actual(string kind, string header)
    {
        var name = kind switch
        {
            "address" => "To",
            "content_type" => "Content-Type",
            "date" or "received" => "Date",
            "id" => "References",
            _ => "Subject",
        };
        var mail = MessageView.Read(Encoding.UTF8.GetBytes($"{name}:{header}"));
        return kind switch
        {
            "address" => string.Join(", ", mail.To.Select(m => $"[{m.DisplayName}] {m.Address}")),
            "content_type" => Type(mail),
            "date" or "received" => mail.Date?.ToString("o") ?? "none",
            "id" => string.Join(", ", mail.References),
            "list" => string.Join(" | ", (mail.Subject ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
            _ => mail.Subject ?? "",
        };
    }

    private static string Type(MessageView mail)
    {
        var raw = mail.Root.Find("Content-Type")?.Unfolded ?? "";
        if (!raw.Split(';')[0].Contains('/', StringComparison.Ordinal))
        {
            var disposition = ContentDisposition.Parse(raw);
            return disposition is not { Kind.Length: > 0 } ? "text/plain" : disposition.Kind + "/" + Pairs(disposition.Parameters);
        }

        // Neither type nor subtype: what is left of it is not compared.
        return raw.TrimStart().StartsWith('/') ? "text/plain" : mail.Root.ContentType + Pairs(mail.Root.ContentType.All);
    }

    private static string Pairs(IReadOnlyDictionary<string, string> pairs) =>
        string.Concat(pairs.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"; {p.Key}={p.Value}"));

    private static string Expected(string kind, JsonNode? expected) => kind switch
    {
        "address" => string.Join(", ", Addresses(expected!)),
        "content_type" => expected is null ? "text/plain" : Type(expected),
        "date" => Date(expected),
        "received" => Date(expected?["date"]),
        "id" => expected is JsonArray ids ? string.Join(", ", ids.Select(id => id!.GetValue<string>())) : "",
        "list" => string.Join(" | ", expected!.AsArray().Select(item => item!.GetValue<string>())),
        _ => expected!.GetValue<string>(),
    };

    internal static IEnumerable<string> Addresses(JsonNode expected) =>
        expected["Group"] is JsonArray groups
            ? groups.SelectMany(group => group!["addresses"]!.AsArray()).Select(Address)
            : (expected["List"] as JsonArray ?? []).Select(Address);

    private static string Address(JsonNode? address) => $"[{address!["name"]}] {address["address"]}";

    private static string Type(JsonNode expected)
    {
        var pairs = (expected["attributes"] as JsonArray ?? [])
            .Select(pair => pair is JsonArray both ? (Key: both[0]!.ToString(), Value: both[1]!.ToString()) : (Key: pair!["name"]!.ToString(), Value: pair["value"]!.ToString()))
            .Where(pair => !pair.Key.EndsWith("-language", StringComparison.Ordinal))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal);
        var subtype = expected["c_type"]!.ToString() == "text" ? expected["c_subtype"]?.ToString() ?? "plain" : expected["c_subtype"]?.ToString();
        return $"{expected["c_type"]}/{subtype}" + string.Concat(pairs.Select(p => $"; {p.Key}={p.Value}"));
    }

    internal static string Date(JsonNode? date)
    {
        if (date is null)
        {
            return "none";
        }

        int Number(string name) => date[name]!.GetValue<int>();
        var zone = new TimeSpan(Number("tz_hour"), Number("tz_minute"), 0);
        zone = date["tz_before_gmt"]!.GetValue<bool>() ? -zone : zone;
        if (Number("hour") > 23 || Number("minute") > 59 || Number("second") > 59 || Number("day") == 0 || Number("month") is 0 or > 12)
        {
            return "no date";
        }

        return new DateTimeOffset(Number("year"), Number("month"), Number("day"), Number("hour"), Number("minute"), Number("second"), zone).ToString("o");
    }
}
