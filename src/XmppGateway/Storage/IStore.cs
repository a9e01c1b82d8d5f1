namespace XmppGateway.Storage;

/// <summary>
/// Everything that must survive a crash. One implementation per engine (SQLite, PostgreSQL). Every write is durable when its task
/// completes; writes of many callers share one commit. All members may be called from any thread.
/// </summary>
/// <exception cref="StoreUnavailableException">
/// Thrown by every member while the database is locked, full, read-only, corrupt or away: nothing was changed.
/// </exception>
internal interface IStore : IOutboxStore, IInboxStore, IMessageMap, IIdentityStore, IContactStore, IStateStore, ILeaseStore, IAsyncDisposable
{
    /// <summary>Connects, checks the schema version and applies the missing migrations in one transaction each.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Writes a consistent copy of the whole store to a new file while in use.</summary>
    Task BackupAsync(string file, CancellationToken cancellationToken);

    /// <summary>Forgets what only serves to recognise repeats: finished inbox keys and message map rows from before that time.</summary>
    Task PruneAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>The store cannot be used now. The message says why and what an operator can do; it holds no data.</summary>
internal sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Messages of XMPP users on their way to a foreign network.</summary>
internal interface IOutboxStore
{
    /// <summary>
    /// Adds an entry and its message map row (until the foreign id is known its delivery id stands there, so that a failure finds the
    /// stanza), unless the map has the same
    /// (network, user, contact, stanza id, fingerprint) since <paramref name="repeatsSince"/>: then nothing is written and the known one is told.
    /// </summary>
    Task<OutboxAddition> AddOutgoingAsync(OutboxEntry entry, DateTimeOffset repeatsSince, CancellationToken cancellationToken);

    /// <summary>Delivered: removes the entry and completes the map row with the foreign id (null: none).</summary>
    Task CompleteOutgoingAsync(long sequence, string? foreignId, CancellationToken cancellationToken);

    /// <summary>Given up: removes the entry and marks the map row as failed, so that a repeat by the client is tried anew.</summary>
    Task FailOutgoingAsync(long sequence, CancellationToken cancellationToken);

    /// <summary>Not now: stores the number of attempts, the time of the next one and the reason of the last.</summary>
    Task DeferOutgoingAsync(long sequence, int attempts, DateTimeOffset nextAttempt, string reason, CancellationToken cancellationToken);

    /// <summary>Open entries of one lane in order, after a sequence number.</summary>
    Task<IReadOnlyList<OutboxEntry>> ReadOutgoingAsync(string network, string lane, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The lanes of a network that have open entries.</summary>
    Task<IReadOnlyList<string>> OutgoingLanesAsync(string network, CancellationToken cancellationToken);

    /// <summary>Open entries of all networks for the operator, oldest first.</summary>
    Task<IReadOnlyList<OutboxEntry>> ListOutgoingAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Makes an entry (or all, with null) due now. Returns how many.</summary>
    Task<int> RetryOutgoingAsync(long? sequence, CancellationToken cancellationToken);
}

/// <summary>One open outbox row.</summary>
internal sealed record OutboxEntry
{
    /// <summary>Order of acceptance; given by the store, never reused.</summary>
    public long Sequence { get; init; }

    public required string Network { get; init; }

    /// <summary>The conversation: user and contact.</summary>
    public required string Lane { get; init; }

    /// <summary>The stable id that the adapter derives its own from.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>The sender's bare JID.</summary>
    public required string User { get; init; }

    /// <summary>The contact's canonical id.</summary>
    public required string Contact { get; init; }

    /// <summary>The sender's full JID: where receipts and errors go.</summary>
    public required string From { get; init; }

    /// <summary>The stanza's id; empty when it had none.</summary>
    public required string StanzaId { get; init; }

    /// <summary>A hash of the content: tells a repeat from another message under a reused id.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>True when the sender asked for a receipt.</summary>
    public bool WantsReceipt { get; init; }

    /// <summary>The event, serialised by the engine.</summary>
    public required byte[] Payload { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? NextAttempt { get; init; }

    public string? LastReason { get; init; }
}

/// <summary>What became of an addition to the outbox.</summary>
internal abstract record OutboxAddition
{
    /// <summary>New; the number is its place in the order.</summary>
    public sealed record Added(long Sequence) : OutboxAddition;

    /// <summary>The same message is still on its way.</summary>
    public sealed record RepeatOfOpen : OutboxAddition;

    /// <summary>The same message was delivered before: its receipt may be sent again.</summary>
    public sealed record RepeatOfDelivered : OutboxAddition;
}

/// <summary>What foreign networks handed over, on its way to XMPP users.</summary>
internal interface IInboxStore
{
    /// <summary>
    /// Adds entries and their map rows, all or none, and gives each its sequence number, or null where the key was known already.
    /// </summary>
    Task<IReadOnlyList<long?>> AddIncomingAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// Proved to be taken by the XMPP server (or nothing was to be sent): drops the payload, keeps the key for recognising repeats.
    /// </summary>
    Task CompleteIncomingAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken);

