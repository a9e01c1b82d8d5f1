namespace XmppGateway.Storage.Sql;

/// <summary>Statements on rooms, and on who of ours is in them.</summary>
internal static class RoomSql
{
    private const string Select = "SELECT r.id, r.network, r.remote_id, r.address, r.name FROM room r ";

    public static readonly Statement ByLocalpart = new(
        "find a room by its localpart",
        Select + "JOIN room_localpart l ON l.room = r.id WHERE l.network = $1 AND l.localpart = $2");

    public static readonly Statement ByRemoteId = new("find a room", Select + "WHERE r.network = $1 AND r.remote_id = $2");

    public static readonly Statement OfUser = new(
        "read the rooms of a user",
        Select + "JOIN room_user u ON u.room = r.id WHERE u.user_jid = $1 AND r.network = $2 ORDER BY r.id");

    public static readonly Statement Localparts = new(
        "read the localparts of a room", "SELECT localpart FROM room_localpart WHERE room = $1 ORDER BY id");

    public static readonly Statement Users = new(
        "read the users of a room", "SELECT room, user_jid, self_id, nick FROM room_user WHERE room = $1 ORDER BY user_jid");

    public static readonly Statement Clients = new(
        "read the clients in rooms",
        "SELECT c.room, c.client_jid, c.occupant_jid FROM room_client c JOIN room r ON r.id = c.room " +
        "WHERE (c.room, c.client_jid) > ($1, $2) AND r.network = $3 ORDER BY c.room, c.client_jid LIMIT $4");

    public static readonly Statement Past = new(
        "read how far the past of a room is known", "SELECT past FROM room WHERE id = $1 AND past IS NOT NULL");

    private static readonly Statement Upsert = new(
        "put a room",
        "INSERT INTO room (network, remote_id, address, name, used_at) VALUES ($1, $2, $3, $4, $5) " +
        "ON CONFLICT (network, remote_id) DO UPDATE SET address = excluded.address, name = excluded.name, used_at = excluded.used_at");

    private static readonly Statement LeadsTo = new(
        "look where a localpart leads", "SELECT room FROM room_localpart WHERE network = $1 AND localpart = $2");

    private static readonly Statement DeleteLocalpart = new(
        "remove a localpart of a room", "DELETE FROM room_localpart WHERE network = $1 AND localpart = $2");

    private static readonly Statement InsertLocalpart = new(
        "add a localpart to a room", "INSERT INTO room_localpart (network, localpart, room) VALUES ($1, $2, $3)");

    private static readonly Statement Touch = new("note that a room is used", "UPDATE room SET used_at = $1 WHERE id = $2");

    private static readonly Statement UpsertUser = new(
        "put a user of a room",
        "INSERT INTO room_user (room, user_jid, self_id, nick) VALUES ($1, $2, $3, $4) " +
        "ON CONFLICT (room, user_jid) DO UPDATE SET self_id = excluded.self_id, nick = excluded.nick");

    private static readonly Statement DeleteUser = new(
        "remove a user of a room", "DELETE FROM room_user WHERE room = $1 AND user_jid = $2");

    private static readonly Statement DeleteClientsOfUser = new(
        "remove the clients of a user of a room", "DELETE FROM room_client WHERE room = $1 AND user_jid = $2");

    private static readonly Statement NoteAbsence = new(
        "note who has no client in a room",
        "UPDATE room_user SET absent_since = $1 WHERE absent_since IS NULL AND room IN (SELECT id FROM room WHERE network = $2) AND NOT EXISTS " +
        "(SELECT 1 FROM room_client c WHERE c.room = room_user.room AND c.user_jid = room_user.user_jid)");

    public static readonly Statement Absent = new(
        "find who was absent from rooms for long",
        "SELECT r.id, r.network, r.remote_id, r.address, r.name, u.user_jid FROM room_user u JOIN room r ON r.id = u.room WHERE r.network = $1 AND u.absent_since < $2 " +
        "AND NOT EXISTS (SELECT 1 FROM room_client c WHERE c.room = u.room AND c.user_jid = u.user_jid) " +
        "ORDER BY u.absent_since, u.room, u.user_jid LIMIT $3");

