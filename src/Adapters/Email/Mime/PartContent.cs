namespace XmppGateway.Adapters.Email.Mime;

/// <summary>
/// The decoded content of a part as a stream, decoded while it is read and never held as a whole. Gives the same as <see cref="MimePart.DecodeBody"/>.
/// </summary>
internal sealed class PartContent : Stream
{
    private const int Lines = 64 * 1024;

    private readonly ReadOnlyMemory<byte> _raw;
    private readonly TransferEncoding _encoding;
    private int _position;
    private int _left;
    private ReadOnlyMemory<byte> _decoded;
    private int _bits;
    private int _have;

    public PartContent(MimePart part)
    {
        // A message inside a message has no encoding of its own (RFC 2046 §5.2.1): it is all that lies there.
        var isMessage = part.ContentType.IsMessage && part.Children.Count == 1;
        _raw = isMessage ? part.Children[0].Whole : part.RawBody;
        _encoding = isMessage || (part.TransferEncoding == TransferEncoding.Base64 && !TransferDecoder.IsBase64(_raw.Span))
            ? TransferEncoding.Identity
            : part.TransferEncoding;
    }

    /// <summary>Bytes that are in no encoding.</summary>
    public PartContent(ReadOnlyMemory<byte> raw) => _raw = raw;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var raw = _raw.Span;
        var length = _encoding switch
        {
            TransferEncoding.Identity => Copy(raw, buffer),
            TransferEncoding.Base64 => ReadBase64(raw, buffer),
            _ => ReadLines(raw, buffer),
        };
        if (_position - _left >= LargeSpan.Window)
        {
            LargeSpan.Leave(raw[_left.._position]);
            _left = _position;
        }

        return length;
    }

    private int Copy(ReadOnlySpan<byte> raw, Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, raw.Length - _position);
        raw.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    private int ReadBase64(ReadOnlySpan<byte> raw, Span<byte> buffer)
    {
        var length = 0;
        while (length < buffer.Length && _position < raw.Length)
        {
            var octet = raw[_position++];
            var value = TransferDecoder.Sextet(octet);
            if (value < 0)
            {
                _have = octet == '=' ? 0 : _have;
                continue;
            }

            _bits = (_bits << 6) | value;
            _have += 6;
            if (_have >= 8)
            {
                _have -= 8;
                buffer[length++] = (byte)(_bits >> _have);
            }
        }

        return length;
    }

    /// <summary>The other encodings are of lines: each line says all about itself (RFC 2045 §6.7).</summary>
    private int ReadLines(ReadOnlySpan<byte> raw, Span<byte> buffer)
    {
        while (_decoded.IsEmpty && _position < raw.Length)
        {
            var end = LargeSpan.EndOf(raw, _position, Lines, endsLines: true);
            _decoded = TransferDecoder.Decode(raw[_position..end], _encoding);
            _position = end;
        }

        var count = Math.Min(buffer.Length, _decoded.Length);
        _decoded.Span[..count].CopyTo(buffer);
        _decoded = _decoded[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
