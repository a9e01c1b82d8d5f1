using XmppGateway.Operations;

namespace XmppGateway.Composition;

/// <summary>How long the steps of a stop may take; <see cref="ActiveGateway.StopAsync"/> has their order.</summary>
/// <param name="Attempts">Deliveries that an adapter has begun.</param>
/// <param name="LastFence">The proof that the XMPP server has taken what was sent; beside the attempts.</param>
/// <param name="Goodbyes">Unavailable presence of the contacts.</param>
/// <param name="Links">The streams' ends, and the handling of what they had read.</param>
/// <param name="Adapters">The adapters' own stops; beside the links.</param>
internal sealed record StopLimits(TimeSpan Attempts, TimeSpan LastFence, TimeSpan Goodbyes, TimeSpan Links, TimeSpan Adapters)
{
    /// <summary>The program ends: all of it fits into the ten seconds of an impatient supervisor.</summary>
    public static readonly StopLimits Ordered = new(
        Attempts: TimeSpan.FromSeconds(2.5),
        LastFence: TimeSpan.FromSeconds(2),
        Goodbyes: TimeSpan.FromSeconds(1),
        Links: TimeSpan.FromSeconds(2),
        Adapters: TimeSpan.FromSeconds(2));

    /// <summary>The lease is lost: the links are down before another gateway may begin, whatever hangs.</summary>
    public static readonly StopLimits LeaseLost = new(
        Attempts: TimeSpan.FromSeconds(0.5),
        LastFence: TimeSpan.FromSeconds(0.5),
        Goodbyes: TimeSpan.FromSeconds(0.5),
        Links: TimeSpan.FromSeconds(2),
        Adapters: TimeSpan.FromSeconds(2));

    /// <summary>The same with <see cref="LeaseTimes.Fast"/>.</summary>
    public static readonly StopLimits FastLeaseLost = new(
        Attempts: TimeSpan.FromSeconds(0.1),
        LastFence: TimeSpan.FromSeconds(0.1),
        Goodbyes: TimeSpan.FromSeconds(0.1),
        Links: TimeSpan.FromSeconds(0.4),
        Adapters: TimeSpan.FromSeconds(0.4));

    /// <summary>When a lease of these times is lost.</summary>
    public static StopLimits WhenLost(LeaseTimes times) => times == LeaseTimes.Fast ? FastLeaseLost : LeaseLost;

    /// <summary>The time of all steps when everything hangs.</summary>
    public TimeSpan Total => Longer(Attempts, LastFence) + Goodbyes + Longer(Links, Adapters) + (3 * BoundedSteps.Grace);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
