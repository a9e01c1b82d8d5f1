namespace XmppGateway.Storage.Sql;

/// <summary>Statements on what was said while nobody of ours was in a room, and was not read yet.</summary>
internal static class ArchiveGapSql
{
    /// <summary>Places that are kept for what is missing: more than a room has events, and few enough for two thousand million gaps.</summary>
    private const long Reserved = 1L << 32;

    public static readonly Statement InRoom = new(
        "read the gaps of an archive",
        "SELECT room, after_position, before_position, after_at, before_at, mark FROM archive_gap WHERE room = $1 ORDER BY after_position");

    private static readonly Statement LastTime = new(
        "find the time of the last event", "SELECT at FROM archive WHERE room = $1 ORDER BY position DESC LIMIT 1");

    private static readonly Statement Insert = new(
        "note a gap in an archive",
        "INSERT INTO archive_gap (room, after_position, before_position, after_at, before_at, mark) VALUES ($1, $2, $3, $4, $5, $6)");

    private static readonly Statement Shrink = new(
        "note what is left of a gap",
        "UPDATE archive_gap SET before_position = $1, before_at = $2, mark = $3 WHERE room = $4 AND after_position = $5");

    private static readonly Statement Close = new("close a gap", "DELETE FROM archive_gap WHERE room = $1 AND after_position = $2");

    /// <summary>What is archived from now on stands behind the gap.</summary>
    public static void Open(ISession session, long room, string mark, DateTimeOffset before)
    {
        var last = ArchiveSql.NextPlace(session, room) - 1;
        session.Run(Insert, room, last, last + Reserved, session.Number(LastTime, room) ?? 0, before, mark);
    }

    /// <summary>Puts events directly before what stands behind the gap.</summary>
    public static void Fill(ISession session, ArchiveGap gap, IReadOnlyList<ArchivedEvent> newestFirst, string? shownTo, string? mark)
    {
        var first = ArchiveSql.PutBefore(session, gap.Room, gap.Before, newestFirst, shownTo);
        if (mark is null)
        {
            session.Run(Close, gap.Room, gap.After);
        }
        else
        {
            session.Run(Shrink, first, newestFirst is [.., var oldest] ? oldest.At : gap.BeforeAt, mark, gap.Room, gap.After);
        }
    }

    public static ArchiveGap Read(IRow row) =>
        new(row.Number(0), row.Number(1), row.Number(2), row.Time(3), row.Time(4), row.Text(5));
}
