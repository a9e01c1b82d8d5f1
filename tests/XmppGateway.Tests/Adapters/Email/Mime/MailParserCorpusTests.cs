using System.Text.Json.Nodes;
using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>The mails of the mail-parser corpus: tree, decoded texts, bytes, and the header fields that the gateway uses.</summary>
public sealed class MailParserCorpusTests
{
    /// <summary>File -> why our reading is another one.</summary>
    private static readonly Dictionary<string, string> Accepted = new()
    {
        ["malformed/000"] = "empty parts are parts",
        ["malformed/001"] = "the outer delimiter ends the inner multipart, whose own delimiter is then text",
        ["malformed/002"] = "a multipart without any delimiter keeps its bytes (the interpreter shows them as text)",
        ["malformed/004"] = "the same, one level deeper",
        ["malformed/007"] = "an inner multipart with the same prefix is kept as a multipart",
        ["malformed/008"] = "the second type of two is not the one that counts",
        ["malformed/009"] = "an outer delimiter ends inner parts (RFC 2046 §5.1.2)",
        ["malformed/011"] = "an outer delimiter ends inner parts (RFC 2046 §5.1.2)",
        ["malformed/012"] = "an outer delimiter ends inner parts (RFC 2046 §5.1.2)",
        ["malformed/016"] = "boundaries are compared whole, also beyond 70 characters",
        ["malformed/019"] = "random damage: another repair, nothing lost",
        ["malformed/020"] = "of two Content-Type fields the first counts",
        ["malformed/021"] = "of two Content-Type fields the first counts",
        ["malformed/022"] = "message/rfc822 without a header is still a message",
        ["rfc/000"] = "placeholders that are not base64; a word without @ is no address",
        ["rfc/001"] = "a word without @ is no address",
        ["rfc/002"] = "a comment is not part of the display name",
        ["rfc/004"] = "a word without @ is no address",
        ["rfc/008"] = "an encoded message/rfc822 (forbidden by RFC 2046 §5.2.1) stays an attachment",
        ["rfc/009"] = "a word without @ is no address",
        ["thirdparty/002"] = "one U+FFFD for each bad sequence; base64 with garbage is decoded all the same",
        ["thirdparty/005"] = "text before a delimiter on its line makes it no delimiter",
        ["thirdparty/015"] = "multiparts that never begin inside messages that do: all three messages are kept",
    };

    [Fact]
    public void Reads_the_mails_as_expected()
    {
        var folder = Corpus.Folder("mime-mail-parser");
        var different = new List<string>();
        var agreed = 0;
        foreach (var file in Corpus.Mails(folder))
        {
            var name = Path.GetRelativePath(folder, file).Replace(".eml", "", StringComparison.Ordinal);
            var expected = string.Join("\n", Expected(JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(file, ".json")))!));
            var mail = MessageView.Read(File.ReadAllBytes(file));
            var actual = string.Join("\n", Actual(mail.Root));
            if (expected == actual)
            {
                agreed++;
            }

            if (expected == actual == Accepted.ContainsKey(name))
            {
                different.Add($"{name}:\n--- expected\n{expected}\n--- actual\n{actual}\n");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{agreed} mails agree, {Accepted.Count} accepted deviations");
        Assert.True(different.Count == 0, string.Join("\n", different));
    }

    private static IEnumerable<string> Actual(MimePart message)
    {
        foreach (var field in message.Headers)
        {
            var line = field.Name.ToUpperInvariant() switch
            {
                "SUBJECT" => field.Value,
                "FROM" or "TO" or "CC" => string.Join(", ", AddressParser.Parse(field.Unfolded, 100).Select(m => $"[{m.DisplayName}] {m.Address}")),
                "MESSAGE-ID" => string.Join(", ", MessageIds.Parse(field.Unfolded)),
                "DATE" => MailDate.Parse(field.Unfolded)?.ToString("o"),
                _ => null,
            };
            if (!string.IsNullOrEmpty(line))
            {
                yield return $"{field.Name.ToUpperInvariant()}: {line}";
            }
        }

        foreach (var line in Part(message))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Part(MimePart part)
    {
        var type = part.ContentType;
        if (part.Children.Count > 0 && type.IsMessage)
        {
            return ["message{", .. part.Children.SelectMany(Actual), "}"];
        }

        if (type.IsMultipart && (part.Children.Count > 0 || part.RawBody.Length == 0))
        {
            return ["multipart{", .. part.Children.SelectMany(Part), "}"];
        }

        // The corpus gives the bytes of attachments that are text, too, as text.
        return type.IsText ? [(type.Subtype == "html" ? "html " : "text ") + Quote(part.Text)] : ["binary " + Convert.ToHexString(part.DecodeBody())];
    }

    private static IEnumerable<string> Expected(JsonNode message)
    {
        var parts = message["parts"]!.AsArray();
        foreach (var field in parts[0]!["headers"]!.AsArray())
        {
            var value = field!["value"] as JsonObject;
            var name = field["name"]!.ToString().ToUpperInvariant().Replace('_', '-');
            var line = name switch
            {
                "SUBJECT" or "MESSAGE-ID" => value?["Text"]?.ToString(),
                "FROM" or "TO" or "CC" => value?["Address"] is { } list ? string.Join(", ", HeaderVectorTests.Addresses(list)) : null,
                "DATE" => value?["DateTime"] is { } date ? HeaderVectorTests.Date(date) : null,
                _ => null,
            };
            if (!string.IsNullOrEmpty(line))
            {
                yield return $"{name}: {line}";
            }
        }

        foreach (var line in Part(parts, 0))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Part(JsonArray parts, int index)
    {
        var body = parts[index]!["body"]!.AsObject().Single();
        return body.Key switch
        {
            "Multipart" => ["multipart{", .. body.Value!.AsArray().SelectMany(child => Part(parts, child!.GetValue<int>())), "}"],
            "Message" => ["message{", .. Expected(body.Value!), "}"],
            "Text" or "Html" => [body.Key.ToLowerInvariant() + " " + Quote(body.Value!.ToString())],
            _ => ["binary " + Convert.ToHexString([.. body.Value!.AsArray().Select(octet => octet!.GetValue<byte>())])],
        };
    }

    private static string Quote(string text) => text.ReplaceLineEndings("\n").Replace("\n", "\\n", StringComparison.Ordinal);
}
