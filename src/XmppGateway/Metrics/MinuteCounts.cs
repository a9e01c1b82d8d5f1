namespace XmppGateway.Metrics;

/// <summary>How many there were in each minute of the last hour. Any thread.</summary>
internal sealed class MinuteCounts
{
    public const int Minutes = 60;

    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Minutes];
    private long _newest;

    public void Add(DateTimeOffset now, int count)
    {
        var minute = MinuteOf(now);
        lock (_lock)
        {
            MoveTo(minute);

            // A clock that was put back: what happens now belongs to the newest minute that there is.
            _counts[Math.Max(minute, _newest) % Minutes] += count;
        }
    }

    /// <summary>The oldest first, the minute that runs now last.</summary>
    public IReadOnlyList<long> Read(DateTimeOffset now)
    {
        lock (_lock)
        {
            MoveTo(MinuteOf(now));
            var newest = _newest;
            return [.. Enumerable.Range(1, Minutes).Select(i => _counts[(newest + i) % Minutes])];
        }
    }

    private static long MinuteOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;

    private void MoveTo(long minute)
    {
        if (minute - _newest >= Minutes)
        {
            Array.Clear(_counts);
            _newest = minute;
        }

        while (_newest < minute)
        {
            _counts[++_newest % Minutes] = 0;
        }
    }
}
