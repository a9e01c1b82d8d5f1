using System.Text;

namespace XmppGateway.Testing;

/// <summary>
/// A conversation as data: what the client must write, and what it then reads. Anything else the client does fails the test at that
/// spot. An answer of null closes the connection.
/// </summary>
public sealed class ReplayStream : Stream
{
    private readonly Queue<(string Expected, string? Answer)> _script;
    private readonly StringBuilder _written = new();
    private readonly MemoryStream _unread = new();
    private bool _closed;

    /// <summary>A conversation in which the server speaks first.</summary>
    public ReplayStream(string greeting, params (string Expected, string? Answer)[] script)
    {
        _script = new(script);
        Queue(greeting);
    }

    /// <summary>What the client has not said yet.</summary>
    public IEnumerable<string> Remaining => _script.Select(step => step.Expected);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_closed)
            throw new IOException("Connection reset.");

        _written.Append(Encoding.UTF8.GetString(buffer));
        while (_written.Length > 0)
        {
            var written = _written.ToString();
            if (!_script.TryPeek(out var step))
                throw new InvalidOperationException($"The conversation is over; written: {written}");

            if (!written.StartsWith(step.Expected, StringComparison.Ordinal))
            {
                if (step.Expected.StartsWith(written, StringComparison.Ordinal))
                    return;

                throw new InvalidOperationException($"Expected: {step.Expected} Written: {written}");
            }

            _script.Dequeue();
            _written.Remove(0, step.Expected.Length);
            _closed |= step.Answer is null;
            Queue(step.Answer ?? "");
        }
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = _unread.Read(buffer);
        return count > 0 || _closed
            ? count
            : throw new InvalidOperationException($"The client waits for an answer; it should say: {_script.FirstOrDefault().Expected}");
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _unread.Dispose();
        base.Dispose(disposing);
    }

    private void Queue(string answer)
    {
        var at = _unread.Position;
        _unread.Position = _unread.Length;
        _unread.Write(Encoding.UTF8.GetBytes(answer));
        _unread.Position = at;
    }
}
