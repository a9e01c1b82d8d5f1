using System.Text.Json;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Reactions;

/// <summary>A mail that is a reaction to another one.</summary>
/// <param name="Emoji">What it says; empty takes back what was said before.</param>
/// <param name="Dialect">How it says so. Gmail adds one emoji to those before; all others tell all of them.</param>
internal sealed record MailReaction(IReadOnlyList<string> Emoji, ReactionDialect Dialect)
{
    /// <summary>The part that says it.</summary>
    public MimePart? Part { get; private init; }

    /// <summary>The mail says nothing else: RFC 9078 §3 lets other parts stand beside it.</summary>
    public bool IsAlone { get; private init; } = true;

    public const string GmailType = "vnd.google.email-reaction+json";

    private const int MostEmoji = 20;
    private const int MostBytes = 4096;

    /// <summary>The reaction; null for a mail that is none, or one that no emoji can be read from: that is shown as it is.</summary>
    public static MailReaction? Read(MessageView mail)
    {
        // RFC 9078 §3: it reacts to what In-Reply-To names, and to one mail only.
        if (mail.InReplyTo.Count != 1)
            return null;

        foreach (var part in mail.Root.Walk())
        {
            if (part.ContentType.IsMessage)
                return null;
            if (part.ContentType.Is("text", GmailType) && OfGmail(part) is { } emoji)
                return new([emoji], ReactionDialect.Gmail) { Part = part, IsAlone = IsAloneIn(mail.Root, part) };
            if (part is { Disposition.Kind: "reaction", ContentType.IsText: true } && part.ContentType.Subtype == "plain" && OfStandard(part, mail) is { } all)
                return new(all, ReactionDialect.Standard) { Part = part, IsAlone = IsAloneIn(mail.Root, part) };
        }

        return null;
    }

    /// <summary>What stands beside a part as an alternative (RFC 2046 §5.1.4) says the same in other words.</summary>
    private static bool IsAloneIn(MimePart root, MimePart part)
    {
        var same = part.Parent is { } above && above.ContentType.Is("multipart", "alternative") ? above : part;
        return Others(root).All(other => other is { ContentType.IsText: true, Disposition: null or { IsAttachment: false } } && string.IsNullOrWhiteSpace(other.Text));

        IEnumerable<MimePart> Others(MimePart at) =>
            at == same || at.ContentType.Subtype is "pgp-signature" or "pkcs7-signature" or "x-pkcs7-signature" ? []
            : at.ContentType.IsMultipart && at.Children.Count > 0 ? at.Children.SelectMany(Others)
            : [at];
    }

    /// <summary>RFC 9078 §3: <c>part-content = emoji *(WSP emoji) CRLF</c>.</summary>
    private static List<string>? OfStandard(MimePart part, MessageView mail)
    {
        if (part.RawBody.Length > MostBytes)
            return null;

        var words = part.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > MostEmoji || !words.All(Abstractions.Emoji.IsSingle))
            return null;

        // Chat-over-mail programs take reactions back with an empty part. From others it would be a mail without text.
        return words.Length > 0 || mail.Header("Chat-Version") is not null ? [.. words.Distinct(StringComparer.Ordinal)] : null;
    }

    private static string? OfGmail(MimePart part)
    {
        if (part.RawBody.Length > MostBytes)
            return null;

        try
        {
            using var json = JsonDocument.Parse(part.Text, new() { MaxDepth = 4 });
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt32(out var number) && number == 1
                && json.RootElement.TryGetProperty("emoji", out var emoji) && emoji.ValueKind == JsonValueKind.String
                && emoji.GetString() is { } text && Abstractions.Emoji.IsSingle(text)
                ? text
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // A lone surrogate as \ud83d is valid JSON and no text.
            return null;
        }
    }
}
