using System.Buffers;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>
/// Takes command lines out of what has arrived so far. RFC 5321 §2.3.8: only CRLF ends a line. A line beyond the limit is thrown away
/// while it comes in and shows up once, as <see cref="LmtpVerb.TooLong"/>.
/// </summary>
internal sealed class CommandReader(int maxLineBytes)
{
    private bool _discarding;

    /// <summary>Takes one line; false when its end has not arrived. Moves <paramref name="buffer"/> behind what was used up.</summary>
    public bool TryTake(ref ReadOnlySequence<byte> buffer, out LmtpCommand command)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
        {
            command = default;
            if (_discarding || buffer.Length > maxLineBytes)
            {
                _discarding = true;

                // A final CR may be half of the line's end.
                buffer = buffer.Slice(buffer.GetPosition(Math.Max(0, buffer.Length - 1)));
            }

            return false;
        }

        buffer = buffer.Slice(reader.Position);
        var tooLong = _discarding || line.Length > maxLineBytes;
        _discarding = false;
        command = tooLong ? new(LmtpVerb.TooLong, "") : LmtpCommand.Parse(line.IsSingleSegment ? line.FirstSpan : line.ToArray());
        return true;
    }
}
