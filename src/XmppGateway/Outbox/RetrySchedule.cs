namespace XmppGateway.Outbox;

/// <summary>When to try a delivery again. Pure; what it decides is stored, so that a restart does not start over.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The time of the next attempt, or null when the entry has expired by then and its sender is to be told.</summary>
    /// <param name="now">The time of the failed attempt.</param>
    /// <param name="attempts">Failed attempts so far, this one included.</param>
    /// <param name="asked">The wait that the foreign server asked for.</param>
    /// <param name="expires">When the sender is told that it did not work.</param>
    /// <param name="jitter">0 to 1.</param>
    public static DateTimeOffset? Next(DateTimeOffset now, int attempts, TimeSpan? asked, DateTimeOffset expires, double jitter)
    {
        if (now >= expires)
        {
            return null;
        }

        var doubled = First * Math.Pow(2, Math.Min(attempts - 1, 20));
        var backoff = (doubled < Longest ? doubled : Longest) * (0.75 + (jitter / 2));
        var next = now + (asked > backoff ? asked.Value : backoff);

        // One last attempt at the end of its time, or when the gateway is back after it.
        return Earlier(next, expires);
    }

    /// <summary>The time to look again when the server was not asked, because its circuit is open; null when the entry has expired.</summary>
    public static DateTimeOffset? NotAsked(DateTimeOffset now, TimeSpan? asked, DateTimeOffset expires) =>
        now >= expires ? null : Earlier(now + (asked > First ? asked.Value : First), expires);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
