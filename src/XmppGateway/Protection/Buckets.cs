using XmppGateway.Routing;

namespace XmppGateway.Protection;

/// <summary>
/// One bucket for each key. Keeps those that were used lately; one that is forgotten had time to fill. Thread-safe.
/// </summary>
internal sealed class Buckets<TKey>(RateLimit limit, int capacity, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly BoundedCache<TKey, TokenBucket> _buckets = new(capacity);

    /// <summary>How many buckets are in memory.</summary>
    public int Count => _buckets.Count;

    /// <summary>Takes a token; zero when there was one, otherwise the time until there is one.</summary>
    public TimeSpan Take(TKey key) => Change(key, static (bucket, limit, now) => bucket.Take(limit, now));

    /// <summary>Takes a token that may be still to come; the time until then.</summary>
    public TimeSpan Reserve(TKey key) => Change(key, static (bucket, limit, now) => bucket.Reserve(limit, now));

    /// <summary>Gives a reserved token back.</summary>
    public void Return(TKey key) => Change(key, static (bucket, limit, _) => (bucket.Return(limit), TimeSpan.Zero));

    private TimeSpan Change(TKey key, Func<TokenBucket, RateLimit, DateTimeOffset, (TokenBucket, TimeSpan)> step)
    {
        if (limit.IsOff)
        {
            return TimeSpan.Zero;
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();
            var (next, wait) = step(_buckets.TryGet(key, out var bucket) ? bucket : TokenBucket.Full(limit, now), limit, now);
            _buckets.Set(key, next);
            return wait;
        }
    }
}
