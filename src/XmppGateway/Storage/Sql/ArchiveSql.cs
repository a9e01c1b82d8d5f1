using XmppGateway.Abstractions;

namespace XmppGateway.Storage.Sql;

/// <summary>Statements on what was said in rooms.</summary>
internal static class ArchiveSql
{
    private const string Select =
        "SELECT room, position, id, kind, at, by_id, nick, target, retracted, payload, audience FROM archive ";

    /// <summary>The plus keeps the times out of the choice of an index: a page is read in the order of the places.</summary>
    private static readonly string Page =
        Select + "WHERE room = $1 AND position > $2 AND position < $3 AND +at >= $4 AND +at <= $5 AND ($6 IS NULL OR by_id = $6) AND kind <= $7 AND " +
        RoomStaySql.MaySee("$8", "$9");

    public static readonly Statement ById = new("find what was said", Select + "WHERE room = $1 AND id_key = $2 AND id = $3 AND " + RoomStaySql.MaySee("$4", "$5"));

    public static readonly Statement Forward = new("read an archive", Page + " ORDER BY position LIMIT $10");

    public static readonly Statement Backward = new("read an archive from its end", Page + " ORDER BY position DESC LIMIT $10");

    /// <summary>Null when nothing was said since. The plus, here too, chooses the index: by time, which has all that is needed.</summary>
    public static readonly Statement FirstSince = new(
        "find the place of a time", "SELECT min(+position) FROM archive WHERE room = $1 AND at >= $2");

    /// <summary>Null when nothing was said until then.</summary>
    public static readonly Statement LastUntil = new(
        "find the last place of a time", "SELECT max(+position) FROM archive WHERE room = $1 AND at <= $2");

    public static readonly Statement Count = new(
        "count an archive",
        "SELECT count(*) FROM archive WHERE room = $1 AND at >= $2 AND at <= $3 AND ($4 IS NULL OR by_id = $4) AND kind <= $5 AND " +
        RoomStaySql.MaySee("$6", "$7"));

    private static readonly Statement IsThere = new(
        "look for what was said", "SELECT position FROM archive WHERE room = $1 AND id_key = $2 AND id = $3");

    /// <summary>Itself, or by a retraction that was there first.</summary>
    private static readonly Statement IsTakenBack = new(
        "look whether a message was taken back",
        "SELECT position FROM archive WHERE room = $1 AND id_key = $2 AND id = $3 AND retracted = 1 " +
        "UNION ALL SELECT position FROM archive WHERE room = $1 AND target_key = $2 AND target = $3 AND kind = 2 LIMIT 1");

    private static readonly Statement ReactionsOf = new(
        "find the reactions of a person",
        Select + "WHERE room = $1 AND target_key = $2 AND target = $3 AND by_id = $4 AND kind = 3");

    /// <summary>A subject has no id of its own on networks: whoever reads it twice gives it two.</summary>
    private static readonly Statement SameSubject = new(
        "look for a subject", "SELECT position FROM archive WHERE room = $1 AND at = $2 AND kind = 4 AND by_id = $3 LIMIT 1");

    /// <summary>No place is given twice, also when what stood there is gone: somebody's stay may name it.</summary>
    private static readonly Statement Next = new(
        "find the next place in an archive",
        "SELECT max(place) + 1 FROM (SELECT coalesce(max(position), 0) AS place FROM archive WHERE room = $1 " +
        "UNION ALL SELECT coalesce(max(before_position), 1) - 1 FROM archive_gap WHERE room = $1 " +
        "UNION ALL SELECT coalesce(max(CASE WHEN until_position < 9223372036854775807 THEN until_position ELSE after_position END), 0) " +
        "FROM room_stay WHERE room = $1) AS places");

    private static readonly Statement Previous = new(
        "find the place before an archive",
        "SELECT min(place) - 1 FROM (SELECT coalesce(min(position), 1) AS place FROM archive WHERE room = $1 " +
        "UNION ALL SELECT coalesce(min(after_position), 0) + 1 FROM room_stay WHERE room = $1) AS places");

