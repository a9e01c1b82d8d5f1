using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>
/// What the XMPP server took in the last moments, for as long as it may be lost with the server.
/// COMPAT(ejabberd 24.12): a server that stops ends the sessions of its users before its components. What comes in between is taken, as the fence proves, and
/// reaches neither a client nor the store for those who are offline. Called by one thread at a time.
/// </summary>
internal sealed class LastTaken(TimeProvider time)
{
    /// <summary>A small server needs a tenth of a second between the two.</summary>
    public static readonly TimeSpan Doubtful = TimeSpan.FromSeconds(2);

    /// <summary>In bytes of payload: a burst must not fill the memory for what hardly ever happens. The newest are kept.</summary>
    public const int MostBytes = 4 << 20;

    private readonly Queue<(InboxEntry Entry, long At)> _taken = new();
    private int _bytes;

    /// <summary>Notes what has just been proved.</summary>
    public void Note(IEnumerable<InboxEntry> entries)
    {
        var now = time.GetTimestamp();
        foreach (var entry in entries)
        {
            _taken.Enqueue((entry, now));
            _bytes += entry.Payload.Length;
        }

        Trim();
    }

    /// <summary>What is doubtful when the server goes now; nothing is kept. In the order of the proofs.</summary>
    public IReadOnlyList<InboxEntry> Take()
    {
        Trim();
        IReadOnlyList<InboxEntry> doubtful = [.. _taken.Select(taken => taken.Entry)];
        _taken.Clear();
        _bytes = 0;
        return doubtful;
    }

    private void Trim()
    {
        while (_taken.TryPeek(out var oldest) && (_bytes > MostBytes || time.GetElapsedTime(oldest.At) > Doubtful))
        {
            _bytes -= _taken.Dequeue().Entry.Payload.Length;
        }
    }
}
