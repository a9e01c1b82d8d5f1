namespace XmppGateway.Adapters.Matrix.History;

/// <summary>
/// Says when rooms that are complete already are to be looked into once more: twice after each disturbance between the homeserver and us,
/// of which our start is one.
/// COMPAT(Synapse 1.160): when it takes us for back, it may store a transaction that it then does not send until we are away again. The
/// number of the next one shows it; but when nobody writes any more, there is no next one.
/// </summary>
internal sealed class SecondLook(TimeProvider time)
{
    /// <summary>
    /// After the last disturbance; with the watch's interval it is up to 25 and 65 seconds. Synapse is mostly through with what it had put
    /// off within seconds of being answered; the later look is for a long list, or a slow machine.
    /// </summary>
    private static readonly TimeSpan[] Delays = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(50)];

    private readonly Lock _lock = new();
    private long _since = time.GetTimestamp();
    private int _taken;

    /// <summary>Something was disturbed just now. What was due because of an earlier disturbance is due later.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _since = time.GetTimestamp();
            _taken = 0;
        }
    }

    /// <summary>True when it is time for a look; once for each.</summary>
    public bool TakeDue()
    {
        lock (_lock)
        {
            var elapsed = time.GetElapsedTime(_since);
            var before = _taken;
            _taken = Delays.Count(delay => elapsed >= delay);
            return _taken > before;
        }
    }
}
