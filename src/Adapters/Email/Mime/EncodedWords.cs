using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>RFC 2047, reading. Tolerates what real mail does: words longer than 75, spaces inside, words cut inside a character.</summary>
internal static class EncodedWords
{
    private const int LongestCharset = 64;
    private const int LongestText = 4096;

    public static string Decode(string text)
    {
        if (!text.Contains("=?", StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        var pending = new List<byte>();
        string? charset = null;
        var position = 0;
        var plainFrom = 0;
        while (position < text.Length)
        {
            var start = text.IndexOf("=?", position, StringComparison.Ordinal);
            if (start < 0)
            {
                break;
            }

            if (!TryWord(text, start, out var word))
            {
                position = start + 2;
                continue;
            }

            // White space between two encoded words is not shown (§6.2); anything else is.
            var gap = text.AsSpan(plainFrom, start - plainFrom);
            var adjacent = charset is not null && gap.IsWhiteSpace();
            if (!adjacent || !word.Charset.Equals(charset, StringComparison.OrdinalIgnoreCase))
            {
                Flush(result, pending, charset);
            }

            if (!adjacent)
            {
                result.Append(gap);
            }

            // Adjacent words of one charset are joined as bytes: many senders cut inside a multibyte character.
            word.AppendTo(pending);
            charset = word.Charset;
            position = plainFrom = word.End;
        }

        Flush(result, pending, charset);
        return result.Append(text, plainFrom, text.Length - plainFrom).ToString();
    }

    private static void Flush(StringBuilder result, List<byte> pending, string? charset)
    {
        if (pending.Count > 0)
        {
            result.Append(Charsets.Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pending), charset));
            pending.Clear();
        }
    }

    private readonly ref struct Word(string charset, bool isBase64, ReadOnlySpan<char> text, int end)
    {
        private readonly ReadOnlySpan<char> _text = text;

        public string Charset { get; } = charset;

        public int End { get; } = end;

        public void AppendTo(List<byte> bytes)
        {
            var raw = Encoding.UTF8.GetBytes(_text.ToString());
            if (!isBase64 && raw.AsSpan().Contains((byte)'_'))
            {
                // Who writes underscores means no spaces: they come from a fold inside the word.
                raw = [.. raw.Where(octet => octet != ' ')];
            }

            bytes.AddRange(isBase64 ? TransferDecoder.Base64(raw) : TransferDecoder.Q(raw));
        }
    }

    // encoded-word = "=?" charset "?" encoding "?" encoded-text "?="
    private static bool TryWord(string text, int start, out Word word)
    {
        word = default;
        var rest = text.AsSpan(start + 2);
        var charsetEnd = rest[..Math.Min(rest.Length, LongestCharset)].IndexOf('?');
        if (charsetEnd <= 0 || charsetEnd + 2 >= rest.Length || rest[charsetEnd + 2] != '?')
        {
            return false;
        }

        var isBase64 = rest[charsetEnd + 1] is 'B' or 'b';
        if (!isBase64 && rest[charsetEnd + 1] is not ('Q' or 'q'))
        {
            return false;
        }

        var body = rest[(charsetEnd + 3)..];
        var window = body[..Math.Min(body.Length, LongestText)];
        var end = window.IndexOf("?=");
        if (end < 0)
        {
            return false;
        }

        // RFC 2231 §5: charset*language.
        var charset = rest[..charsetEnd];
        var star = charset.IndexOf('*');
        word = new Word((star < 0 ? charset : charset[..star]).ToString(), isBase64, body[..end], start + 2 + charsetEnd + 3 + end + 2);
        return true;
    }
}
