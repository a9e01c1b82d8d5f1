namespace XmppGateway.Storage;

/// <summary>What admins have ordered while the gateway ran: rules, and networks that are stopped.</summary>
internal interface IRuleStore
{
    /// <summary>All rules.</summary>
    Task<IReadOnlyList<RuleRow>> ReadRulesAsync(CancellationToken cancellationToken);

    /// <summary>Inserts or replaces the rule of that network, subject and pattern.</summary>
    Task PutRuleAsync(RuleRow rule, CancellationToken cancellationToken);

    /// <summary>False when there was none.</summary>
    Task<bool> RemoveRuleAsync(string network, bool aboutContacts, string pattern, CancellationToken cancellationToken);

    /// <summary>The stopped networks.</summary>
    Task<IReadOnlyList<StopRow>> ReadStopsAsync(CancellationToken cancellationToken);

    /// <summary>Inserts or replaces.</summary>
    Task PutStopAsync(StopRow stop, CancellationToken cancellationToken);

    /// <summary>False when it was not stopped.</summary>
    Task<bool> RemoveStopAsync(string network, CancellationToken cancellationToken);
}

/// <summary>A rule that an admin gave.</summary>
/// <param name="Network">Where it holds; empty for every network.</param>
/// <param name="AboutContacts">About foreign contacts; otherwise about XMPP users.</param>
/// <param name="Pattern">Whom it names, in its prepared form.</param>
/// <param name="Allows">Allows or denies.</param>
internal sealed record RuleRow(string Network, bool AboutContacts, string Pattern, bool Allows, DateTimeOffset At);

/// <summary>A network that an admin has stopped.</summary>
internal sealed record StopRow(string Network, string Reason, DateTimeOffset At);
