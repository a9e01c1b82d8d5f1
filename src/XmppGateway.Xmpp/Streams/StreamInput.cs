namespace XmppGateway.Xmpp.Streams;

/// <summary>
/// Feeds the parser in large reads, and counts the bytes since the last <see cref="Mark"/>: the limit on a stanza holds before the
/// parser has seen it, give or take one read.
/// </summary>
internal sealed class StreamInput(Func<Memory<byte>, int> read, long hardLimit) : Stream
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _start;
    private int _end;

    /// <summary>The peer closed its side, or the transport went, without the end of the XML document.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Bytes handed to the parser since the last mark.</summary>
    public long SinceMark { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Mark() => SinceMark = 0;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (SinceMark > hardLimit)
        {
            throw new StreamException(new StreamError(StreamConditions.PolicyViolation, "A stanza far above the size limit."));
        }

        if (_start == _end)
        {
            _start = 0;
            _end = read(_buffer);
            AtEnd = _end == 0;
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        SinceMark += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
