namespace XmppGateway.Storage;

/// <summary>At most one gateway at a time works on one component domain.</summary>
internal interface ILeaseStore
{
    /// <summary>Takes or prolongs the lease; false when another holder has it and it has not run out. The database's clock decides.</summary>
    Task<bool> HoldLeaseAsync(string name, string holder, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives it up if held.</summary>
    Task ReleaseLeaseAsync(string name, string holder, CancellationToken cancellationToken);
}
