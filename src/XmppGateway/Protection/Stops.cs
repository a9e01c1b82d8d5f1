using System.Collections.Concurrent;
using XmppGateway.Storage;

namespace XmppGateway.Protection;

/// <summary>
/// Networks that an admin has stopped in an emergency: nothing is taken for them, nothing is sent, and what is stored waits. Stays so over
/// restarts until it is resumed.
/// </summary>
internal sealed class Stops(IRuleStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, StopRow> _stopped = new(StringComparer.Ordinal);

    /// <summary>Told after a network was resumed; returns at once.</summary>
    public Action<string>? Resumed { get; set; }

    /// <summary>Reads what an earlier life was told. Before anything is accepted.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var stop in await store.ReadStopsAsync(cancellationToken))
        {
            _stopped[stop.Network] = stop;
        }
    }

    public bool IsStopped(string network) => _stopped.ContainsKey(network);

    /// <summary>Since when and why; null for a network that works.</summary>
    public StopRow? Find(string network) => _stopped.GetValueOrDefault(network);

    /// <summary>Stops a network at once, and durably when it returns.</summary>
    public Task StopAsync(string network, string reason, CancellationToken cancellationToken)
    {
        var stop = new StopRow(network, reason, time.GetUtcNow());
        _stopped[network] = stop;
        return store.PutStopAsync(stop, cancellationToken);
    }

    /// <summary>Lets a network work again; false when it was not stopped.</summary>
    public async Task<bool> ResumeAsync(string network, CancellationToken cancellationToken)
    {
        var found = await store.RemoveStopAsync(network, cancellationToken);
        var wasStopped = _stopped.TryRemove(network, out _) || found;
        Resumed?.Invoke(network);
        return wasStopped;
    }
}
