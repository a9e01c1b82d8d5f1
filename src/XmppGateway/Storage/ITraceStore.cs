namespace XmppGateway.Storage;

/// <summary>What the store still knows of single messages, for whoever looks for one. Reads tables through: not for the stanza path.</summary>
internal interface ITraceStore
{
    /// <summary>
    /// Everything under an id, or one that begins with it: the stanza's, the foreign network's, the one that adapters and logs use, or the number of an
    /// outbox entry. The newest first, of each kind at most <paramref name="limit"/>.
    /// </summary>
    Task<IReadOnlyList<TraceRow>> TraceAsync(string id, int limit, CancellationToken cancellationToken);
}

/// <summary>One trace of a message.</summary>
/// <param name="Where">What it was found in.</param>
/// <param name="From">A JID or a foreign id.</param>
/// <param name="To">A JID, a foreign id, or the number of a room.</param>
internal sealed record TraceRow(
    TracePlace Where, long Number, string Network, string From, string To, string StanzaId, string? ForeignId, DateTimeOffset At)
{
    /// <summary>For those that came from XMPP and are on their way: the id from which the adapter makes its own.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>The foreign id of the message that it is about.</summary>
    public string? Target { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>Why the last attempt failed, or why it was put aside.</summary>
    public string? Reason { get; init; }
}

/// <summary>Where a trace is, and what that says of the message.</summary>
internal enum TracePlace
{
    /// <summary>From the foreign network; understood, and given to the XMPP side unless it is in the inbox, too.</summary>
    Incoming = 0,

    /// <summary>From XMPP, on its way.</summary>
    Open = 1,

    /// <summary>From XMPP, taken by the foreign network.</summary>
    Delivered = 2,

    /// <summary>From XMPP, given back to its sender.</summary>
    Failed = 3,

    /// <summary>From the foreign network; the XMPP server has not taken it yet.</summary>
    Inbox = 4,

    /// <summary>From the foreign network; the gateway failed on it.</summary>
    SetAside = 5,

    /// <summary>Said in a room, and in its archive.</summary>
    Archive = 6,
}