    private static readonly Statement Insert = new(
        "archive what was said",
        "INSERT INTO archive (room, position, id, id_key, kind, at, by_id, nick, target, target_key, retracted, payload, audience) " +
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");

    private static readonly Statement Delete = new("remove what was said", "DELETE FROM archive WHERE room = $1 AND position = $2");

    private static readonly Statement Empty = new(
        "empty a message", "UPDATE archive SET payload = $1, retracted = 1 WHERE room = $2 AND id_key = $3 AND id = $4 AND kind IN (0, 1)");

    private static readonly Statement EmptyEdits = new(
        "empty the edits of a message",
        "UPDATE archive SET payload = $1, retracted = 1 WHERE room = $2 AND target_key = $3 AND target = $4 AND kind = 1");

    public static bool Add(ISession session, ArchivedEvent what)
    {
        if (IsKnown(session, what))
        {
            return false;
        }

        // Before anything goes: no place is given twice.
        var position = NextPlace(session, what.Room);
        if (what.Kind == ArchivedKind.Reactions && FindReactions(session, what) is { } old)
        {
            if (old.Payload.AsSpan().SequenceEqual(what.Payload))
            {
                return false;
            }

            session.Run(Delete, old.Room, old.Position);
        }

        return Put(session, what, position);
    }

    public static int AddOlder(ISession session, IReadOnlyList<ArchivedEvent> newestFirst, string? shownTo)
    {
        if (newestFirst is not [var newest, ..])
        {
            return 0;
        }

        var before = session.Number(Previous, newest.Room)!.Value + 1;
        return (int)(before - PutBefore(session, newest.Room, before, newestFirst, shownTo));
    }

    /// <summary>A user was shown these themselves: a stay for each run of places without a break.</summary>
    public static void Show(ISession session, long room, IReadOnlyList<string> ids, string shownTo)
    {
        var places = ids.Select(id => session.Number(IsThere, room, LookupKey.Of(id), id)).OfType<long>().Order().ToList();
        for (var i = 0; i < places.Count;)
        {
            var first = i++;
            while (i < places.Count && places[i] == places[i - 1] + 1)
            {
                i++;
            }

            RoomStaySql.Show(session, room, shownTo, places[first], places[i - 1]);
        }
    }

    /// <summary>Adds what was missed, oldest first, after all others; behind a gap where there is a mark for one.</summary>
    public static void AddMissed(ISession session, long room, IReadOnlyList<ArchivedEvent> oldestFirst, string? shownTo, string? mark, DateTimeOffset now)
    {
        if (mark is not null)
        {
            ArchiveGapSql.Open(session, room, mark, oldestFirst is [var oldest, ..] ? oldest.At : now);
        }

        var first = NextPlace(session, room);
        foreach (var what in oldestFirst)
        {
            Add(session, what);
        }

        NoteShown(session, room, oldestFirst, shownTo, first, NextPlace(session, room) - 1);
    }

    /// <summary>Adds events, newest first, directly before a place; returns the place of the oldest, or this one when there was nothing new.</summary>
    public static long PutBefore(ISession session, long room, long before, IReadOnlyList<ArchivedEvent> newestFirst, string? shownTo)
    {
        var place = before;
        foreach (var what in newestFirst)
        {
            if (IsKnown(session, what))
            {
                continue;
            }

            if (what.Kind == ArchivedKind.Reactions && FindReactions(session, what) is { } known)
            {
                if (known.Position >= place)
                {
                    continue;
                }

                session.Run(Delete, known.Room, known.Position);
            }

            Put(session, what, --place);
        }

        NoteShown(session, room, newestFirst, shownTo, place, before - 1);
        return place;
    }

    public static long NextPlace(ISession session, long room) => session.Number(Next, room)!.Value;

    private static void NoteShown(ISession session, long room, IReadOnlyList<ArchivedEvent> page, string? user, long first, long last)
    {
        if (user is not null && first <= last && page.Any(what => what.Audience != RoomAudience.Everybody))
        {
            RoomStaySql.Show(session, room, user, first, last);
        }
    }

    public static ArchivedEvent Read(IRow row) => new()
    {
        Room = row.Number(0),
        Position = row.Number(1),
        Id = row.Text(2),
        Kind = (ArchivedKind)row.Number(3),
        At = row.Time(4),
        By = row.Text(5),
        Nick = row.Text(6),
        Target = row.TextOrNull(7),
        IsRetracted = row.Flag(8),
        Payload = row.Bytes(9),
        Audience = (RoomAudience)row.Number(10),
    };

    private static bool IsKnown(ISession session, ArchivedEvent what) =>
        session.Number(IsThere, what.Room, LookupKey.Of(what.Id), what.Id) is not null || what switch
        {
            { Kind: ArchivedKind.Edit or ArchivedKind.Retraction, Target: { } target } => WasTakenBack(session, what.Room, target),
            { Kind: ArchivedKind.Subject } => session.Number(SameSubject, what.Room, what.At, what.By) is not null,
            _ => false,
        };

    private static bool WasTakenBack(ISession session, long room, string id) =>
        session.Number(IsTakenBack, room, LookupKey.Of(id), id) is not null;

    private static ArchivedEvent? FindReactions(ISession session, ArchivedEvent what) =>
        session.First(ReactionsOf, Read, what.Room, TargetKey(what), what.Target, what.By);

    /// <summary>Returns false for a message that was taken back before it came.</summary>
    private static bool Put(ISession session, ArchivedEvent what, long position)
    {
        if (what is { Kind: ArchivedKind.Retraction, Target: { } target })
        {
            var key = LookupKey.Of(target);
            session.Run(Empty, Array.Empty<byte>(), what.Room, key, target);
            session.Run(EmptyEdits, Array.Empty<byte>(), what.Room, key, target);
        }

        var isTakenBack = what.Kind == ArchivedKind.Message && WasTakenBack(session, what.Room, what.Id);
        var isRetracted = what.IsRetracted || isTakenBack;
        session.Run(
            Insert, what.Room, position, what.Id, LookupKey.Of(what.Id), (long)what.Kind, what.At, what.By, what.Nick, what.Target, TargetKey(what),
            isRetracted, isRetracted ? [] : what.Payload, (long)what.Audience);
        return !isTakenBack;
    }

    private static long? TargetKey(ArchivedEvent what) => what.Target is null ? null : LookupKey.Of(what.Target);
}
