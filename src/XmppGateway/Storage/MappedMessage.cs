namespace XmppGateway.Storage;

/// <summary>One row of the message map.</summary>
/// <param name="Outgoing">True from XMPP to the foreign network.</param>
/// <param name="From">The full JID that wrote it, for outgoing ones: where a late error goes.</param>
internal sealed record MappedMessage(
    string Network, string User, string Contact, string StanzaId, string? ForeignId, bool Outgoing, string? From, DateTimeOffset At);
