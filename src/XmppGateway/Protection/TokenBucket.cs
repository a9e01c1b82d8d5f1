namespace XmppGateway.Protection;

/// <summary>How many may pass at one moment: tokens come back evenly, up to the burst. Below zero others wait for theirs. Pure.</summary>
internal readonly record struct TokenBucket(double Tokens, DateTimeOffset At)
{
    /// <summary>Nobody passed for long.</summary>
    public static TokenBucket Full(RateLimit limit, DateTimeOffset now) => new(limit.Burst, now);

    /// <summary>Takes a token where there is one, and no time is to be waited; otherwise the time until there is one, and nothing is taken.</summary>
    public (TokenBucket Next, TimeSpan Wait) Take(RateLimit limit, DateTimeOffset now)
    {
        var filled = Fill(limit, now);
        return filled.Tokens >= 1 ? (filled with { Tokens = filled.Tokens - 1 }, TimeSpan.Zero) : (filled, limit.TimeFor(1 - filled.Tokens));
    }

    /// <summary>Takes a token that may be still to come, and says how long that is. Who reserves later waits longer.</summary>
    public (TokenBucket Next, TimeSpan Wait) Reserve(RateLimit limit, DateTimeOffset now)
    {
        var taken = Fill(limit, now) is var filled ? filled with { Tokens = filled.Tokens - 1 } : default;
        return (taken, taken.Tokens >= 0 ? TimeSpan.Zero : limit.TimeFor(-taken.Tokens));
    }

    /// <summary>Gives a reserved token back that was not used.</summary>
    public TokenBucket Return(RateLimit limit) => this with { Tokens = Math.Min(limit.Burst, Tokens + 1) };

    // A clock that was set back gives nothing, and must not stop the filling until it is where it was.
    private TokenBucket Fill(RateLimit limit, DateTimeOffset now)
    {
        var elapsed = now > At ? now - At : TimeSpan.Zero;
        return new TokenBucket(Math.Min(limit.Burst, Tokens + (elapsed.TotalMinutes * limit.PerMinute)), now);
    }
}
