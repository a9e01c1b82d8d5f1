using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <content>Portals.</content>
internal sealed partial class SqlStore
{
    public Task<PortalRow?> AddPortalAsync(PortalRow portal, CancellationToken cancellationToken) => WriteAsync(
        (portal, Now: time.GetUtcNow()), static (session, add) => PortalSql.Add(session, add.portal, add.Now), cancellationToken);

    public Task SetPortalOpenAsync(long portal, bool isOpen, CancellationToken cancellationToken) => WriteAsync(
        (portal, isOpen, Now: time.GetUtcNow()),
        static (session, set) => PortalSql.SetOpen(session, set.portal, set.isOpen, set.Now),
        cancellationToken);

    public Task RemovePortalAsync(long portal, OutboxEntry? last, CancellationToken cancellationToken) => WriteAsync(
        (portal, last), static (session, end) => PortalSql.Remove(session, end.portal, end.last), cancellationToken);

    public Task<bool> MovePortalAsync(long portal, string remoteId, OutboxEntry last, CancellationToken cancellationToken) => WriteAsync(
        (portal, remoteId, last), static (session, move) => PortalSql.Move(session, move.portal, move.remoteId, move.last), cancellationToken);

    public Task<IReadOnlyList<PortalRow>> PortalsAsync(string network, CancellationToken cancellationToken) =>
        ReadAllAsync(PortalSql.OfNetwork, PortalSql.Read, [network], cancellationToken);

    public Task<bool> AddFromPortalAsync(PortalMessageRow message, OutboxEntry? entry, CancellationToken cancellationToken) => WriteAsync(
        (message, entry), static (session, add) => PortalSql.AddFrom(session, add.message, add.entry), cancellationToken);

    public Task AddPortalEventAsync(long portal, string? nick, bool isThere, OutboxEntry entry, CancellationToken cancellationToken) => WriteAsync(
        (portal, nick, isThere, entry),
        static (session, add) => PortalSql.AddEvent(session, add.portal, add.nick, add.isThere, add.entry),
        cancellationToken);

    public Task PutPortalBanAsync(PortalBanRow ban, bool holds, OutboxEntry? entry, CancellationToken cancellationToken) => WriteAsync(
        (ban, holds, entry), static (session, put) => PortalSql.PutBan(session, put.ban, put.holds, put.entry), cancellationToken);

    public Task<IReadOnlyList<PortalBanRow>> PortalBansAsync(long portal, CancellationToken cancellationToken) =>
        ReadAllAsync(PortalSql.Bans, PortalSql.ReadBan, [portal], cancellationToken);

    public Task<IReadOnlyList<string>> PortalOccupantsAsync(long portal, CancellationToken cancellationToken) =>
        ReadAllAsync(PortalSql.Occupants, static row => row.Text(0), [portal], cancellationToken);

    public Task AddToPortalAsync(PortalMessageRow message, CancellationToken cancellationToken) =>
        WriteAsync(message, static (session, message) => PortalSql.AddTo(session, message), cancellationToken);

    public Task<bool> ConfirmInPortalAsync(
        long portal, string stanzaId, string nick, string archiveId, DateTimeOffset at, CancellationToken cancellationToken) => WriteAsync(
        (portal, stanzaId, nick, archiveId, at),
        static (session, seen) => PortalSql.ConfirmIn(session, seen.portal, seen.stanzaId, seen.nick, seen.archiveId, seen.at),
        cancellationToken);

    public Task<PortalMessageRow?> FindPortalStanzaAsync(long portal, string stanzaId, CancellationToken cancellationToken) =>
        ReadFirstAsync(PortalSql.ByStanza, PortalSql.ReadMessage, [portal, stanzaId], cancellationToken);

    public Task<PortalMessageRow?> FindPortalArchivedAsync(long portal, string archiveId, CancellationToken cancellationToken) =>
        ReadFirstAsync(PortalSql.ByArchive, PortalSql.ReadMessage, [portal, archiveId], cancellationToken);

    public Task<IReadOnlyList<PortalMessageRow>> FindPortalForeignAsync(long portal, string foreignId, CancellationToken cancellationToken) =>
        ReadAllAsync(PortalSql.ByForeign, PortalSql.ReadMessage, [portal, foreignId], cancellationToken);
}
