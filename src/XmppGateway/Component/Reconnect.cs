using XmppGateway.Xmpp.Streams;

namespace XmppGateway.Component;

/// <summary>When to connect again after a stream has ended. Pure.</summary>
internal static class Reconnect
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // Only a person can mend these: often enough that the mended configuration is noticed, seldom enough to keep both logs readable.
    private static readonly TimeSpan Mistake = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The wait before the next attempt. The first one comes at once, because Prosody bounces every message while the component is away;
    /// later ones double up to 30 s.
    /// </summary>
    /// <param name="failure">What the failure means.</param>
    /// <param name="attempt">Failures in a row since the last good handshake, from 1.</param>
    /// <param name="jitter">0 to 1, so that gateways that were cut off together do not come back together.</param>
    public static TimeSpan Delay(StreamFailure failure, int attempt, double jitter) => failure switch
    {
        StreamFailure.Configuration => Mistake,
        StreamFailure.Conflict => Mistake * (1 + jitter),
        StreamFailure.Transient => Backoff(attempt) * (0.5 + (jitter / 2)),
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, null),
    };

    private static TimeSpan Backoff(int attempt)
    {
        var doubled = First * Math.Pow(2, Math.Min(attempt - 1, 20));
        return doubled < Longest ? doubled : Longest;
    }
}
