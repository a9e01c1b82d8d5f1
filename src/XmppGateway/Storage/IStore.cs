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
    : IOutboxStore, IInboxStore, ISetAsideStore, IMessageMap, IIdentityStore, IContactStore, IAccountStore, IFarewellStore, IProfileStore, IMediaStore, IStateStore,
    ILeaseStore, IRuleStore, IBlockStore, IStrangerStore, IErrandStore, IAuditStore, ISecretStore, IRoomStore, IRoomArchive, IPortalStore, IQueueStatistics, ITraceStore, IAsyncDisposable
{
    /// <summary>
    /// Why it cannot be written, as the last commit found it or because one gets no answer; null while it can. For operators; holds no
    /// data, and asks no database. The lease is prolonged every few seconds, so it is never old.
    /// </summary>
    string? Trouble { get; }

    /// <summary>Told of each commit: how long it took, for how many writes. Set before the store is opened; must not throw; called by the writer.</summary>
    Action<TimeSpan, int>? Committed { get; set; }

    /// <summary>
    /// Connects and looks at the schema: an empty database gets it, an older one stays as it is, because a gateway of that version may be at work on it. Then
    /// <see cref="Outdated"/> is set, and only leases and the copy can be used.
    /// </summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>That the schema is that of an older program, for operators; null when it is this program's.</summary>
    string? Outdated { get; }

    /// <summary>
    /// Applies the missing migrations in one transaction each; to be called while the leases are held. True when there were any: the leases are to be taken
    /// again then.
    /// </summary>
    Task<bool> UpgradeAsync(CancellationToken cancellationToken);

    /// <summary>Writes a consistent copy of the whole store to a new SQLite file while in use.</summary>
    /// <exception cref="IOException">The file exists, or cannot be made.</exception>
    Task BackupAsync(string file, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets what only serves to recognise repeats (finished inbox keys and message map rows from before that time), what was held of
    /// strangers and cached of profiles until then, and audit rows a year older; of rooms what was said before that time, and those to which
    /// nobody belongs, in which nothing was said, and which nobody has entered or left since.
    /// </summary>
    Task PruneAsync(DateTimeOffset before, CancellationToken cancellationToken) => PruneAsync(before, before, cancellationToken);

    /// <summary>The same, with another time, <paramref name="said"/>, for what was said in rooms.</summary>
    Task PruneAsync(DateTimeOffset before, DateTimeOffset said, CancellationToken cancellationToken);
}
