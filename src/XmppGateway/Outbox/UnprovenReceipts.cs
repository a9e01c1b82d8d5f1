namespace XmppGateway.Outbox;

/// <summary>Receipts that one network's link was given, and of which nobody knows that the XMPP server has taken them. From any thread.</summary>
internal sealed class UnprovenReceipts
{
    private readonly Lock _lock = new();
    private List<SentReceipt> _sent = [];
    private bool _isWorkedOn;

    /// <summary>The work on them, or the last.</summary>
    public Task Proof { get; set; } = Task.CompletedTask;

    /// <summary>True when nobody works on them yet: the caller has to.</summary>
    public bool Add(SentReceipt receipt)
    {
        lock (_lock)
        {
            _sent.Add(receipt);
            return !_isWorkedOn && (_isWorkedOn = true);
        }
    }

    /// <summary>All so far.</summary>
    public IReadOnlyList<SentReceipt> Take()
    {
        lock (_lock)
        {
            var sent = _sent;
            _sent = [];
            return sent;
        }
    }

    /// <summary>False when there are no more: the work on them ends with that.</summary>
    public bool GoesOn()
    {
        lock (_lock)
        {
            return _isWorkedOn = _sent.Count > 0;
        }
    }
}
