using XmppGateway.Storage;
using XmppGateway.Tests.Storage;

namespace XmppGateway.Tests.Protection;

/// <summary>A store that is away after a number of writes on the way of what strangers write: nothing comes after them, as in a crash.</summary>
internal sealed class BreakingStore
{
    private static readonly HashSet<string> Steps =
    [
        nameof(IStore.HoldAsync), nameof(IStore.FollowAsync), nameof(IStore.AddKnownAsync), nameof(IStore.AddIncomingAsync),
        nameof(IStore.ReleaseHeldAsync), nameof(IStore.CompleteIncomingAsync),
    ];

    private int _left = int.MaxValue;

    /// <summary>True when a write did not come through any more.</summary>
    public bool IsBroken => Volatile.Read(ref _left) < 0;

    public void BreakAfter(int writes) => Volatile.Write(ref _left, writes);

    /// <summary>A store of the next life, which works.</summary>
    public IStore Around(IStore inner)
    {
        var (store, control) = AlteredStore.Around(inner);
        control.Fails = name => Fails(name) ? new StoreUnavailableException("The test has broken the store.") : null;
        Volatile.Write(ref _left, int.MaxValue);
        return store;
    }

    private bool Fails(string name)
    {
        if (name is nameof(IStore.DisposeAsync) or nameof(IStore.OpenAsync) || name.StartsWith("get_", StringComparison.Ordinal))
        {
            return false;
        }

        return IsBroken || (Steps.Contains(name) && Volatile.Read(ref _left) < int.MaxValue && Interlocked.Decrement(ref _left) < 0);
    }
}
