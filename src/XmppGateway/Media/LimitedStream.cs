using XmppGateway.Abstractions;

namespace XmppGateway.Media;

/// <summary>The body of an answer, with a limit on its bytes and on its time.</summary>
/// <param name="inner">The body.</param>
/// <param name="owner">Goes with it.</param>
/// <param name="file">What is read.</param>
/// <param name="maxBytes">More is an error.</param>
/// <param name="limit">Cancelled when the time is over; goes with the stream.</param>
internal sealed class LimitedStream(Stream inner, IDisposable owner, AttachedFile file, long maxBytes, CancellationTokenSource limit)
    : BoundedStream(inner, maxBytes, _ => new MediaLimitException(file, MediaTexts.TooLarge(maxBytes)))
{
    /// <summary>Who blocks instead is bound to the connection's own time.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await base.ReadAsync(buffer, both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new MediaLimitException(file, MediaTexts.TooSlow);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            owner.Dispose();
            limit.Dispose();
        }
    }
}
