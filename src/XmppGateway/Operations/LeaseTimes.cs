namespace XmppGateway.Operations;

/// <summary>For how long a lease is taken, and what follows from it: how soon another gateway takes over, and what a store may be away.</summary>
/// <param name="Duration">From a prolongation until another gateway may begin.</param>
/// <param name="RenewEvery">How often it is prolonged.</param>
/// <param name="AskAgainAfter">How often one that waits asks, and one whose store is away.</param>
/// <param name="Margin">Time to take the links down before another gateway may begin.</param>
internal sealed record LeaseTimes(TimeSpan Duration, TimeSpan RenewEvery, TimeSpan AskAgainAfter, TimeSpan Margin)
{
    /// <summary>
    /// How long the database waits for a gateway that has fallen silent in the middle of a commit and keeps the others from theirs: its machine may be
    /// gone. Less than <see cref="Duration"/> without <see cref="Margin"/>, so that it delays no take-over.
    /// </summary>
    public required TimeSpan Silence { get; init; }

    /// <summary>A store that is away for 25 seconds disturbs nobody.</summary>
    public static LeaseTimes Patient { get; } =
        new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)) { Silence = TimeSpan.FromSeconds(8) };

    /// <summary>Another gateway takes over within five seconds; a store must answer within two.</summary>
    public static LeaseTimes Fast { get; } =
        new(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(2)) { Silence = TimeSpan.FromSeconds(1.5) };
}
