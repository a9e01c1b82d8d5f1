namespace XmppGateway.Storage;

/// <summary>What admins did and users reported.</summary>
internal interface IAuditStore
{
    Task AddAuditAsync(AuditRow row, CancellationToken cancellationToken);

    /// <summary>The newest, newest first.</summary>
    Task<IReadOnlyList<AuditRow>> ReadAuditAsync(int limit, CancellationToken cancellationToken);
}

/// <summary>One thing that somebody did.</summary>
/// <param name="Actor">Who: a bare JID, or <c>command line</c>.</param>
/// <param name="Action">What: <c>ban</c>, <c>stop</c>, <c>report</c>.</param>
/// <param name="Target">To whom or what.</param>
/// <param name="Detail">How; never what people wrote to each other.</param>
internal sealed record AuditRow(DateTimeOffset At, string Actor, string Action, string Target, string Detail);
