using System.Globalization;
using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>RFC 2047, writing: UTF-8, B or Q whichever is shorter, at most 75 characters a word, never cut inside a character.</summary>
internal static class EncodedWordWriter
{
    private const string Start = "=?utf-8?";
    private const int LongestText = 75 - 12;
    private const int LongestRun = 400;

    /// <summary>True when the text would not survive as it is.</summary>
    public static bool Needs(string text) =>
        text.Any(c => c is < ' ' or > '~')
        || text.StartsWith(' ') || text.EndsWith(' ')
        || text.Contains("=?", StringComparison.Ordinal)
        || text.Contains("  ", StringComparison.Ordinal)
        || LongRun(text);

    /// <summary>The words of a display name: as it is, as a quoted string, or encoded.</summary>
    public static IEnumerable<string> Phrase(string name)
    {
        if (Needs(name) || name.Length > 60)
        {
            return Encode(name);
        }

        return name.All(c => char.IsAsciiLetterOrDigit(c) || " !#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal))
            ? name.Split(' ')
            : [AddressEntry.Requote(name)];
    }

    public static IEnumerable<string> Encode(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Q(bytes).Length > (bytes.Length + 2) / 3 * 4 && Base64Words(bytes) is { } words ? words : QWords(text);
    }

    /// <summary>
    /// Null when the text cannot be cut so that only the last word is padded. COMPAT(GMime): it decodes adjacent words as one run of base64,
    /// which ends at the first padding.
    /// </summary>
    private static List<string>? Base64Words(byte[] bytes)
    {
        const int Longest = LongestText / 4 * 3;
        var words = new List<string>();
        var start = 0;
        while (bytes.Length - start > Longest)
        {
            // UTF-8 continues a character with 10xxxxxx.
            var end = start + Longest;
            while (end > start && (bytes[end] & 0xC0) == 0x80)
            {
                end -= 3;
            }

            if (end == start)
            {
                return null;
            }

            words.Add(Word("B?", Convert.ToBase64String(bytes[start..end])));
            start = end;
        }

        words.Add(Word("B?", Convert.ToBase64String(bytes[start..])));
        return words;
    }

    private static List<string> QWords(string text)
    {
        var words = new List<string>();
        var pending = new StringBuilder();
        Span<byte> buffer = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var unit = Q(buffer[..rune.EncodeToUtf8(buffer)]);
            if (pending.Length + unit.Length > LongestText)
            {
                words.Add(Word("Q?", pending.ToString()));
                pending.Clear();
            }

            pending.Append(unit);
        }

        if (pending.Length > 0)
        {
            words.Add(Word("Q?", pending.ToString()));
        }

        return words;
    }

    private static string Word(string encoding, string text) => Start + encoding + text + "?=";

    /// <summary>RFC 2047 §5 rule 3: the narrow set that is also allowed in a phrase.</summary>
    private static string Q(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 3);
        foreach (var octet in bytes)
        {
            var c = (char)octet;
            if (char.IsAsciiLetterOrDigit(c) || c is '!' or '*' or '+' or '-' or '/')
            {
                text.Append(c);
            }
            else if (c == ' ')
            {
                text.Append('_');
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"={octet:X2}");
            }
        }

        return text.ToString();
    }

    private static bool LongRun(string text)
    {
        var run = 0;
        foreach (var c in text)
        {
            run = c == ' ' ? 0 : run + 1;
            if (run > LongestRun)
            {
                return true;
            }
        }

        return false;
    }
}
