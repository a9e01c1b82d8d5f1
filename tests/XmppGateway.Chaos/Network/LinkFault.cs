namespace XmppGateway.Chaos.Network;

/// <summary>How bytes pass a link now, in both directions.</summary>
public enum Passage
{
    Free,
    Late,
    ByteByByte,
    Closed,
}

/// <summary>The state of one link, which may change while bytes wait.</summary>
public sealed class LinkFault
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Passage _passage;
    private int _cuts;

    /// <summary>How often the link was cut. A conduit breaks when it grows.</summary>
    public int Cuts
    {
        get
        {
            lock (_gate)
                return _cuts;
        }
    }

    public Passage Passage
    {
        get
        {
            lock (_gate)
                return _passage;
        }
    }

    public void Set(Passage passage)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _passage = passage;
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <summary>Breaks every connection that there is in the middle of the next bytes that it carries.</summary>
    public void Cut()
    {
        lock (_gate)
            _cuts++;
    }

    /// <summary>Ends as soon as bytes may pass, and says how.</summary>
    public async Task<Passage> OpenAsync(CancellationToken cancellationToken)
    {
        for (; ; )
        {
            Task changed;
            lock (_gate)
            {
                if (_passage != Passage.Closed)
                    return _passage;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }
}
