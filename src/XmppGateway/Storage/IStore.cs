namespace XmppGateway.Storage;

/// <summary>
/// Everything that must survive a crash. One implementation per engine (SQLite, PostgreSQL). Every write is durable when its task
/// completes; writes of many callers share one commit. All members may be called from any thread. Times are kept to the millisecond.
/// </summary>
/// <exception cref="StoreUnavailableException">
/// Thrown by every member while the database is locked, full, read-only, corrupt or away: nothing was changed. Only when the connection
/// to PostgreSQL breaks during the commit itself is this unknown: try again, the keys recognise what is there.
/// </exception>
internal interface IStore
    : IOutboxStore, IInboxStore, ISetAsideStore, IMessageMap, IIdentityStore, IContactStore, IAccountStore, IProfileStore, IMediaStore, IStateStore,
    ILeaseStore, IRuleStore, IBlockStore, IStrangerStore, IAuditStore, ISecretStore, IRoomStore, IRoomArchive, IQueueStatistics, IAsyncDisposable
{
    /// <summary>
    /// Why it cannot be written, as the last commit found it or because one gets no answer; null while it can. For operators; holds no
    /// data, and asks no database. The lease is prolonged every few seconds, so it is never old.
    /// </summary>
    string? Trouble { get; }

    /// <summary>Connects, checks the schema version and applies the missing migrations in one transaction each.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Writes a consistent copy of the whole store to a new SQLite file while in use.</summary>
    /// <exception cref="IOException">The file exists, or cannot be made.</exception>
    Task BackupAsync(string file, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets what only serves to recognise repeats (finished inbox keys and message map rows from before that time), what was held of
    /// strangers and cached of profiles until then, and audit rows a year older; of rooms what was said before that time, and those to which
    /// nobody belongs, in which nothing was said, and which nobody has entered or left since.
    /// </summary>
    Task PruneAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
