namespace XmppGateway.Chaos.Plan;

/// <summary>What happens when. The same seed, length and kinds give the same plan.</summary>
public static class ChaosPlan
{
    /// <summary>Before the first disturbance, and after the last one: traffic alone.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan ShortestGap = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <summary>Like cards from a pack that is shuffled again when it is empty: no kind comes a second time before all have come.</summary>
    public static IReadOnlyList<Disturbance> Make(int seed, TimeSpan length, IReadOnlyCollection<DisturbanceKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        var plan = new List<Disturbance>();
        if (kinds.Count == 0)
            return plan;
        var random = new Random(seed);
        var pack = new Stack<DisturbanceKind>();
        for (var at = Calm; at <= length - LastMoment; at += Between(random, ShortestGap, LongestGap))
        {
            if (pack.Count == 0)
            {
                // Sorted first: in which order the kinds were given means nothing.
                var cards = kinds.OrderBy(kind => kind).ToArray();
                random.Shuffle(cards);
                pack = new Stack<DisturbanceKind>(cards);
            }

            plan.Add(new Disturbance(at, pack.Pop(), Between(random, Shortest, Longest), random.Next(1000)));
        }

        return plan;
    }

    private static TimeSpan Between(Random random, TimeSpan least, TimeSpan most) =>
        TimeSpan.FromMilliseconds(random.Next((int)least.TotalMilliseconds, (int)most.TotalMilliseconds + 1));
}
