namespace XmppGateway.Protection;

/// <summary>How many a minute, and how many at once after a quiet time.</summary>
internal sealed record RateLimit(int PerMinute, int Burst)
{
    /// <summary>Any number.</summary>
    public static RateLimit Off { get; } = new(0, 0);

    public bool IsOff => PerMinute == 0;

    /// <summary>The time that a number of tokens takes to come.</summary>
    public TimeSpan TimeFor(double tokens) => TimeSpan.FromMinutes(tokens / PerMinute);
}
