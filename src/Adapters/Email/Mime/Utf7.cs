using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>RFC 2152, reading. .NET dropped it for security reasons that do not apply to text shown to a person.</summary>
internal static class Utf7
{
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var result = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '+')
            {
                result.Append((char)bytes[i]);
                continue;
            }

            var start = i + 1;
            var end = start;
            while (end < bytes.Length && (char.IsAsciiLetterOrDigit((char)bytes[end]) || bytes[end] is (byte)'+' or (byte)'/'))
            {
                end++;
            }

            var closes = end < bytes.Length && bytes[end] == '-';
            if (end == start)
            {
                // "+-" is a plus sign.
                result.Append('+');
            }
            else
            {
                var units = TransferDecoder.Base64(bytes[start..end]);
                result.Append(Encoding.BigEndianUnicode.GetString(units, 0, units.Length & ~1));
            }

            i = closes ? end : end - 1;
        }

        return result.ToString();
    }
}
