using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <content>What was said in rooms.</content>
internal sealed partial class SqlStore
{
    public Task<bool> AddArchivedAsync(ArchivedEvent what, CancellationToken cancellationToken) =>
        WriteAsync(what, static (session, what) => ArchiveSql.Add(session, what), cancellationToken);

    public Task<int> AddOlderAsync(IReadOnlyList<ArchivedEvent> newestFirst, string? shownTo, CancellationToken cancellationToken) => WriteAsync(
        (newestFirst, shownTo), static (session, page) => ArchiveSql.AddOlder(session, page.newestFirst, page.shownTo), cancellationToken);

    public Task ShowArchivedAsync(long room, IReadOnlyList<string> ids, string shownTo, CancellationToken cancellationToken) => WriteAsync(
        (room, ids, shownTo), static (session, page) => ArchiveSql.Show(session, page.room, page.ids, page.shownTo), cancellationToken);

    public Task AddMissedAsync(
        long room, IReadOnlyList<ArchivedEvent> oldestFirst, string? shownTo, string? mark, CancellationToken cancellationToken) => WriteAsync(
        (room, oldestFirst, shownTo, mark, Now: time.GetUtcNow()),
        static (session, missed) => ArchiveSql.AddMissed(session, missed.room, missed.oldestFirst, missed.shownTo, missed.mark, missed.Now),
        cancellationToken);

    public Task<IReadOnlyList<ArchiveGap>> GapsAsync(long room, CancellationToken cancellationToken) =>
        ReadAllAsync(ArchiveGapSql.InRoom, ArchiveGapSql.Read, [room], cancellationToken);

    public Task FillGapAsync(
        ArchiveGap gap, IReadOnlyList<ArchivedEvent> newestFirst, string? shownTo, string? mark, CancellationToken cancellationToken) => WriteAsync(
        (gap, newestFirst, shownTo, mark),
        static (session, page) => ArchiveGapSql.Fill(session, page.gap, page.newestFirst, page.shownTo, page.mark),
        cancellationToken);

    public Task<ArchivedEvent?> FindArchivedAsync(long room, string id, ArchiveReader? reader, CancellationToken cancellationToken) =>
        ReadFirstAsync(ArchiveSql.ById, ArchiveSql.Read, [room, LookupKey.Of(id), id, reader?.User, reader?.Self], cancellationToken);

    public async Task<IReadOnlyList<ArchivedEvent>> ReadArchiveAsync(ArchiveQuery query, CancellationToken cancellationToken)
    {
        if (await FindPlacesAsync(query, cancellationToken) is not var (after, before))
        {
            return [];
        }

        var events = await engine.QueryAsync(
            query.FromEnd ? ArchiveSql.Backward : ArchiveSql.Forward,
            ArchiveSql.Read,
            [query.Room, after, before, EarliestOf(query), LatestOf(query), query.By, LastKindOf(query), query.Reader?.User, query.Reader?.Self, query.Limit],
            cancellationToken);
        if (query.FromEnd)
        {
            events.Reverse();
        }

        return events;
    }

    public async Task<long> CountArchiveAsync(ArchiveQuery query, CancellationToken cancellationToken) => (await ReadAllAsync(
        ArchiveSql.Count,
        static row => row.Number(0),
        [query.Room, EarliestOf(query), LatestOf(query), query.By, LastKindOf(query), query.Reader?.User, query.Reader?.Self],
        cancellationToken))[0];

    /// <summary>
    /// Between which places there can be anything; null when there is nothing. Without it, a page at the end of a short time would be looked for
    /// in all the rest of the archive.
    /// </summary>
    private async Task<(long After, long Before)?> FindPlacesAsync(ArchiveQuery query, CancellationToken cancellationToken)
    {
        var (after, before) = (query.After ?? long.MinValue, query.Before ?? long.MaxValue);
        if (query.Start is not null)
        {
            if (await PlaceAsync(ArchiveSql.FirstSince, query.Room, EarliestOf(query), cancellationToken) is not { } first)
            {
                return null;
            }

            after = Math.Max(after, first - 1);
        }

        if (query.End is not null)
        {
            if (await PlaceAsync(ArchiveSql.LastUntil, query.Room, LatestOf(query), cancellationToken) is not { } last)
            {
                return null;
            }

            before = Math.Min(before, last + 1);
        }

        return (after, before);
    }

    private async Task<long?> PlaceAsync(Statement statement, long room, long time, CancellationToken cancellationToken) => (await ReadAllAsync(
        statement, static row => row.IsNull(0) ? (long?)null : row.Number(0), [room, time], cancellationToken))[0];

    private static long EarliestOf(ArchiveQuery query) => query.Start?.ToUnixTimeMilliseconds() ?? long.MinValue;

    private static long LatestOf(ArchiveQuery query) => query.End?.ToUnixTimeMilliseconds() ?? long.MaxValue;

    private static long LastKindOf(ArchiveQuery query) => (long)(query.OnlyMessages ? ArchivedKind.Message : ArchivedKind.Subject);
}
