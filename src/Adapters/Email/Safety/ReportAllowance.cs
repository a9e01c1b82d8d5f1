namespace XmppGateway.Adapters.Email.Safety;

/// <summary>
/// How many reports of failure may still go to one address about mails to one user: a bucket that fills with time. Immutable and pure. Reports have the
/// null sender and so make no loops (RFC 5321 §4.5.5); this keeps whoever writes under another's name from burying them in reports. What finds the
/// bucket empty waits: a mail that was taken is never dropped without a word (RFC 5321 §6.1).
/// </summary>
/// <param name="Credit">What is in it at <paramref name="At"/>, in seconds of filling; whole ones, so that who has waited as told finds enough.</param>
/// <param name="At">In seconds since 1970.</param>
/// <param name="Last">The last one that may go: it comes again when it could not be handed over, and is not counted again.</param>
internal sealed record ReportAllowance(long Credit, long At, string Last)
{
    /// <summary>How many may go at once: as many as somebody's program writes in a bad hour.</summary>
    public const int Capacity = 200;

    /// <summary>In how many seconds one more may go.</summary>
    public const int Refill = 60;

    public static readonly ReportAllowance Full = new(Capacity * Refill, 0, "");

    /// <summary>Judges one report.</summary>
    /// <param name="key">The same when the report comes again.</param>
    /// <param name="now">The clock. One that was put back costs nobody anything but its own step.</param>
    /// <returns>What holds from now on, and how long the report has to wait: null where it may go.</returns>
    public (ReportAllowance Next, TimeSpan? Wait) Take(string key, DateTimeOffset now)
    {
        if (key == Last)
            return (this, null);

        var seconds = now.ToUnixTimeSeconds();
        var credit = Math.Min(Capacity * Refill, Credit + Math.Max(0, seconds - At));
        return credit >= Refill
            ? (new(credit - Refill, seconds, key), null)
            : (this with { Credit = credit, At = seconds }, TimeSpan.FromSeconds(Refill - credit));
    }
}
