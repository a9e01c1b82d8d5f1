namespace XmppGateway.Storage;

/// <summary>At most one gateway at a time works on one component domain.</summary>
internal interface ILeaseStore
{
    /// <summary>
    /// What is written from now on is written under this, and fails with a <see cref="StoreUnavailableException"/> once another holder has had one of its
    /// leases; also what is queued then. Null, as at first, for what needs no lease.
    /// </summary>
    Tenure? Tenure { get; set; }

    /// <summary>
    /// Takes or prolongs the lease; null when another holder has it and it has not run out. The database's clock decides. Returns its epoch, which grows
    /// whenever the holder changes. Does not wait behind other writes.
    /// </summary>
    Task<long?> HoldLeaseAsync(string name, string holder, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives it up if held.</summary>
    Task ReleaseLeaseAsync(string name, string holder, CancellationToken cancellationToken);
}
