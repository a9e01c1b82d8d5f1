using System.Buffers;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>
/// Makes a message ready for DATA (RFC 5321 §4.5.2): a dot before a line's first dot, CRLF at every line's end whatever stood there, and
/// the final dot. No bare CR or LF leaves here: another server could take it for an end.
/// </summary>
internal static class DotStuffing
{
    public static void Write(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        while (!message.IsEmpty)
        {
            var end = message.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? message : message[..end];
            if (line is [(byte)'.', ..])
                output.Write("."u8);

            output.Write(line);
            output.Write("\r\n"u8);
            var separator = end < 0 ? 0 : message[end..] is [(byte)'\r', (byte)'\n', ..] ? 2 : 1;
            message = message[(line.Length + separator)..];
        }

        output.Write(".\r\n"u8);
    }
}
