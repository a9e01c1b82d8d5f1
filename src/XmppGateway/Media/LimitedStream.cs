using XmppGateway.Abstractions;

namespace XmppGateway.Media;

/// <summary>The body of an answer, with a limit on its bytes and on its time.</summary>
/// <param name="inner">The body.</param>
/// <param name="owner">Goes with it.</param>
/// <param name="file">What is read.</param>
/// <param name="maxBytes">More is an error.</param>
/// <param name="limit">Cancelled when the time is over; goes with the stream.</param>
internal sealed class LimitedStream(Stream inner, IDisposable owner, AttachedFile file, long maxBytes, CancellationTokenSource limit) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new MediaLimitException(file, MediaTexts.TooSlow);
        }

        return Count(read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Without the limit of time: who blocks is bound to the connection's own.</summary>
    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            owner.Dispose();
            limit.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        _read += read;
        return _read <= maxBytes ? read : throw new MediaLimitException(file, MediaTexts.TooLarge(maxBytes));
    }
}
