using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>The mails of the mail-parser corpus: tree, decoded texts, bytes, and the header fields that the gateway uses.</summary>
public sealed partial class MailParserCorpusTests
{
    /// <summary>File -> why our reading is another one.</summary>
    private static readonly Dictionary<string, string> Accepted = new()
    {
        ["malformed/000"] = "empty parts are parts",
        ["malformed/001"] = "the outer delimiter ends the inner multipart, whose own delimiter is then text",
        ["malformed/004"] = "the same, one level deeper",
        ["malformed/007"] = "an inner multipart with the same prefix is kept as a multipart",
        ["malformed/008"] = "the second type of two is not the one that counts",
        ["malformed/009"] = "an outer delimiter ends inner parts (RFC 2046 §5.1.2)",
        ["malformed/011"] = "an outer delimiter ends inner parts (RFC 2046 §5.1.2)",
        ["malformed/012"] = "an outer delimiter ends inner parts (RFC 2046 §5.1.2)",
        ["malformed/016"] = "boundaries are compared whole, also beyond 70 characters",
        ["malformed/019"] = "random damage: another repair, nothing lost",
        ["malformed/022"] = "message/rfc822 without a header is still a message",
    };

    /// <summary>File -> what the RFC gives instead of what the corpus expects, of that and of the mail.</summary>
    private static readonly Dictionary<string, Func<string, string, string>> Mended = new()
    {
        // RFC 2046 §5.1.1: "The boundary delimiter MUST occur at the beginning of a line"; the corpus ends the text at one behind a word.
        ["thirdparty/005"] = (expected, _) => expected.Replace("leaf invalid\n", "leaf invalid--1--\\n\n", StringComparison.Ordinal),

        // RFC 2046 §5.1.2: implementations "are required to recognize outer level boundary markers at ANY level of inner nesting"; the corpus does not see them
        // behind the header of an inner multipart that has no content, and loses two of three messages. The third one's header has 27 lines that are no fields.
        ["thirdparty/015"] = (expected, mail) => expected[..expected.IndexOf("message{", StringComparison.Ordinal)] + """
            message{
            FROM: [Proxmox Server Solutions GmbH] training@proxmox.com
            TO: [] user@mailserver.de
            SUBJECT: Exciting updates for our training partnership
            MESSAGE-ID: 1d31155548f0f6ff18a140490261872d@proxmox.com
            DATE: 2026-02-11T17:45:03.0000000+00:00
            multipart{
            }
            }
            message{
            FROM: [Proxmox Server Solutions GmbH] office@proxmox.com
            TO: [] user@mailserver.de
            SUBJECT: RE: (#5290765) Proxmox Shop E-Mails
            MESSAGE-ID: 214c803d66ce9428e8e68ada78c9b308@proxmox.com
            DATE: 2026-02-13T10:26:02.0000000+00:00
            multipart{
            }
            }
            message{

            """ + Leaf(Encoding.Latin1.GetBytes(mail[mail.IndexOf("ARC_NA (0.00),\nDBL_", StringComparison.Ordinal)..mail.LastIndexOf("\n--", StringComparison.Ordinal)])) + "\n}\n}",
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
            var (expected, actual) = Compare(file);
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

    internal static (string Expected, string Actual) Compare(string file)
    {
        var expected = string.Join("\n", Expected(JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(file, ".json")))!));
        var name = $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileNameWithoutExtension(file)}";
        return (
            Mended.TryGetValue(name, out var mend) ? mend(expected, Encoding.Latin1.GetString(File.ReadAllBytes(file))) : expected,
            string.Join("\n", Actual(MessageView.Read(File.ReadAllBytes(file)).Root)));
    }

    /// <summary>The tree with its decoded contents, without header fields: what GMime is compared in, too.</summary>
    internal static (string Expected, string Actual) CompareTrees(string file)
    {
        var parts = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(file, ".json")))!["parts"]!.AsArray();
        return (Tree(Part(parts, 0)), Tree(Part(MessageView.Read(File.ReadAllBytes(file)).Root)));
    }

    private static string Tree(IEnumerable<string> lines) => string.Join("\n", lines.Where(line => line.StartsWith("leaf ", StringComparison.Ordinal) || line.EndsWith('{') || line == "}"));

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

        return [Leaf(type.IsText ? Encoding.UTF8.GetBytes(part.Text) : part.DecodeBody())];
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
            "Text" or "Html" => [Leaf(Encoding.UTF8.GetBytes(body.Value!.ToString()))],
            _ => [Leaf([.. body.Value!.AsArray().Select(octet => octet!.GetValue<byte>())])],
        };
    }

    // Text or not is the reader's word against the corpus'; and how many U+FFFD stand for broken bytes is the decoder's choice.
    internal static string Leaf(byte[] content) =>
        "leaf " + Broken().Replace(Encoding.Latin1.GetString(content).ReplaceLineEndings("\n").Replace("\n", "\\n", StringComparison.Ordinal), "?");

    [GeneratedRegex("(?:\u00EF\u00BF\u00BD)+")]
    private static partial Regex Broken();
}
