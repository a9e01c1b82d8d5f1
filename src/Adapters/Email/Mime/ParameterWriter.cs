using System.Globalization;
using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>
/// Writes one parameter of a structured field with lines of its own: quoted where it is ASCII, by RFC 2231 §3 and §4 where it is not, or is long. Whatever
/// comes in, nothing can end the field.
/// </summary>
internal static class ParameterWriter
{
    private const int LongestPiece = 60;

    /// <summary>With the semicolon and the fold in front.</summary>
    public static string Write(string name, string value)
    {
        // COMPAT: many programs take encoded words in quotes for what they encode, though RFC 2047 §5 has none there.
        if (value.Length <= LongestPiece && value.All(c => c is >= ' ' and <= '~' and not ('"' or '\\')) && !value.Contains("=?", StringComparison.Ordinal))
        {
            return $";\r\n {name}=\"{value}\"";
        }

        var result = new StringBuilder();
        var pieces = Pieces(value);
        for (var i = 0; i < pieces.Count; i++)
        {
            var number = pieces.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"*{i}");
            result.Append(";\r\n ").Append(name).Append(number).Append("*=").Append(i == 0 ? "UTF-8''" : "").Append(pieces[i]);
        }

        return result.ToString();
    }

    /// <summary>Percent-encoded, cut between characters.</summary>
    private static List<string> Pieces(string value)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            var start = piece.Length;
            foreach (var octet in bytes[..rune.EncodeToUtf8(bytes)])
            {
                // RFC 2231 §7: attribute-char.
                _ = char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' or (byte)'+'
                    ? piece.Append((char)octet)
                    : piece.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }

            if (piece.Length > LongestPiece)
            {
                pieces.Add(piece.ToString(0, start));
                piece.Remove(0, start);
            }
        }

        pieces.Add(piece.ToString());
        return pieces;
    }
}
