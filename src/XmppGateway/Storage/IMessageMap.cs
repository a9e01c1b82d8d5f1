namespace XmppGateway.Storage;

/// <summary>Which XMPP message is which foreign message.</summary>
internal interface IMessageMap
{
    /// <summary>Adds rows; rows that exist already are left as they are.</summary>
    Task AddMappedAsync(IReadOnlyList<MappedMessage> rows, CancellationToken cancellationToken);

    /// <summary>The newest row with this XMPP id in a conversation, or null.</summary>
    Task<MappedMessage?> FindByStanzaAsync(string network, string user, string contact, string stanzaId, CancellationToken cancellationToken);

    /// <summary>The newest row with this foreign id in a conversation, or null.</summary>
    Task<MappedMessage?> FindByForeignAsync(string network, string user, string contact, string foreignId, CancellationToken cancellationToken);

    /// <summary>The newest row with this foreign id in a network, whoever talks: for reports that name only the message.</summary>
    Task<MappedMessage?> FindByForeignAsync(string network, string foreignId, CancellationToken cancellationToken);

    /// <summary>
    /// What was delivered has not arrived after all: what is sent under the same id again is no repeat, and nothing is to be changed of it any more. Harmless
    /// where it is not there, or was given back before.
    /// </summary>
    Task FailDeliveredAsync(MappedMessage row, CancellationToken cancellationToken);

    /// <summary>
    /// The newest message of one direction, not later than the newest row with this foreign id, or null: a read mark is for everything
    /// before it, and may itself name an edit or a message of the other side. Looks back over a bounded number of messages of all people.
    /// </summary>
    Task<MappedMessage?> FindUpToAsync(
        string network, string user, string contact, string foreignId, bool outgoing, CancellationToken cancellationToken);
}
