using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>The parameters of a structured field: RFC 2045 §5.1 with the continuations and charsets of RFC 2231.</summary>
internal static class Parameters
{
    private const int Most = 200;

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-*_.");

    private sealed record Piece(int Index, bool Extended, string Value);

    /// <summary>Reads <c>;name=value</c> pairs. Names are lower case; the first of two equal names counts.</summary>
    public static IReadOnlyDictionary<string, string> Parse(ReadOnlySpan<char> text)
    {
        var plain = new Dictionary<string, string>();
        Dictionary<string, List<Piece>>? pieces = null;
        var cursor = new TokenCursor(text);
        for (var count = 0; count < Most && !cursor.AtEnd; count++)
        {
            cursor.SkipAny(" \t;");
            cursor.SkipComments();
            var name = cursor.Until("=;").Trim().ToString().ToLowerInvariant();
            if (!cursor.Take('='))
            {
                continue;
            }

            cursor.SkipComments();
            var quoted = cursor.At('"');
            var value = quoted ? cursor.Quoted() : Unquoted(ref cursor);
            if (name.Length > 0 && (quoted || value.Length > 0))
            {
                Add(plain, ref pieces, name, value);
            }
        }

        foreach (var (name, list) in pieces ?? [])
        {
            // RFC 2231 is newer than the encoded words that some senders put into the plain form beside it.
            plain[name] = Join(list);
        }

        return plain;
    }

    /// <summary>Up to the semicolon: unquoted names with spaces are common. COMPAT: a missing semicolon before the next <c>name=</c>.</summary>
    private static string Unquoted(ref TokenCursor cursor)
    {
        var value = cursor.Peek(";");
        var space = value.IndexOfAny(" \t");
        if (space > 0)
        {
            var rest = value[space..].TrimStart(" \t");
            var equals = rest.IndexOf('=');
            if (rest.StartsWith("(") || (equals > 0 && rest[..equals].IndexOfAnyExcept(NameCharacters) < 0))
            {
                value = value[..space];
            }
        }

        cursor.Advance(value.Length);
        return value.Trim().ToString();
    }

    private static void Add(Dictionary<string, string> plain, ref Dictionary<string, List<Piece>>? pieces, string name, string value)
    {
        // name*=  |  name*1=  |  name*1*=
        var star = name.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            plain.TryAdd(name, EncodedWords.Decode(value));
            return;
        }

        var extended = name.EndsWith('*');
        var digits = name.AsSpan(star + 1).TrimEnd('*');
        name = name[..star].TrimEnd();
        var index = int.TryParse(digits, System.Globalization.NumberStyles.None, null, out var number) ? number : 0;
        if (name.Length == 0)
        {
            return;
        }

        pieces ??= [];
        if (!pieces.TryGetValue(name, out var list))
        {
            pieces[name] = list = [];
        }

        list.Add(new Piece(index, extended, value));
    }

    private static string Join(List<Piece> list)
    {
        list.Sort((a, b) => a.Index.CompareTo(b.Index));
        string? charset = null;
        var bytes = new List<byte>();
        foreach (var piece in list)
        {
            var value = piece.Value;
            if (piece.Extended && piece.Index == list[0].Index && value.Split('\'', 3) is [var label, _, var rest])
            {
                charset = label;
                value = rest;
            }
            else if (piece.Extended && charset is { Length: > 0 } && value.StartsWith(charset + "'", StringComparison.OrdinalIgnoreCase))
            {
                // COMPAT: senders that say the charset again in each piece (RFC 2231 §4.1 has it in the first only).
                value = value[(charset.Length + 1)..];
                value = value.StartsWith('\'') ? value[1..] : value;
            }

            var raw = Encoding.UTF8.GetBytes(value);
            bytes.AddRange(piece.Extended ? Percent(raw) : raw);
        }

        return Charsets.Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes), charset);
    }

    private static byte[] Percent(byte[] raw)
    {
        var length = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '%' && i + 2 < raw.Length
                && TransferDecoder.Hex(raw[i + 1]) is >= 0 and var high && TransferDecoder.Hex(raw[i + 2]) is >= 0 and var low)
            {
                raw[length++] = (byte)((high << 4) | low);
                i += 2;
            }
            else
            {
                raw[length++] = raw[i];
            }
        }

        return raw[..length];
    }
}
