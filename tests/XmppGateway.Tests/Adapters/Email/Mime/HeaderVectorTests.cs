using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>The header vectors of the mail-parser corpus. What differs on purpose is named, with the reason.</summary>
public sealed class HeaderVectorTests
{
    /// <summary>Vector file and index -> why our reading is another one.</summary>
    private static readonly Dictionary<string, string> Accepted = Deviations(
        ("a comment is not part of the display name, except where there is no other", "address", [8, 9, 10, 11, 14, 22, 56]),
        ("a source route is dropped, white space around dots too (RFC 5322 §4.4)", "address", [13]),
        ("white space at the ends of a display name is not shown", "address", [33]),
        ("a word without @ is no address", "address", [42]),
        ("a charset in a later piece is text (RFC 2231 §4.1)", "content_type", [31]),
        ("white space between encoded words is not shown (RFC 2047 §6.2)", "content_type", [34]),
        ("an unreadable type is text/plain (RFC 2045 §5.2)", "content_type", [39, 40, 41, 43, 64, 65, 66, 67, 68, 69, 70, 71, 72]),
        ("an empty value is a value", "content_type", [49]),
        ("white space at the end of a field is not part of it, a fold is one space", "content_type", [55, 56, 57]),
        ("NUL is taken out; nonsense names differ", "content_type", [59, 61]),
        ("a month without its name is a guess", "date", [10, 12]),
        ("white space inside an id is taken out, so that it can be compared", "id", [6]),
        ("a word without brackets and @ is no id", "id", [10]),
        ("named zones count; two-digit years are this century's; ctime dates and fractions of seconds are read", "received",
            [13, 67, 69, 89, 90, 117, 118, 128, 144, 151, 163]),
        ("no space is added beside an encoded word", "unstructured", [21, 22, 27, 28]));

    private static Dictionary<string, string> Deviations(params (string Reason, string Kind, int[] Indexes)[] all) =>
        all.SelectMany(one => one.Indexes.Select(index => (Key: $"{one.Kind} {index}", one.Reason))).ToDictionary(one => one.Key, one => one.Reason);

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
            var header = vectors[i]!["header"]!.GetValue<string>();
            var expected = Expected(kind, vectors[i]!["expected"]);
            var actual = Actual(kind, header);
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
            return disposition is not { Kind.Length: > 0 } ? "" : disposition.Kind + "/" + Pairs(disposition.Parameters);
        }

        return mail.Root.ContentType + Pairs(mail.Root.ContentType.All);
    }

    private static string Pairs(IReadOnlyDictionary<string, string> pairs) =>
        string.Concat(pairs.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"; {p.Key}={p.Value}"));

    private static string Expected(string kind, JsonNode? expected) => kind switch
    {
        "address" => string.Join(", ", Addresses(expected!)),
        "content_type" => expected is null ? "" : Type(expected),
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
        return $"{expected["c_type"]}/{expected["c_subtype"]}" + string.Concat(pairs.Select(p => $"; {p.Key}={p.Value}"));
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
