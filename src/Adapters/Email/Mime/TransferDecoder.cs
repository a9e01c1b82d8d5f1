using System.Buffers;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>RFC 2045 §6.7 and §6.8 and uuencode, reading. Total functions: broken input gives what can be read of it.</summary>
internal static class TransferDecoder
{
    /// <summary>Zeros that lines of uuencode promise and do not have, decoded at once: far more than pieces of files need, and no bomb.</summary>
    private const int MostZeros = 2 * 1024 * 1024;

    private static readonly SearchValues<byte> Base64Octets =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"u8);

    public static byte[] Decode(ReadOnlySpan<byte> raw, TransferEncoding encoding) => encoding switch
    {
        TransferEncoding.Base64 => IsBase64(raw) ? Base64(raw) : raw.ToArray(),
        TransferEncoding.QuotedPrintable => QuotedPrintable(raw),
        TransferEncoding.Uuencode => Uuencode(raw),
        _ => raw.ToArray(),
    };

    /// <summary>The length of the decoded content, without keeping it.</summary>
    public static long Length(ReadOnlySpan<byte> raw, TransferEncoding encoding)
    {
        if (encoding == TransferEncoding.Identity || (encoding == TransferEncoding.Base64 && !IsBase64(raw)))
        {
            return raw.Length;
        }

        var length = 0L;
        foreach (var window in LargeSpan.Windows(raw, endsLines: encoding != TransferEncoding.Base64))
        {
            length += encoding switch
            {
                TransferEncoding.Base64 => Digits(raw[window]),
                TransferEncoding.Uuencode => Promised(raw[window]),
                _ => Decode(raw[window], encoding).Length,
            };
            LargeSpan.Leave(raw[window]);
        }

        return encoding == TransferEncoding.Base64 ? length * 3 / 4 : length;
    }

    private static long Digits(ReadOnlySpan<byte> raw)
    {
        var digits = 0L;
        foreach (var octet in raw)
        {
            digits += Sextet(octet) >= 0 ? 1 : 0;
        }

        return digits;
    }

    /// <summary>
    /// False for text that only claims to be base64: more than one octet in ten is outside the alphabet, white space not counted. Less is
    /// damage (RFC 2045 §6.8 tells to skip it).
    /// </summary>
    public static bool IsBase64(ReadOnlySpan<byte> raw)
    {
        var foreign = 0L;
        foreach (var window in LargeSpan.Windows(raw))
        {
            foreign += Foreign(raw[window]);
            LargeSpan.Leave(raw[window]);
        }

        return foreign == 0 || foreign * 10 <= Visible(raw);
    }

    private static long Foreign(ReadOnlySpan<byte> raw)
    {
        var foreign = 0L;
        for (var next = raw.IndexOfAnyExcept(Base64Octets); next >= 0; next = raw.IndexOfAnyExcept(Base64Octets))
        {
            foreign += raw[next] > ' ' ? 1 : 0;
            raw = raw[(next + 1)..];
        }

        return foreign;
    }

    private static long Visible(ReadOnlySpan<byte> raw)
    {
        var visible = 0L;
        foreach (var octet in raw)
        {
            visible += octet > ' ' ? 1 : 0;
        }

        return visible;
    }

    /// <summary>Skips everything outside the alphabet, and starts anew after padding (concatenated pieces are common).</summary>
    public static byte[] Base64(ReadOnlySpan<byte> raw)
    {
        var result = ArrayPool<byte>.Shared.Rent((raw.Length / 4 * 3) + 3);
        try
        {
            return result[..Base64(raw, result)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(result);
        }
    }

    private static int Base64(ReadOnlySpan<byte> raw, byte[] result)
    {
        if (System.Buffers.Text.Base64.DecodeFromUtf8(raw, result, out _, out var written) == OperationStatus.Done)
        {
            return written;
        }

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

        return length;
    }

    public static byte[] QuotedPrintable(ReadOnlySpan<byte> raw)
    {
        var result = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            return result[..QuotedPrintable(raw, result)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(result);
        }
    }

    private static int QuotedPrintable(ReadOnlySpan<byte> raw, byte[] result)
    {
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

        return Trimmed(result, length, keep);
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

    /// <summary>
    /// POSIX.1-2017, uuencode: the first character of a line says how many bytes are in it. Servers cut off spaces at the ends of lines, each of which is six bits
    /// of zero: what a line promises and lacks is zero, as in other decoders.
    /// </summary>
    private static byte[] Uuencode(ReadOnlySpan<byte> raw)
    {
        var result = new List<byte>(raw.Length * 3 / 4);
        var zeros = MostZeros;
        foreach (var range in raw.Split((byte)'\n'))
        {
            var line = raw[range].TrimEnd((byte)'\r');
            var count = CountOf(line);
            for (var i = 1; count > 0 && (i < line.Length || zeros > 0); i += 4)
            {
                zeros -= i < line.Length ? 0 : 3;
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

    private static long Promised(ReadOnlySpan<byte> raw)
    {
        var length = 0L;
        foreach (var range in raw.Split((byte)'\n'))
        {
            length += CountOf(raw[range].TrimEnd((byte)'\r'));
        }

        return length;
    }

    /// <summary>How many bytes are in a line; none in those that stand around them.</summary>
    private static int CountOf(ReadOnlySpan<byte> line) =>
        line.IsEmpty || line.StartsWith("begin "u8) || line.TrimEnd((byte)' ').SequenceEqual("end"u8) ? 0 : (line[0] - 32) & 63;

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

    /// <summary>What a digit of base64 stands for; -1 for what is none.</summary>
    public static int Sextet(byte octet) => octet switch
    {
        >= (byte)'A' and <= (byte)'Z' => octet - 'A',
        >= (byte)'a' and <= (byte)'z' => octet - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => octet - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };
}
