using System.Buffers;
using System.Text;
using System.Xml;

namespace XmppGateway.Translation;

/// <summary>Makes foreign text fit for a stanza. One illegal character would make the server close the whole component stream.</summary>
internal static class BodyText
{
    /// <summary>What ends a line (Unicode UAX #14: BK, LF, NL), and tabs.</summary>
    private static readonly char[] LineEnds = ['\n', '\t', '\u0085', '\u2028', '\u2029'];

    /// <summary>Embeddings, overrides and isolates. Marks (U+200E, U+200F) turn nothing but themselves.</summary>
    private static readonly SearchValues<char> Directions = SearchValues.Create("\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    /// <summary>
    /// Line ends as LF, without the characters that XML 1.0 §2.2 does not allow; lone surrogates become U+FFFD. Returns the same
    /// object when there is nothing to change, which is the usual case.
    /// </summary>
    public static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsPair(text, i))
            {
                i++;
            }
            else if (text[i] == '\r' || !XmlConvert.IsXmlChar(text[i]))
            {
                return CleanFrom(text, i);
            }
        }

        return text;
    }

    /// <summary>
    /// One line of it: for subjects and names. Without the controls of Unicode UAX #9 §2 that turn the direction of what follows, for
    /// which a name would make another address of the one behind it.
    /// </summary>
    public static string CleanLine(string text)
    {
        var clean = Clean(text);
        if (clean.AsSpan().ContainsAny(Directions))
        {
            clean = string.Concat(clean.Where(c => !Directions.Contains(c)));
        }

        return string.Join(' ', clean.Split(LineEnds, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>At most <paramref name="limit"/> UTF-16 units, with an ellipsis where something was cut; no pair is torn.</summary>
    public static string Truncate(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[limit - 2]) ? limit - 2 : limit - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    private static bool IsPair(string text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]);

    private static string CleanFrom(string text, int at)
    {
        var clean = new StringBuilder(text.Length).Append(text, 0, at);
        for (var i = at; i < text.Length; i++)
        {
            var c = text[i];
            if (IsPair(text, i))
            {
                clean.Append(c).Append(text[++i]);
            }
            else if (c == '\r')
            {
                // A lone CR ends a line too; CR LF ends one.
                if (i + 1 == text.Length || text[i + 1] != '\n')
                {
                    clean.Append('\n');
                }
            }
            else if (char.IsSurrogate(c))
            {
                clean.Append('\uFFFD');
            }
            else if (XmlConvert.IsXmlChar(c))
            {
                clean.Append(c);
            }
        }

        return clean.ToString();
    }
}
