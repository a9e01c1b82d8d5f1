using System.Globalization;
using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>
/// Text for the wire: 7bit when every transport leaves it alone, else quoted-printable or base64, whichever is shorter. Never 8bit:
/// the mail is stored before it is known whether the next server takes 8BITMIME.
/// </summary>
internal static class BodyEncoder
{
    private const int LongestLine = 76;

    public static (string Encoding, string Body) Encode(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (lines.All(IsPlain))
        {
            return ("7bit", string.Join("\r\n", lines) + "\r\n");
        }

        var quoted = new StringBuilder();
        foreach (var line in lines)
        {
            AppendQuoted(quoted, line);
        }

        var bytes = Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n");
        return bytes.Length * 4 / 3 * 78 / 76 < quoted.Length
            ? ("base64", Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks) + "\r\n")
            : ("quoted-printable", quoted.ToString());
    }

    /// <summary>Short, ASCII, and nothing that a transport touches: trailing white space, "From " (mbox), a dot in front.</summary>
    private static bool IsPlain(string line) =>
        line.Length <= 900
        && line.All(c => c is >= ' ' and <= '~' or '\t')
        && !line.EndsWith(' ') && !line.EndsWith('\t')
        && !line.StartsWith("From ", StringComparison.Ordinal)
        && !line.StartsWith('.');

    private static void AppendQuoted(StringBuilder result, string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        var column = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var octet = bytes[i];
            var last = i == bytes.Length - 1;
            var literal = octet is > (byte)' ' and <= (byte)'~' and not (byte)'=' || (octet is (byte)' ' or (byte)'\t' && !last);
            literal &= column > 0 || octet is not ((byte)'.' or (byte)'F');
            var width = literal ? 1 : 3;
            if (column + width > LongestLine - 1)
            {
                result.Append("=\r\n");
                column = 0;
                literal &= octet is not ((byte)'.' or (byte)'F');
                width = literal ? 1 : 3;
            }

            _ = literal ? result.Append((char)octet) : result.Append(CultureInfo.InvariantCulture, $"={octet:X2}");
            column += width;
        }

        result.Append("\r\n");
    }
}
