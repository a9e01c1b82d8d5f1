using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace XmppGateway.Adapters.Email.Dns;

/// <summary>Questions and answers on the wire (RFC 1035 §4). Reads what anybody may have sent: bounded, and null for what is no answer to the question.</summary>
internal static class DnsMessage
{
    private const int HeaderLength = 12;
    private const int LongestName = 255;
    private const int LongestLabel = 63;
    private const ushort Internet = 1;

    /// <summary>The question for one type at one name; null for what is no name that can be asked for.</summary>
    public static byte[]? Ask(ushort id, string name, DnsType type)
    {
        var message = new byte[HeaderLength + LongestName + 1 + 4];
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        message[2] = 1; // RD: the server shall look elsewhere, too.
        message[5] = 1; // one question
        var at = HeaderLength;
        foreach (var label in name.TrimEnd('.').Split('.'))
        {
            if (label.Length is 0 or > LongestLabel || !Ascii.IsValid(label) || at - HeaderLength + label.Length + 2 > LongestName)
                return null;

            message[at++] = (byte)label.Length;
            at += Encoding.ASCII.GetBytes(label, message.AsSpan(at));
        }

        at++;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + 2), Internet);
        return message[..(at + 4)];
    }

    /// <summary>The answer to that question; null when it is not, or cannot be read.</summary>
    public static DnsReply? Read(ReadOnlySpan<byte> message, ReadOnlySpan<byte> question)
    {
        // The question comes back as it was, but for the case of its letters; QR says that this is an answer.
        if (message.Length < question.Length || (message[2] & 0x80) == 0 || !message[..2].SequenceEqual(question[..2])
            || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1
            || !Ascii.EqualsIgnoreCase(message[HeaderLength..question.Length], question[HeaderLength..]))
        {
            // A refusal may come without the question.
            return message.Length >= HeaderLength && message[..2].SequenceEqual(question[..2]) && (message[2] & 0x80) != 0 && (message[3] & 0x0F) != 0
                ? new DnsReply(message[3] & 0x0F, false, [])
                : null;
        }

        var isTruncated = (message[2] & 0x02) != 0;
        var wanted = BinaryPrimitives.ReadUInt16BigEndian(question[^4..]);
        var records = new List<string>();
        var at = question.Length;
        for (var left = BinaryPrimitives.ReadUInt16BigEndian(message[6..]); left > 0; left--)
        {
            if (ReadRecord(message, ref at, wanted, records) is false)
                return isTruncated ? new DnsReply(message[3] & 0x0F, true, []) : null;
        }

        return new DnsReply(message[3] & 0x0F, isTruncated, records);
    }

    private static bool ReadRecord(ReadOnlySpan<byte> message, ref int at, ushort wanted, List<string> records)
    {
        if (ReadName(message, ref at) is null || at + 10 > message.Length)
            return false;

        var type = BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
        var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
        at += 10;
        if (at + length > message.Length)
            return false;

        var data = at;
        at += length;
        if (type != wanted)
            return true; // an alias (CNAME) on the way, or a signature

        if (ReadData(message[..at], data, (DnsType)type) is not { } text)
            return false;

        records.Add(text);
        return true;
    }

    private static string? ReadData(ReadOnlySpan<byte> message, int at, DnsType type)
    {
        var data = message[at..];
        switch (type)
        {
            case DnsType.Mx:
                var name = at + 2;
                return data.Length >= 3 && ReadName(message, ref name) is { } host && name == message.Length
                    ? string.Create(CultureInfo.InvariantCulture, $"{BinaryPrimitives.ReadUInt16BigEndian(data)} {host}")
                    : null;
            case DnsType.Txt:
                return ReadText(data);
            case DnsType.A:
                return data.Length == 4 ? new System.Net.IPAddress(data).ToString() : null;
            case DnsType.Aaaa:
                return data.Length == 16 ? new System.Net.IPAddress(data).ToString() : null;
            default:
                return null;
        }
    }

    /// <summary>RFC 7208 §3.3: the strings of one record are one text, without anything between them.</summary>
    private static string? ReadText(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        while (!data.IsEmpty)
        {
            var length = data[0];
            if (length + 1 > data.Length)
                return null;

            text.Append(Encoding.Latin1.GetString(data.Slice(1, length)));
            data = data[(length + 1)..];
        }

        return text.ToString();
    }

    /// <summary>RFC 1035 §4.1.4. A pointer leads before the place where its part of the name began, so that none leads in a circle.</summary>
    private static string? ReadName(ReadOnlySpan<byte> message, ref int at)
    {
        var name = new StringBuilder();
        var (from, began, end) = (at, at, -1);
        while (from < message.Length)
        {
            var length = message[from];
            if (length == 0)
            {
                at = end < 0 ? from + 1 : end;
                return name.Length == 0 ? "." : name.ToString();
            }

            if (length >= 0xC0)
            {
                if (from + 1 >= message.Length)
                    return null;

                var target = ((length & 0x3F) << 8) | message[from + 1];
                if (target >= began)
                    return null;

                end = end < 0 ? from + 2 : end;
                (from, began) = (target, target);
                continue;
            }

            if (length > LongestLabel || from + 1 + length > message.Length || name.Length + length + 1 > LongestName)
                return null;

            if (name.Length > 0)
                name.Append('.');

            foreach (var letter in message.Slice(from + 1, length))
                name.Append(letter is > 0x20 and < 0x7F ? char.ToLowerInvariant((char)letter) : '?');

            from += length + 1;
        }

        return null;
    }
}
