using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>From the raw bytes of a header field to characters.</summary>
internal static class HeaderText
{
    /// <summary>Unfolded (RFC 5322 §2.2.3), trimmed, encoded words left as they are. Raw 8-bit text is UTF-8 (RFC 6532), else windows-1252.</summary>
    public static string Unfold(ReadOnlySpan<byte> raw)
    {
        var text = Charsets.Detect(raw.Trim(" \t\r\n"u8));
        if (text.AsSpan().IndexOfAny('\r', '\n', '\0') < 0)
        {
            return text;
        }

        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\r' or '\n')
            {
                // A fold and the white space around it is one space to a reader. A break that no white space follows was no
                // folding; the space keeps the words apart.
                while (builder.Length > 0 && builder[^1] is ' ' or '\t')
                {
                    builder.Length--;
                }

                while (i + 1 < text.Length && text[i + 1] is ' ' or '\t' or '\r' or '\n')
                {
                    i++;
                }

                builder.Append(' ');
            }
            else if (text[i] != '\0')
            {
                builder.Append(text[i]);
            }
        }

        return builder.ToString();
    }

    /// <summary>Unfolded, with the encoded words decoded.</summary>
    public static string Decode(ReadOnlySpan<byte> raw) => EncodedWords.Decode(Unfold(raw));
}
