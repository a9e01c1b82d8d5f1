using System.Text;

namespace XmppGateway.Adapters.Matrix.Ids;

/// <summary>
/// Any text as a user id localpart and back: the case-preserving algorithm of the Matrix specification (appendices, "Mapping from
/// other character sets"). `A` is `_a`, `_` is `__`, a byte outside the grammar is `=hh`.
/// </summary>
internal static class LocalpartCodec
{
    private const string Hex = "0123456789abcdef";

    public static string Encode(string text)
    {
        var localpart = new StringBuilder(text.Length + 8);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            _ = (char)b switch
            {
                '_' => localpart.Append("__"),
                >= 'A' and <= 'Z' => localpart.Append('_').Append((char)(b | 0x20)),
                (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '-' or '/' or '+' => localpart.Append((char)b),
                _ => localpart.Append('=').Append(Hex[b >> 4]).Append(Hex[b & 15]),
            };
        }

        return localpart.ToString();
    }

    /// <summary>Null for whatever <see cref="Encode"/> does not write, so that no two localparts are one text.</summary>
    public static string? Decode(ReadOnlySpan<char> localpart)
    {
        var bytes = new List<byte>(localpart.Length);
        for (var i = 0; i < localpart.Length; i++)
        {
            var c = localpart[i];
            if (c == '_' && i + 1 < localpart.Length)
            {
                c = localpart[++i];
                bytes.Add((byte)(c == '_' ? '_' : char.ToUpperInvariant(c)));
            }
            else if (c == '=' && i + 2 < localpart.Length && Value(localpart[i + 1]) is { } high && Value(localpart[i + 2]) is { } low)
            {
                bytes.Add((byte)((high << 4) | low));
                i += 2;
            }
            else
            {
                bytes.Add((byte)c);
            }
        }

        var text = Encoding.UTF8.GetString([.. bytes]);
        return localpart.SequenceEqual(Encode(text)) ? text : null;
    }

    private static int? Value(char digit) => Hex.IndexOf(digit, StringComparison.Ordinal) is var value and >= 0 ? value : null;
}
