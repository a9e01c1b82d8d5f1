namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>
/// Finds the end of the data and takes the dot-stuffing off (RFC 5321 §4.5.2), byte by byte over whatever pieces arrive. The end is
/// exactly CRLF.CRLF. Bare CR and LF are never an end and never stored: a bare LF becomes CRLF, a CR before another CR is dropped, any
/// other bare CR becomes a space. Nothing that two programs could read differently gets through (SMTP smuggling).
/// </summary>
internal sealed class DataDecoder(MessageBuffer output, int maxLineBytes)
{
    private State _state = State.LineStart;
    private int _lineBytes;

    private enum State
    {
        /// <summary>After a true CRLF, or at the beginning.</summary>
        LineStart,
        Text,

        /// <summary>A CR, not written yet.</summary>
        Cr,

        /// <summary>A dot at the start of a line, not written yet.</summary>
        Dot,

        /// <summary>A dot and a CR, not written yet.</summary>
        DotCr,
    }

    /// <summary>Reads on; true when the end was found. <paramref name="consumed"/> counts the bytes up to and with it.</summary>
    public bool Feed(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        while (consumed < bytes.Length)
        {
            if (_state == State.Text)
            {
                consumed += TakeText(bytes[consumed..]);
                continue;
            }

            var next = bytes[consumed];
            switch (_state, next)
            {
                case (State.DotCr, (byte)'\n'):
                    consumed++;
                    return true;
                case (State.LineStart, (byte)'.'):
                    _state = State.Dot;
                    consumed++;
                    break;
                case (State.Dot, (byte)'\r'):
                    _state = State.DotCr;
                    consumed++;
                    break;
                case (State.Cr, (byte)'\n'):
                    EndLine(State.LineStart);
                    consumed++;
                    break;
                case (State.Cr or State.DotCr, (byte)'\r'):
                    _state = State.Cr;
                    consumed++;
                    break;
                case (State.Cr or State.DotCr, _):
                    Write(" "u8);
                    _state = State.Text;
                    break;
                default:
                    // The dot of a longer line was added by the sender and goes; the byte itself is text.
                    _state = State.Text;
                    break;
            }
        }

        return false;
    }

    private int TakeText(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        if (length != 0)
        {
            var run = length < 0 ? bytes : bytes[..length];
            Write(run);
            return run.Length;
        }

        if (bytes[0] == '\r')
            _state = State.Cr;
        else
            EndLine(State.Text);

        return 1;
    }

    private void EndLine(State next)
    {
        output.Append("\r\n"u8);
        _lineBytes = 0;
        _state = next;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _lineBytes += bytes.Length;
        if (_lineBytes > maxLineBytes)
            output.Fail(LmtpReply.TextLineTooLong);
        else
            output.Append(bytes);
    }
}
