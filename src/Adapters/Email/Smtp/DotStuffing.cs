using System.Buffers;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>
/// Makes a message ready for DATA (RFC 5321 §4.5.2), piece by piece: a dot before a line's first dot, CRLF at every line's end whatever stood
/// there, and the final dot. No bare CR or LF leaves here: another server could take it for an end.
/// </summary>
internal sealed class DotStuffing
{
    private bool _insideLine;
    private bool _afterReturn;

    /// <summary>A whole message.</summary>
    public static void Write(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        var stuffing = new DotStuffing();
        stuffing.Add(message, output);
        stuffing.End(output);
    }

    /// <summary>The next piece; it may begin and end anywhere.</summary>
    public void Add(ReadOnlySpan<byte> piece, IBufferWriter<byte> output)
    {
        while (!piece.IsEmpty)
        {
            if (_afterReturn && piece[0] == '\n')
            {
                piece = piece[1..];
            }

            _afterReturn = false;
            var end = piece.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? piece : piece[..end];
            if (!_insideLine && line is [(byte)'.', ..])
                output.Write("."u8);

            output.Write(line);
            _insideLine |= !line.IsEmpty;
            if (end < 0)
                return;

            output.Write("\r\n"u8);
            _insideLine = false;
            _afterReturn = piece[end] == '\r';
            piece = piece[(end + 1)..];
        }
    }

    /// <summary>Ends the last line, and the message.</summary>
    public void End(IBufferWriter<byte> output)
    {
        if (_insideLine)
            output.Write("\r\n"u8);

        output.Write(".\r\n"u8);
    }
}
