using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <content>Rules, blocks, strangers, audit log, secrets.</content>
internal sealed partial class SqlStore
{
    public Task<IReadOnlyList<RuleRow>> ReadRulesAsync(CancellationToken cancellationToken) =>
        ReadAllAsync(RuleSql.All, RuleSql.Read, [], cancellationToken);

    public Task PutRuleAsync(RuleRow rule, CancellationToken cancellationToken) =>
        WriteAsync(rule, static (session, rule) => RuleSql.Put(session, rule), cancellationToken);

    public Task<bool> RemoveRuleAsync(string network, bool aboutContacts, string pattern, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, aboutContacts, pattern),
            static (session, rule) => RuleSql.Remove(session, rule.network, rule.aboutContacts, rule.pattern),
            cancellationToken);

    public Task<IReadOnlyList<StopRow>> ReadStopsAsync(CancellationToken cancellationToken) =>
        ReadAllAsync(RuleSql.Stops, RuleSql.ReadStop, [], cancellationToken);

    public Task PutStopAsync(StopRow stop, CancellationToken cancellationToken) =>
        WriteAsync(stop, static (session, stop) => RuleSql.Put(session, stop), cancellationToken);

    public Task<bool> RemoveStopAsync(string network, CancellationToken cancellationToken) =>
        WriteAsync(network, static (session, network) => RuleSql.RemoveStop(session, network), cancellationToken);

    public Task<IReadOnlyList<BlockRow>> ReadBlocksAsync(CancellationToken cancellationToken) =>
        ReadAllAsync(BlockSql.All, BlockSql.Read, [], cancellationToken);

    public Task AddBlockAsync(BlockRow block, CancellationToken cancellationToken) =>
        WriteAsync(block, static (session, block) => BlockSql.Add(session, block), cancellationToken);

    public Task<bool> RemoveBlockAsync(string network, string user, string contact, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, user, contact),
            static (session, block) => BlockSql.Remove(session, block.network, block.user, block.contact),
            cancellationToken);

    public Task AddBlockAsync(BlockRow block, ErrandRow errand, CancellationToken cancellationToken) => WriteAsync(
        (block, errand),
        static (session, add) =>
        {
            BlockSql.Add(session, add.block);
            ErrandSql.Add(session, add.errand);
        },
        cancellationToken);

    public Task<bool> RemoveBlockAsync(string network, string user, string contact, ErrandRow errand, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, user, contact, errand),
            static (session, block) =>
            {
                if (!BlockSql.Remove(session, block.network, block.user, block.contact))
                {
                    return false;
                }

                ErrandSql.Add(session, block.errand);
                return true;
            },
            cancellationToken);

    public Task AddReportAsync(AuditRow line, BlockRow block, IReadOnlyList<ErrandRow> errands, CancellationToken cancellationToken) => WriteAsync(
        (line, block, errands),
        static (session, report) =>
        {
            AuditSql.Add(session, report.line);
            BlockSql.Add(session, report.block);
            foreach (var errand in report.errands)
            {
                ErrandSql.Add(session, errand);
            }
        },
        cancellationToken);

    public Task<IReadOnlyList<ErrandRow>> ReadErrandsAsync(string network, DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadAllAsync(ErrandSql.Since, ErrandSql.Read, [network, since], cancellationToken);

    public Task RemoveErrandAsync(ErrandRow errand, CancellationToken cancellationToken) =>
        WriteAsync(errand, static (session, errand) => ErrandSql.Remove(session, errand), cancellationToken);

    public Task<Relation?> FindRelationAsync(string network, string user, string contact, CancellationToken cancellationToken) =>
        ReadFirstAsync(StrangerSql.One, StrangerSql.ReadRelation, [network, user, contact], cancellationToken);

    public Task<bool> AddKnownAsync(string network, string user, string contact, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, user, contact, now),
            static (session, known) => StrangerSql.AddKnown(session, known.network, known.user, known.contact, known.now),
            cancellationToken);

    public Task AddKnownFromMessagesAsync(DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync((since, now), static (session, times) => StrangerSql.AddKnownFromMessages(session, times.since, times.now), cancellationToken);

    public Task<Holding> HoldAsync(HeldEvent held, int each, int strangers, CancellationToken cancellationToken) =>
        WriteAsync(
            (held, each, strangers),
            static (session, hold) => StrangerSql.Hold(session, hold.held, hold.each, hold.strangers),
            cancellationToken);

    public Task<bool> FollowAsync(HeldEvent held, string lane, CancellationToken cancellationToken) =>
        WriteAsync((held, lane), static (session, follow) => StrangerSql.Follow(session, follow.held, follow.lane), cancellationToken);

    public async Task<bool> IsReleasingAsync(string network, string user, string contact, string lane, CancellationToken cancellationToken) =>
        (await ReadAllAsync(StrangerSql.Releasing, static row => row.Number(0), [network, user, contact, lane], cancellationToken)).Count > 0;

    public async Task<bool> IsReleasingAsync(string network, CancellationToken cancellationToken) =>
        (await ReadAllAsync(InboxSql.AnyReleased, static row => row.Number(0), [network], cancellationToken)).Count > 0;

    public Task<IReadOnlyList<HeldEvent>> ReadHeldAsync(string network, string user, string contact, CancellationToken cancellationToken) =>
        ReadAllAsync(StrangerSql.Held, StrangerSql.ReadHeld, [network, user, contact], cancellationToken);

    public Task<IReadOnlyList<HeldEvent>> ReadReleasedAsync(string network, bool all, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(all ? StrangerSql.AllHeld : StrangerSql.Released, StrangerSql.ReadHeld, [network, limit], cancellationToken);

    public Task<IReadOnlyList<HeldEvent>> ReadHeldBeforeAsync(
        string network, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(StrangerSql.HeldBefore, StrangerSql.ReadHeld, [network, before, limit], cancellationToken);

    public Task<IReadOnlyList<WaitingStranger>> ReadWaitingAsync(string network, string user, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(StrangerSql.Waiting, StrangerSql.ReadWaiting, [network, user, limit], cancellationToken);

    public Task<int> ReleaseHeldAsync(long id, InboxEntry released, CancellationToken cancellationToken) =>
        WriteAsync((id, released), static (session, release) => StrangerSql.Release(session, release.id, release.released), cancellationToken);

    public Task<Removal> RefuseHeldAsync(HeldEvent held, OutboxEntry? refusal, CancellationToken cancellationToken) =>
        WriteAsync((held, refusal), static (session, refuse) => StrangerSql.Refuse(session, refuse.held, refuse.refusal), cancellationToken);

    public Task RemoveRelationAsync(string network, string user, string contact, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, user, contact),
            static (session, pair) => StrangerSql.RemoveRelation(session, pair.network, pair.user, pair.contact),
            cancellationToken);

    public Task RemoveRelationsOfAsync(string network, string user, CancellationToken cancellationToken) =>
        WriteAsync((network, user), static (session, who) => StrangerSql.RemoveRelationsOf(session, who.network, who.user), cancellationToken);

    public Task AddAuditAsync(AuditRow row, CancellationToken cancellationToken) =>
        WriteAsync(row, static (session, row) => AuditSql.Add(session, row), cancellationToken);

    public Task<IReadOnlyList<AuditRow>> ReadAuditAsync(int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(AuditSql.Newest, AuditSql.Read, [limit], cancellationToken);

    public Task<SecretRow?> FindSecretAsync(string network, string user, string name, CancellationToken cancellationToken) =>
        ReadFirstAsync(SecretSql.One, SecretSql.Read, [network, user, name], cancellationToken);

    public Task PutSecretAsync(SecretRow secret, CancellationToken cancellationToken) =>
        WriteAsync(secret, static (session, secret) => SecretSql.Put(session, secret), cancellationToken);

    public Task RemoveSecretAsync(string network, string user, string? name, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, user, name),
            static (session, secret) => SecretSql.Remove(session, secret.network, secret.user, secret.name),
            cancellationToken);

    public Task<IReadOnlyList<SecretRow>> ReadSecretsNotOfAsync(
        string keyId, SecretRow? after, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(
            SecretSql.NotOf, SecretSql.Read, [keyId, after?.Network ?? "", after?.User ?? "", after?.Name ?? "", limit], cancellationToken);

    public Task<bool> ResealAsync(SecretRow old, SecretRow renewed, CancellationToken cancellationToken) =>
        WriteAsync((old, renewed), static (session, seal) => SecretSql.Reseal(session, seal.old, seal.renewed), cancellationToken);

    public async Task<QueueCounts> CountQueuesAsync(string network, CancellationToken cancellationToken) =>
        (await ReadAllAsync(QueueSql.Count, QueueSql.Read, [network], cancellationToken))[0];
}
