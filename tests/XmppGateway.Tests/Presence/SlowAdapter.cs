using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Presence;

/// <summary>Takes the first signal only when it is let.</summary>
internal sealed class SlowAdapter : SignallingAdapter, IDisposable
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _turn = new(0);

    public Task Begun => _begun.Task;

    public void GoOn() => _turn.Release(100);

    public override async ValueTask TakeSignalAsync(UserSignal signal, CancellationToken cancellationToken)
    {
        _begun.TrySetResult();
        await _turn.WaitAsync(cancellationToken);
        await base.TakeSignalAsync(signal, cancellationToken);
    }

    public void Dispose() => _turn.Dispose();
}
