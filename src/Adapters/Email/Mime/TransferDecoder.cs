namespace XmppGateway.Adapters.Email.Mime;

/// <summary>RFC 2045 §6.7 and §6.8 and uuencode, reading. Total functions: broken input gives what can be read of it.</summary>
internal static class TransferDecoder
{
    public static byte[] Decode(ReadOnlySpan<byte> raw, TransferEncoding encoding) => encoding switch
    {
        TransferEncoding.Base64 => Base64(raw),
        TransferEncoding.QuotedPrintable => QuotedPrintable(raw),
        TransferEncoding.Uuencode => Uuencode(raw),
        _ => raw.ToArray(),
    };

    /// <summary>The length of the decoded content, without keeping it.</summary>
    public static long Length(ReadOnlySpan<byte> raw, TransferEncoding encoding)
    {
        if (encoding != TransferEncoding.Base64)
        {
            return encoding == TransferEncoding.Identity ? raw.Length : Decode(raw, encoding).Length;
        }

        var digits = 0L;
        foreach (var octet in raw)
        {
            digits += Sextet(octet) >= 0 ? 1 : 0;
        }

        return digits * 3 / 4;
    }

    /// <summary>Skips everything outside the alphabet, and starts anew after padding (concatenated pieces are common).</summary>
    public static byte[] Base64(ReadOnlySpan<byte> raw)
    {
        var result = new byte[(raw.Length / 4 * 3) + 3];
        var length = 0;
        var bits = 0;
        var have = 0;
        foreach (var octet in raw)
        {
            var value = Sextet(octet);
            if (value < 0)
            {
                have = octet == '=' ? 0 : have;
                continue;
            }

            bits = (bits << 6) | value;
            have += 6;
            if (have >= 8)
            {
                have -= 8;
                result[length++] = (byte)(bits >> have);
            }
        }

        return result[..length];
    }

    public static byte[] QuotedPrintable(ReadOnlySpan<byte> raw)
    {
        var result = new byte[raw.Length];
        var length = 0;
        var keep = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            var octet = raw[i];
            if (octet is (byte)'\r' or (byte)'\n')
            {
                // Rule 3: white space at the end of a line was added by a transport.
                length = octet == '\n' || Feeds(raw, i) ? Trimmed(result, length, keep) : length;
                result[length++] = octet;
                keep = length;
            }
            else if (octet != '=')
            {
                result[length++] = octet;
            }
            else if (SoftBreak(raw[(i + 1)..]) is >= 0 and var skip)
            {
                i += skip;
                keep = length;
            }
            else if (i + 2 < raw.Length && Hex(raw[i + 1]) is >= 0 and var high && Hex(raw[i + 2]) is >= 0 and var low)
            {
                result[length++] = (byte)((high << 4) | low);
                keep = length;
                i += 2;
            }
            else
            {
                result[length++] = octet;
            }
        }

        return result[..Trimmed(result, length, keep)];
    }

    /// <summary>RFC 2047 §4.2: quoted-printable with the underscore for a space.</summary>
    public static byte[] Q(ReadOnlySpan<byte> raw)
    {
        var result = new byte[raw.Length];
        var length = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '=' && i + 2 < raw.Length && Hex(raw[i + 1]) is >= 0 and var high && Hex(raw[i + 2]) is >= 0 and var low)
            {
                result[length++] = (byte)((high << 4) | low);
                i += 2;
            }
            else
            {
                result[length++] = raw[i] == '_' ? (byte)' ' : raw[i];
            }
        }

        return result[..length];
    }

    private static byte[] Uuencode(ReadOnlySpan<byte> raw)
    {
        var result = new List<byte>(raw.Length * 3 / 4);
        foreach (var range in raw.Split((byte)'\n'))
        {
            var line = raw[range].TrimEnd("\r "u8);
            if (line.IsEmpty || line.StartsWith("begin "u8) || line.SequenceEqual("end"u8))
            {
                continue;
            }

            var count = (line[0] - 32) & 63;
            for (var i = 1; i + 3 < line.Length + 3 && count > 0; i += 4)
            {
                var group = 0;
                for (var k = 0; k < 4; k++)
                {
                    group = (group << 6) | (i + k < line.Length ? (line[i + k] - 32) & 63 : 0);
                }

                for (var k = 16; k >= 0 && count > 0; k -= 8, count--)
                {
                    result.Add((byte)(group >> k));
                }
            }
        }

        return [.. result];
    }

    private static bool Feeds(ReadOnlySpan<byte> raw, int i) => i + 1 < raw.Length && raw[i + 1] == '\n';

    private static int Trimmed(byte[] result, int length, int keep)
    {
        while (length > keep && result[length - 1] is (byte)' ' or (byte)'\t')
        {
            length--;
        }

        return length;
    }

    /// <summary>The length of a soft line break after its equals sign, or -1. White space before the break is a transport's.</summary>
    private static int SoftBreak(ReadOnlySpan<byte> rest)
    {
        var i = 0;
        while (i < rest.Length && rest[i] is (byte)' ' or (byte)'\t')
        {
            i++;
        }

        if (i == rest.Length || rest[i] == '\n')
        {
            return Math.Min(i + 1, rest.Length);
        }

        return rest[i] == '\r' ? i + (i + 1 < rest.Length && rest[i + 1] == '\n' ? 2 : 1) : -1;
    }

    public static int Hex(byte octet) => octet switch
    {
        >= (byte)'0' and <= (byte)'9' => octet - '0',
        >= (byte)'A' and <= (byte)'F' => octet - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => octet - 'a' + 10,
        _ => -1,
    };

    private static int Sextet(byte octet) => octet switch
    {
        >= (byte)'A' and <= (byte)'Z' => octet - 'A',
        >= (byte)'a' and <= (byte)'z' => octet - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => octet - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };
}
