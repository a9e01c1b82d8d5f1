namespace XmppGateway.Storage;

/// <summary>Portals: foreign rooms and XMPP rooms that are one conversation.</summary>
internal interface IPortalStore
{
    /// <summary>Adds a portal; null when one of its rooms is part of another. What is there already is given back as it is.</summary>
    Task<PortalRow?> AddPortalAsync(PortalRow portal, CancellationToken cancellationToken);

    /// <summary>Says whether somebody of the network is in it. How far it was read is forgotten.</summary>
    Task SetPortalOpenAsync(long portal, bool isOpen, CancellationToken cancellationToken);

    /// <summary>Removes a portal and all that is known of it. With an entry for the outbox, in one commit; see <see cref="AddPortalEventAsync"/>.</summary>
    Task RemovePortalAsync(long portal, OutboxEntry? last, CancellationToken cancellationToken);

    /// <summary>
    /// Another room of the network takes the place of the portal's one, where nobody of the XMPP room is yet; with the entry that ends the one before, in one
    /// commit. False when that room is part of another portal: then nothing is written. Safe to do twice.
    /// </summary>
    Task<bool> MovePortalAsync(long portal, string remoteId, OutboxEntry last, CancellationToken cancellationToken);

    /// <summary>The portals of a network, by number.</summary>
    Task<IReadOnlyList<PortalRow>> PortalsAsync(string network, CancellationToken cancellationToken);

    /// <summary>
    /// Stores what was said in the XMPP room, the position after it, and the outbox entry that takes it to the network, in one commit. False when it
    /// was known by its archive id: then nothing is written but the position.
    /// </summary>
    Task<bool> AddFromPortalAsync(PortalMessageRow message, OutboxEntry? entry, CancellationToken cancellationToken);

    /// <summary>Stores an event for the network that is no message, together with who is in the XMPP room after it (null: nobody has come or gone).</summary>
    Task AddPortalEventAsync(long portal, string? nick, bool isThere, OutboxEntry entry, CancellationToken cancellationToken);

    /// <summary>Stores that a ban holds, or does not any more, together with the entry that tells the network (null: it knows), in one commit.</summary>
    Task PutPortalBanAsync(PortalBanRow ban, bool holds, OutboxEntry? entry, CancellationToken cancellationToken);

    /// <summary>The bans that hold, as far as they have gone through the portal.</summary>
    Task<IReadOnlyList<PortalBanRow>> PortalBansAsync(long portal, CancellationToken cancellationToken);

    /// <summary>Whom of the XMPP room the network was told of.</summary>
    Task<IReadOnlyList<string>> PortalOccupantsAsync(long portal, CancellationToken cancellationToken);

    /// <summary>Stores what is about to be said in the XMPP room; what is there under this stanza id and nick stays as it is.</summary>
    Task AddToPortalAsync(PortalMessageRow message, CancellationToken cancellationToken);

    /// <summary>The XMPP room has shown it, under this id. False when nothing of ours has this stanza id and nick.</summary>
    Task<bool> ConfirmInPortalAsync(long portal, string stanzaId, string nick, string archiveId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The newest stanza with this id of its author, or null.</summary>
    Task<PortalMessageRow?> FindPortalStanzaAsync(long portal, string stanzaId, CancellationToken cancellationToken);

    /// <summary>The stanza that the XMPP room knows by this id, or null.</summary>
    Task<PortalMessageRow?> FindPortalArchivedAsync(long portal, string archiveId, CancellationToken cancellationToken);

    /// <summary>The stanzas of one foreign message, in order.</summary>
    Task<IReadOnlyList<PortalMessageRow>> FindPortalForeignAsync(long portal, string foreignId, CancellationToken cancellationToken);
}
