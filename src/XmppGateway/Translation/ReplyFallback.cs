using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Translation;

/// <summary>
/// The quotation that clients put before an answer for those who do not know XEP-0461. It is marked by XEP-0428, and it is removed
/// when the answer itself can be shown as one.
/// </summary>
internal static class ReplyFallback
{
    private const int LongestQuotation = 200;
    private const int MostLines = 5;

    /// <summary>
    /// A text as lines that begin with <c>&gt; </c>, with the end of the last one: what stands before an answer to it. Shortened to
    /// <see cref="LongestQuotation"/> UTF-16 units of at most <see cref="MostLines"/> lines; null when there is nothing to quote.
    /// </summary>
    public static string? Quote(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        // First what is cheap: a text may be large.
        var head = BodyText.Truncate(BodyText.Clean(BodyText.Truncate(text.TrimStart(), 4 * LongestQuotation)).Trim(), LongestQuotation);
        var lines = head.Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)).ToList();
        var shown = lines.Count > MostLines ? [.. lines.Take(MostLines), "…"] : lines;
        return shown.Count == 0 ? null : string.Concat(shown.Select(line => $"> {line.TrimEnd()}\n"));
    }

    /// <summary>What of a text may be quoted: nothing that its author has hidden, and not much more than is shown.</summary>
    public static string? TextOf(RichText? answered) =>
        answered is null || StylingWriter.SpoilerOf(answered) is not null ? null : BodyText.Truncate(answered.Plain, 4 * LongestQuotation);

    /// <summary>The body without the marked part; the whole body when the marks make no sense or nothing would be left.</summary>
    public static string Remove(Stanza message, string body) =>
        Fallback.Find(message, Namespaces.Reply)?.Element(Namespaces.Fallback + "body") is { } part ? Without(part, body) : body;

    private static string Without(XElement part, string body)
    {
        // XEP-0428 §3: both or none; none means the whole body, which then is the message after all.
        if (!TryRead(part, "start", out var start) || !TryRead(part, "end", out var end) || start >= end)
        {
            return body;
        }

        // XEP-0426: positions count code points.
        var from = IndexOf(body, start);
        var to = IndexOf(body, end);
        var rest = from < 0 || to < 0 ? "" : string.Concat(body.AsSpan(0, from), body.AsSpan(to));
        return rest.AsSpan().Trim().Length > 0 ? rest : body;
    }

    private static bool TryRead(XElement part, string name, out int value) =>
        int.TryParse(part.Attribute(name)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static int IndexOf(string body, int codePoints)
    {
        var index = 0;
        for (; codePoints > 0 && index < body.Length; codePoints--)
        {
            index += index + 1 < body.Length && char.IsSurrogatePair(body[index], body[index + 1]) ? 2 : 1;
        }

        return codePoints == 0 ? index : -1;
    }
}
