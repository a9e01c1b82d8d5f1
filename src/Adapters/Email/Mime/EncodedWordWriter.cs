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
        var base64 = Q(bytes).Length > (bytes.Length + 2) / 3 * 4;
        var words = new List<string>();
        var pending = new List<byte>();
        Span<byte> buffer = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var unit = buffer[..rune.EncodeToUtf8(buffer)];
            if (Length(pending, base64) + Cost(unit, pending.Count, base64) > LongestText)
            {
                words.Add(Word(pending, base64));
                pending.Clear();
            }

            pending.AddRange(unit);
        }

        if (pending.Count > 0)
        {
            words.Add(Word(pending, base64));
        }

        return words;
    }

    private static int Length(List<byte> pending, bool base64) => base64 ? (pending.Count + 2) / 3 * 4 : Q([.. pending]).Length;

    private static int Cost(ReadOnlySpan<byte> unit, int before, bool base64) =>
        base64 ? ((before + unit.Length + 2) / 3 * 4) - ((before + 2) / 3 * 4) : Q(unit).Length;

    private static string Word(List<byte> bytes, bool base64) =>
        Start + (base64 ? "B?" + Convert.ToBase64String([.. bytes]) : "Q?" + Q([.. bytes])) + "?=";

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