    private static readonly Statement EndAbsence = new(
        "note that a user is in a room", "UPDATE room_user SET absent_since = NULL WHERE room = $1 AND user_jid = $2 AND absent_since IS NOT NULL");

    private static readonly Statement BeginLeaving = new(
        "note that a user leaves a room", "UPDATE room_user SET absent_since = 0 WHERE room = $1 AND user_jid = $2");

    private static readonly Statement UpsertClient = new(
        "put a client in a room",
        "INSERT INTO room_client (room, client_jid, user_jid, occupant_jid) VALUES ($1, $2, $3, $4) " +
        "ON CONFLICT (room, client_jid) DO UPDATE SET occupant_jid = excluded.occupant_jid");

    private static readonly Statement DeleteClient = new(
        "remove a client from a room", "DELETE FROM room_client WHERE room = $1 AND client_jid = $2");

    private static readonly Statement UpdatePast = new("note how far the past of a room is known", "UPDATE room SET past = $1 WHERE id = $2");

    public static RoomRow Put(ISession session, RoomRow room, string? localpart, DateTimeOffset now)
    {
        var stored = Put(session, room, now);
        if (localpart is not null && session.Number(LeadsTo, room.Network, localpart) is null)
        {
            session.Run(InsertLocalpart, room.Network, localpart, stored.Id);
        }

        return stored;
    }

    public static RoomRow Redirect(ISession session, RoomRow room, string localpart, DateTimeOffset now)
    {
        var stored = Put(session, room, now);
        if (session.Number(LeadsTo, room.Network, localpart) != stored.Id)
        {
            // A new row, not another value in the old one: for this room it is the newest.
            session.Run(DeleteLocalpart, room.Network, localpart);
            session.Run(InsertLocalpart, room.Network, localpart, stored.Id);
        }

        return stored;
    }

    public static void Put(ISession session, RoomUserRow user, DateTimeOffset now)
    {
        session.Run(UpsertUser, user.Room, user.User, user.Self, user.Nick);
        RoomStaySql.Enter(session, user.Room, user.User, now);
    }

    public static void RemoveUser(ISession session, long room, string user, DateTimeOffset now)
    {
        session.Run(DeleteClientsOfUser, room, user);
        session.Run(DeleteUser, room, user);
        RoomStaySql.End(session, room, user);
        session.Run(Touch, now, room);
    }

    public static void Leave(ISession session, long room, string user) => session.Run(BeginLeaving, room, user);

    public static void FindAbsent(ISession session, string network, DateTimeOffset now) => session.Run(NoteAbsence, now, network);

    public static void Put(ISession session, RoomClientRow client)
    {
        var user = BareOf(client.Client);
        session.Run(UpsertClient, client.Room, client.Client, user, client.Occupant);
        session.Run(EndAbsence, client.Room, user);
    }

    public static void RemoveClient(ISession session, long room, string client) => session.Run(DeleteClient, room, client);

    public static void SetPast(ISession session, long room, string before) => session.Run(UpdatePast, before, room);

    public static RoomRow Read(IRow row) => new(row.Number(0), row.Text(1), row.Text(2), row.Text(3), row.TextOrNull(4));

    public static RoomUserRow ReadUser(IRow row) => new(row.Number(0), row.Text(1), row.Text(2), row.Text(3));

    public static RoomClientRow ReadClient(IRow row) => new(row.Number(0), row.Text(1), row.Text(2));

    private static RoomRow Put(ISession session, RoomRow room, DateTimeOffset now)
    {
        session.Run(Upsert, room.Network, room.RemoteId, room.Address, room.Name, now);
        return session.First(ByRemoteId, Read, room.Network, room.RemoteId)!;
    }

    /// <summary>A resource may have slashes; what stands before it has none (RFC 7622 §3.1).</summary>
    private static string BareOf(string jid) => jid.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? jid[..slash] : jid;
}
