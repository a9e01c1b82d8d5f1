namespace XmppGateway.Storage;

/// <summary>What others are to be told of blocks and reports. It is stored with what it tells of, and forgotten when it is told.</summary>
internal interface IErrandStore
{
    /// <summary>How many a network keeps: beyond that, the oldest are left untold.</summary>
    const int MostOfNetwork = 512;

    /// <summary>In one commit: a line in the audit log, the block, and who is to be told.</summary>
    Task AddReportAsync(AuditRow line, BlockRow block, IReadOnlyList<ErrandRow> errands, CancellationToken cancellationToken);

    /// <summary>All of a network since that time, oldest first. Those from before are forgotten with the pruning.</summary>
    Task<IReadOnlyList<ErrandRow>> ReadErrandsAsync(string network, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>It is told. Nothing happens where a newer one has taken the place of that of a block.</summary>
    Task RemoveErrandAsync(ErrandRow errand, CancellationToken cancellationToken);
}
