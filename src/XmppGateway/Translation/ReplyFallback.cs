using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Translation;

/// <summary>
/// The quotation that clients put before an answer for those who do not know XEP-0461. It is marked by XEP-0428, and it is removed
/// when the answer itself can be shown as one.
/// </summary>
internal static class ReplyFallback
{
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
