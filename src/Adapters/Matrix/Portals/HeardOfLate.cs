namespace XmppGateway.Adapters.Matrix.Portals;

/// <summary>Something that was said or done in a portal.</summary>
/// <param name="Id">The event; of what is on its way to Matrix, the delivery.</param>
/// <param name="By">Who of Matrix did it; null for an occupant of the XMPP room.</param>
/// <param name="Nick">What the occupant is called; null for people of Matrix.</param>
/// <param name="Traces">By what a copy of it is known.</param>
/// <param name="At">When it was heard.</param>
internal sealed record Heard(string Id, string? By, string? Nick, IReadOnlyList<string> Traces, DateTimeOffset At)
{
    /// <summary>Which copy of it each puppet and ghost has brought: none brings two. Guarded by the lock of what holds it.</summary>
    public Dictionary<string, string> Copies { get; } = new(StringComparer.Ordinal);
}

/// <summary>What was said and done in one portal in the last minute, and which other bridges are there. Called from the lanes of both directions.</summary>
internal sealed class HeardOfLate
{
    /// <summary>Bridges that are slower than that make no circle that anybody would notice.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private const int Most = 200;

    private readonly Lock _lock = new();
    private readonly Queue<Heard> _all = new();

    /// <summary>What the room says of other bridges, and when it was asked.</summary>
    public (IReadOnlyList<OtherBridge> Bridges, DateTimeOffset At) Others
    {
        get
        {
            lock (_lock)
            {
                return field;
            }
        }

        set
        {
            lock (_lock)
            {
                field = value;
            }
        }
    } = ([], DateTimeOffset.MinValue);

    /// <summary>It is remembered, once.</summary>
    public void Add(Heard what)
    {
        lock (_lock)
        {
            if (what.Traces.Count > 0 && _all.All(heard => heard.Id != what.Id))
            {
                _all.Enqueue(what);
            }
        }
    }

    /// <summary>What else was said of late of which this may be a copy that this puppet or ghost brings, the oldest first.</summary>
    public IReadOnlyList<Heard> FindOriginals(Heard copy, string bringer)
    {
        lock (_lock)
        {
            while (_all.TryPeek(out var oldest) && (oldest.At < copy.At - Memory || _all.Count >= Most))
            {
                _all.Dequeue();
            }

            return
            [
                .. _all.Where(heard => heard.Id != copy.Id && (!heard.Copies.TryGetValue(bringer, out var brought) || brought == copy.Id)
                    && copy.Traces.Any(trace => heard.Traces.Any(other => Traces.IsCopy(trace, other)))),
            ];
        }
    }

    /// <summary>It is a copy: when the same words come once more, they were said once more.</summary>
    public void NoteCopy(Heard original, Heard copy, string bringer)
    {
        lock (_lock)
        {
            original.Copies[bringer] = copy.Id;
        }
    }
}
