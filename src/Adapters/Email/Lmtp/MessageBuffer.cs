using System.Buffers;
using XmppGateway.Adapters.Email.Files;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>
/// Collects one message within its own limit and the common budget: a small one in pooled memory, a large one in a file without a name, which is then
/// read as if it were memory. After a failure it keeps nothing more.
/// </summary>
internal sealed class MessageBuffer(int maxBytes, BufferBudget budget) : IDisposable
{
    /// <summary>What is larger goes to the disk: nearly all mails without files stay below it.</summary>
    public const int LargestInMemory = 256 * 1024;

    private const int FirstSize = 16 * 1024;
    private const int SpooledAtOnce = 64 * 1024;
    private byte[] _bytes = [];
    private int _length;
    private FileStream? _file;
    private int _spooled;
    private MappedFile? _mapped;

    /// <summary>Why the message cannot be taken, or null.</summary>
    public LmtpReply? Failure { get; private set; }

    /// <summary>All of it; valid until the buffer is disposed of. After <see cref="CompleteAsync"/>.</summary>
    public ReadOnlyMemory<byte> Written => _mapped?.Memory ?? _bytes.AsMemory(0, _length);

    /// <summary>Whether it is on the disk.</summary>
    public bool IsSpooled => _file is not null;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (Failure is not null)
            return;

        if (bytes.Length > maxBytes - _spooled - _length)
        {
            Fail(LmtpReply.TooLarge);
            return;
        }

        if (bytes.Length > _bytes.Length - _length && !TryGrow(_length + bytes.Length))
            return;

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>To be called between pieces: takes to the disk what has become too much for memory.</summary>
    public ValueTask SpoolAsync(CancellationToken cancellationToken) =>
        _length >= (_file is null ? LargestInMemory : SpooledAtOnce) ? WriteAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <summary>To be called at the end.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_file is not null)
            await WriteAsync(cancellationToken);
        if (_file is null)
            return;

        ReleaseMemory();
        try
        {
            _mapped = new(_file, _spooled);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            FailOnDisk(error);
        }
    }

    public void Fail(LmtpReply reason)
    {
        Failure ??= reason;
        Release();
    }

    /// <summary>What the disk said, for operators; null while it works.</summary>
    public Exception? DiskError { get; private set; }

    public void Dispose() => Release();

    private async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        // The disk is limited as memory is: what lies there counts until the message is stored.
        if (!budget.TryTake(_length))
        {
            Fail(LmtpReply.OutOfBuffers);
            return;
        }

        var length = _length;
        _spooled += length;
        _length = 0;
        try
        {
            _file ??= SpoolFile.Create();
            await _file.WriteAsync(_bytes.AsMemory(0, length), cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            FailOnDisk(error);
        }
    }

    private void FailOnDisk(Exception error)
    {
        DiskError = error;
        Fail(LmtpReply.OutOfStorage);
    }

    private bool TryGrow(int needed)
    {
        // The pool gives powers of two: doubling keeps the copying linear.
        var bigger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, needed));
        if (!budget.TryTake(bigger.Length))
        {
            ArrayPool<byte>.Shared.Return(bigger);
            Fail(LmtpReply.OutOfBuffers);
            return false;
        }

        var length = _length;
        _bytes.AsSpan(0, length).CopyTo(bigger);
        ReleaseMemory();
        (_bytes, _length) = (bigger, length);
        return true;
    }

    private void Release()
    {
        ReleaseMemory();
        ((IDisposable?)_mapped)?.Dispose();
        _file?.Dispose();
        budget.Return(_spooled);
        (_mapped, _file, _spooled) = (null, null, 0);
    }

    private void ReleaseMemory()
    {
        if (_bytes.Length > 0)
        {
            budget.Return(_bytes.Length);
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        (_bytes, _length) = ([], 0);
    }
}
