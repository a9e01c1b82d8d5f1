using System.Collections.Concurrent;

namespace XmppGateway.Metrics;

/// <summary>What people want to see of the last hour, without a database for it: rates by minute, and the last failures. Any thread.</summary>
internal sealed class RecentTraffic(TimeProvider time)
{
    private const int MaxFailures = 50;

    private readonly ConcurrentDictionary<string, NetworkTraffic> _networks = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Queue<RecentFailure> _failures = new();

    /// <summary>The newest first.</summary>
    public IReadOnlyList<RecentFailure> Failures
    {
        get
        {
            lock (_lock)
            {
                return [.. _failures.Reverse()];
            }
        }
    }

    public NetworkTraffic Of(string network) => _networks.GetOrAdd(network, static _ => new NetworkTraffic());

    public void Delivered(string network, Way way) => (way == Way.Out ? Of(network).Out : Of(network).In).Add(time.GetUtcNow(), 1);

    /// <param name="network">Of which network.</param>
    /// <param name="way">Which way it went.</param>
    /// <param name="entry">What <c>outbox list</c> or <c>trace</c> calls it.</param>
    /// <param name="reason">In words; no addresses.</param>
    public void Failed(string network, Way way, string entry, string reason)
    {
        var now = time.GetUtcNow();
        (way == Way.Out ? Of(network).FailedOut : Of(network).FailedIn).Add(now, 1);
        lock (_lock)
        {
            _failures.Enqueue(new RecentFailure(now, network, way, entry, reason));
            if (_failures.Count > MaxFailures)
            {
                _failures.Dequeue();
            }
        }
    }
}

/// <summary>The last hour of one network.</summary>
internal sealed class NetworkTraffic
{
    public MinuteCounts Out { get; } = new();

    public MinuteCounts In { get; } = new();

    public MinuteCounts FailedOut { get; } = new();

    public MinuteCounts FailedIn { get; } = new();
}

/// <summary>One message that was given back or put aside.</summary>
internal sealed record RecentFailure(DateTimeOffset At, string Network, Way Way, string Entry, string Reason);
