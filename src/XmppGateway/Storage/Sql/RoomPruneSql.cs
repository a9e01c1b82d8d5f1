namespace XmppGateway.Storage.Sql;

/// <summary>Removes old events of rooms, and rooms that nobody needs.</summary>
internal static class RoomPruneSql
{
    private const int Step = 500;

    /// <summary>Nobody belongs to them, nothing is left of what was said, and nobody has entered or left them lately.</summary>
    private const string Unused =
        "(SELECT r.id FROM room r WHERE r.used_at < $1 AND NOT EXISTS (SELECT 1 FROM room_user u WHERE u.room = r.id) " +
        "AND NOT EXISTS (SELECT 1 FROM archive a WHERE a.room = r.id) ORDER BY r.id LIMIT $2)";

    /// <summary>Room by room, which saves an index by time alone. SQLite keeps the order of a cross join.</summary>
    private static readonly Statement Events = new(
        "prune the archives of rooms",
        "DELETE FROM archive WHERE (room, position) IN " +
        "(SELECT a.room, a.position FROM room r CROSS JOIN archive a WHERE a.room = r.id AND a.at < $1 LIMIT $2)");

    /// <summary>Where nothing is left, the network can be asked again from the end.</summary>
    private static readonly Statement Past = new(
        "forget how far the past of a room is known",
        "UPDATE room SET past = NULL WHERE past IS NOT NULL AND NOT EXISTS (SELECT 1 FROM archive a WHERE a.room = room.id)");

    /// <summary>Places of nothing. What is in the network's past is read anew then.</summary>
    private static readonly Statement Stays = new(
        "forget who was in rooms",
        "DELETE FROM room_stay WHERE until_position < 9223372036854775807 AND NOT EXISTS (SELECT 1 FROM archive a WHERE a.room = room_stay.room)");

    private static readonly Statement Gaps = new(
        "forget the gaps of empty archives",
        "DELETE FROM archive_gap WHERE NOT EXISTS (SELECT 1 FROM archive a WHERE a.room = archive_gap.room)");

    private static readonly Statement Invited = new("prune those invited to rooms", "DELETE FROM room_stay WHERE room IN " + Unused);

    private static readonly Statement Localparts = new(
        "prune the localparts of rooms", "DELETE FROM room_localpart WHERE room IN " + Unused);

    private static readonly Statement Clients = new("prune the clients in rooms", "DELETE FROM room_client WHERE room IN " + Unused);

    private static readonly Statement Rooms = new("prune rooms", "DELETE FROM room WHERE id IN " + Unused);

    /// <summary>Returns how much was removed or changed.</summary>
    public static int RemoveSome(ISession session, DateTimeOffset before, DateTimeOffset said)
    {
        var events = session.Execute(Events, said, Step);
        var past = session.Execute(Past);
        session.Run(Stays);
        session.Run(Gaps);
        session.Run(Invited, before, Step);
        session.Run(Localparts, before, Step);
        session.Run(Clients, before, Step);
        return events + past + session.Execute(Rooms, before, Step);
    }
}
