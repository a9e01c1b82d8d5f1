namespace XmppGateway.Storage;

/// <summary>One row of the message map.</summary>
/// <param name="ForeignId">The id on the foreign network; the delivery id of an outgoing message that has none (yet).</param>
/// <param name="Outgoing">True from XMPP to the foreign network; also for what the user wrote there with another client.</param>
/// <param name="From">The full JID that wrote it, for those that came from XMPP: where a late error goes.</param>
internal sealed record MappedMessage(
    string Network, string User, string Contact, string StanzaId, string? ForeignId, bool Outgoing, string? From, DateTimeOffset At)
{
    /// <summary>
    /// Null for a message. For an edit, a retraction, reactions or a marker the foreign id of the message that it is about, as it was first
    /// sent; known when the foreign side has taken it.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>Of an incoming message or edit: how many stanzas its text took; 0 when it had only files.</summary>
    public int TextParts { get; init; } = 1;

    /// <summary>Of an incoming message: how many files came with it, a stanza for each.</summary>
    public int Files { get; init; }

    /// <summary>Outgoing, and not yet taken or refused by the foreign side.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Outgoing, and its sender has asked for a receipt (XEP-0184).</summary>
    public bool WantsReceipt { get; init; }

    /// <summary>Outgoing, and given back to its sender.</summary>
    public bool HasFailed { get; init; }
}