    /// <summary>Put aside because this program failed on it: kept with its payload and the reason, not tried again by itself.</summary>
    Task SetAsideIncomingAsync(long sequence, string reason, CancellationToken cancellationToken);

    /// <summary>Open entries of one lane in order, after a sequence number.</summary>
    Task<IReadOnlyList<InboxEntry>> ReadIncomingAsync(string network, string lane, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The lanes of a network that have open entries.</summary>
    Task<IReadOnlyList<string>> IncomingLanesAsync(string network, CancellationToken cancellationToken);

    /// <summary>How many entries of a network are open: the inbox has a limit.</summary>
    Task<long> CountIncomingAsync(string network, CancellationToken cancellationToken);
}

/// <summary>One inbox row.</summary>
internal sealed record InboxEntry
{
    /// <summary>Order of acceptance; given by the store, never reused.</summary>
    public long Sequence { get; init; }

    public required string Network { get; init; }

    public required string Lane { get; init; }

    /// <summary>Unique in the network, also after completion.</summary>
    public required string Key { get; init; }

    /// <summary>The id of the stanza to be sent; several stanzas of one entry append a number.</summary>
    public required string StanzaId { get; init; }

    /// <summary>True for an uninterpreted arrival.</summary>
    public bool IsRaw { get; init; }

    /// <summary>The event serialised by the engine, or the raw arrival.</summary>
    public required byte[] Payload { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Written to the message map in the same commit; null when nothing can be mapped yet.</summary>
    public MappedMessage? Map { get; init; }
}

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
}

/// <summary>One row of the message map.</summary>
/// <param name="Outgoing">True from XMPP to the foreign network.</param>
/// <param name="From">The full JID that wrote it, for outgoing ones: where a late error goes.</param>
internal sealed record MappedMessage(
    string Network, string User, string Contact, string StanzaId, string? ForeignId, bool Outgoing, string? From, DateTimeOffset At);

/// <summary>Which JID localpart is which foreign person. One-to-one, never changed once given out.</summary>
internal interface IIdentityStore
{
    Task<Identity?> FindIdentityAsync(string network, string remoteId, CancellationToken cancellationToken);

    Task<Identity?> FindIdentityByLocalpartAsync(string network, string localpart, CancellationToken cancellationToken);

    /// <summary>
    /// Adds it unless the remote id is known; returns the row that is there afterwards. A localpart that belongs to another id
    /// is an <see cref="InvalidOperationException"/>: the caller chooses another one.
    /// </summary>
    Task<Identity> AddIdentityAsync(Identity identity, CancellationToken cancellationToken);

    /// <summary>Stores a newer spelling or display name.</summary>
    Task UpdateIdentityAsync(Identity identity, CancellationToken cancellationToken);
}

/// <summary>One person of a foreign network.</summary>
/// <param name="RemoteId">Canonical id.</param>
/// <param name="Localpart">Prepared JID localpart.</param>
/// <param name="Address">The spelling to write to.</param>
internal sealed record Identity(string Network, string RemoteId, string Localpart, string Address, string? DisplayName);

/// <summary>Who has whom as a contact.</summary>
internal interface IContactStore
{
    Task<ContactRow?> FindContactAsync(string network, string user, string remoteId, CancellationToken cancellationToken);

    /// <summary>Inserts or replaces.</summary>
    Task PutContactAsync(ContactRow contact, CancellationToken cancellationToken);

    Task RemoveContactAsync(string network, string user, string remoteId, CancellationToken cancellationToken);

    /// <summary>The contacts of a network whose presence some user sees, in pages by row id; empty when done.</summary>
    Task<IReadOnlyList<ContactRow>> ReadSubscribedAsync(string network, long after, int limit, CancellationToken cancellationToken);
}

/// <summary>One contact of one user. An empty <paramref name="RemoteId"/> stands for the gateway itself.</summary>
/// <param name="RowId">Given by the store; 0 for a new one.</param>
/// <param name="UserSees">The user is subscribed to the contact's presence.</param>
/// <param name="ContactSees">Whether the contact is subscribed to the user's presence.</param>
internal sealed record ContactRow(
    long RowId, string Network, string User, string RemoteId, string Localpart, bool UserSees, ContactSubscription ContactSees);

/// <summary>The state of the contact's subscription to the user (RFC 6121 §3.1).</summary>
internal enum ContactSubscription
{
    None = 0,
    Requested = 1,
    Granted = 2,
    Refused = 3,
}

/// <summary>Small notes of adapters.</summary>
internal interface IStateStore
{
    Task<string?> GetStateAsync(string network, string key, CancellationToken cancellationToken);

    Task SetStateAsync(string network, string key, string? value, CancellationToken cancellationToken);

    Task<string> GetOrAddStateAsync(string network, string key, string value, CancellationToken cancellationToken);
}

/// <summary>At most one gateway at a time works on one component domain.</summary>
internal interface ILeaseStore
{
    /// <summary>Takes or prolongs the lease; false when another holder has it and it has not run out. The database's clock decides.</summary>
    Task<bool> HoldLeaseAsync(string name, string holder, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives it up if held.</summary>
    Task ReleaseLeaseAsync(string name, string holder, CancellationToken cancellationToken);
}
