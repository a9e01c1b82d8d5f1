using XmppGateway.Abstractions;
using XmppGateway.Routing;

namespace XmppGateway.Roster;

/// <summary>
/// How fast one user is asked about contacts: a handful at once, then one every few seconds. A hundred requests in a row are noise, and some
/// clients show a window for each.
/// </summary>
internal sealed class RequestPace(TimeProvider time)
{
    private const int Burst = 5;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly BoundedCache<(string Network, Jid User), DateTimeOffset> _next = new(4096);

    /// <summary>Takes a place in the row of this user; returns how long to wait for it.</summary>
    public TimeSpan Take(string network, Jid user)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            // The moment at which the whole burst is there again; each request moves it on.
            var full = _next.TryGet((network, user), out var known) && known > now ? known : now;
            var after = full + Every;
            _next.Set((network, user), after);
            var wait = after - now - (Burst * Every);
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }
}
