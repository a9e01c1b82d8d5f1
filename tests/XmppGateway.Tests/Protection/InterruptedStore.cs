using XmppGateway.Storage;
using XmppGateway.Tests.Storage;

namespace XmppGateway.Tests.Protection;

/// <summary>A store before one of whose calls something else happens, from its beginning to its end.</summary>
internal sealed class InterruptedStore
{
    private readonly AsyncLocal<bool> _isWatched = new();
    private Func<Task> _other = () => Task.CompletedTask;
    private readonly TaskCompletionSource _otherIsDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = int.MaxValue;

    public IStore Around(IStore inner)
    {
        var (store, control) = AlteredStore.Around(inner);
        control.Fails = name =>
        {
            // Additions to the inbox are begun under a lock that the other needs, too; nothing comes between them and the call before.
            if (_isWatched.Value && name is not (nameof(IStore.AddIncomingAsync) or nameof(IStore.ReleaseHeldAsync))
                && Interlocked.Decrement(ref _left) == -1)
            {
                using (ExecutionContext.SuppressFlow())
                {
                    Task.Run(_other).GetAwaiter().GetResult();
                }

                _otherIsDone.SetResult();
            }

            return null;
        };
        return store;
    }

    /// <summary>Does something, and something else in its middle, before it uses the store once more than so often. False: it did not use it as often.</summary>
    public async Task<bool> RunAsync(int calls, Func<Task> what, Func<Task> other)
    {
        (_other, _left) = (other, calls);
        _isWatched.Value = true;
        await what();
        var isBegun = Interlocked.Exchange(ref _left, int.MaxValue) < 0;
        if (isBegun)
        {
            await _otherIsDone.Task.InTimeAsync();
        }

        return isBegun;
    }
}
