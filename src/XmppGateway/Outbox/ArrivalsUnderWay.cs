using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>What the lanes of one attachment have begun, what of it was sent without proof, and what is sent a second time. All members may be called from any thread.</summary>
internal sealed class ArrivalsUnderWay
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _begun = [];
    private readonly OrderedDictionary<long, InboxEntry> _repeated = [];
    private List<InboxEntry> _sent = [];
    private bool _allSent;

    /// <summary>True when everything that will be sent was sent, and nothing of it waits for proof.</summary>
    public bool IsFinished
    {
        get
        {
            lock (_lock)
            {
                return _allSent && _sent.Count == 0;
            }
        }
    }

    /// <summary>What is to be repeated and was not proved.</summary>
    public IReadOnlyList<InboxEntry> NotRepeated
    {
        get
        {
            lock (_lock)
            {
                return [.. _repeated.Values];
            }
        }
    }

    /// <summary>Nothing is sent any more.</summary>
    public void EndSending()
    {
        lock (_lock)
        {
            _allSent = true;
        }
    }

    /// <summary>Notes that an entry, which is at its end in the store, is sent again.</summary>
    public void Repeat(InboxEntry entry)
    {
        lock (_lock)
        {
            _repeated.Add(entry.Sequence, entry);
        }
    }

    /// <summary>False when the entry was begun already.</summary>
    public bool TryBegin(long sequence)
    {
        lock (_lock)
        {
            return _begun.Add(sequence);
        }
    }

    /// <summary>Notes that an entry was sent and needs proof.</summary>
    public void NoteSent(InboxEntry entry)
    {
        lock (_lock)
        {
            _sent.Add(entry);
        }
    }

    /// <summary>What was sent since the last call.</summary>
    public List<InboxEntry> TakeSent()
    {
        lock (_lock)
        {
            var sent = _sent;
            _sent = [];
            return sent;
        }
    }

    /// <summary>Forgets what has come to its end.</summary>
    public void End(IReadOnlyList<long> sequences)
    {
        lock (_lock)
        {
            _begun.ExceptWith(sequences);
            foreach (var sequence in sequences)
            {
                _repeated.Remove(sequence);
            }
        }
    }

    /// <summary>What was begun and is not at its end, as it is now.</summary>
    public HashSet<long> Snapshot()
    {
        lock (_lock)
        {
            return [.. _begun];
        }
    }
}
