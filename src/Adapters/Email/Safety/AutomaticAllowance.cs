namespace XmppGateway.Adapters.Email.Safety;

/// <summary>
/// How many mails of programs may still pass between two: a bucket that fills with time. Immutable and pure. Once it is empty, nothing
/// passes until it is full again: a loop then is two lines in a chat, not one every ten minutes.
/// </summary>
/// <param name="Tokens">How many may pass at <paramref name="At"/>.</param>
/// <param name="At">In seconds since 1970.</param>
/// <param name="IsSilent">True from when it was empty until it is full.</param>
/// <param name="Judged">The latest mails and what became of them, the latest last: one that comes again is not counted again.</param>
internal sealed record AutomaticAllowance(double Tokens, long At, bool IsSilent, IReadOnlyList<JudgedMail> Judged)
{
    /// <summary>How many may pass at once.</summary>
    public const int Capacity = 6;

    private const int MostJudged = 12;

    /// <summary>In which time one more may pass.</summary>
    public static readonly TimeSpan Refill = TimeSpan.FromMinutes(10);

    public static readonly AutomaticAllowance Full = new(Capacity, 0, false, []);

    /// <summary>Judges one mail.</summary>
    /// <param name="key">The same when the mail comes again.</param>
    /// <param name="now">The clock.</param>
    public (AutomaticAllowance Next, AllowanceOutcome Outcome) Take(string key, DateTimeOffset now)
    {
        if (Judged.LastOrDefault(mail => mail.Key == key) is { } known)
            return (this, known.Outcome);

        var seconds = now.ToUnixTimeSeconds();
        var tokens = Math.Min(Capacity, Tokens + (Math.Max(0, seconds - At) / Refill.TotalSeconds));
        var silent = IsSilent && tokens < Capacity;
        var outcome = silent ? AllowanceOutcome.Silent : tokens >= 1 ? AllowanceOutcome.Passes : AllowanceOutcome.FallsSilent;
        var next = new AutomaticAllowance(
            outcome == AllowanceOutcome.Passes ? tokens - 1 : tokens,
            seconds,
            outcome != AllowanceOutcome.Passes,
            [.. Judged.TakeLast(MostJudged - 1), new(key, outcome)]);
        return (next, outcome);
    }
}

/// <summary>One mail and what became of it.</summary>
internal sealed record JudgedMail(string Key, AllowanceOutcome Outcome);

/// <summary>Whether a mail of a program passes.</summary>
internal enum AllowanceOutcome
{
    /// <summary>It does.</summary>
    Passes = 0,

    /// <summary>It is the first one too many: somebody is told.</summary>
    FallsSilent,

    /// <summary>It is one too many.</summary>
    Silent,
}
