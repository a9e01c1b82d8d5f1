using System.Buffers;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>
/// Collects one message in pooled memory, within its own limit and the common budget. After a failure it keeps nothing more.
/// </summary>
internal sealed class MessageBuffer(int maxBytes, BufferBudget budget) : IDisposable
{
    private const int FirstSize = 16 * 1024;
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Why the message cannot be taken, or null.</summary>
    public LmtpReply? Failure { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (Failure is not null)
            return;

        if (bytes.Length > maxBytes - _length)
        {
            Fail(LmtpReply.TooLarge);
            return;
        }

        if (bytes.Length > _bytes.Length - _length && !TryGrow(_length + bytes.Length))
            return;

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Fail(LmtpReply reason)
    {
        Failure ??= reason;
        Release();
    }

    public void Dispose() => Release();

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
        Release();
        (_bytes, _length) = (bigger, length);
        return true;
    }

    private void Release()
    {
        if (_bytes.Length > 0)
        {
            budget.Return(_bytes.Length);
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        (_bytes, _length) = ([], 0);
    }
}
