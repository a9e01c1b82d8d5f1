namespace XmppGateway.Storage.Sql;

/// <summary>
/// Statements on who was in a room, or invited to it, for which places of its archive. A stay begins behind all that is archived and ends with the last
/// of it: the order of the archive is that in which the network told things, which no sender's clock can change.
/// </summary>
internal static class RoomStaySql
{
    /// <summary>Of a stay that lasts.</summary>
    private const long Lasting = long.MaxValue;

    private const long Present = 0;
    private const long Invited = 1;
    private const long Shown = 2;

    /// <summary>
    /// True for the rows of the archive that a reader may see: the first parameter, null for everything; the second is their foreign id. What was
    /// said before somebody came may reach the archive after they did: its time gives it away.
    /// </summary>
    public static string MaySee(string reader, string self) =>
        $"({reader} IS NULL OR audience = 0 OR by_id = {self} OR EXISTS (SELECT 1 FROM room_stay s WHERE s.room = archive.room AND s.user_jid = {reader} " +
        "AND archive.position > s.after_position AND archive.position <= s.until_position AND archive.at >= s.since " +
        "AND (s.kind <> 1 OR archive.audience = 1)))";

    /// <summary>Who of those in the room has been there for the longest, and so may see most of its past.</summary>
    public static readonly Statement Oldest = new(
        "find who has been in a room for the longest",
        "SELECT s.user_jid FROM room_stay s JOIN room_user u ON u.room = s.room AND u.user_jid = s.user_jid " +
        "WHERE s.room = $1 AND s.kind = 0 AND s.until_position = 9223372036854775807 ORDER BY s.after_position, s.user_jid LIMIT 1");

    private static readonly Statement Lasts = new(
        "look whether a user is in a room",
        "SELECT after_position FROM room_stay WHERE room = $1 AND user_jid = $2 AND kind = $3 AND until_position = $4");

    /// <summary>Where nothing was said meanwhile, it is one stay.</summary>
    private static readonly Statement Insert = new(
        "note who is in a room",
        "INSERT INTO room_stay (room, user_jid, kind, after_position, until_position, since) VALUES ($1, $2, $3, $4, $5, $6) " +
        "ON CONFLICT (room, user_jid, kind, after_position) DO UPDATE SET until_position = excluded.until_position, since = excluded.since");

    private static readonly Statement Close = new(
        "note who is in a room no longer",
        "UPDATE room_stay SET until_position = $1 WHERE room = $2 AND user_jid = $3 AND until_position = $4");

    public static void Enter(ISession session, long room, string user, DateTimeOffset now) => Begin(session, room, user, Present, now);

    public static void Invite(ISession session, long room, string user, DateTimeOffset now) => Begin(session, room, user, Invited, now);

    /// <summary>Ends both.</summary>
    public static void End(ISession session, long room, string user) =>
        session.Run(Close, ArchiveSql.NextPlace(session, room) - 1, room, user, Lasting);

    /// <summary>The network has shown these places to a user itself. Nothing comes between them any more.</summary>
    public static void Show(ISession session, long room, string user, long first, long last) =>
        session.Run(Insert, room, user, Shown, first - 1, last, long.MinValue);

    private static void Begin(ISession session, long room, string user, long kind, DateTimeOffset now)
    {
        if (session.Number(Lasts, room, user, kind, Lasting) is null)
        {
            session.Run(Insert, room, user, kind, ArchiveSql.NextPlace(session, room) - 1, Lasting, now);
        }
    }
}
