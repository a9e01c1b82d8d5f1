namespace XmppGateway.Storage.Sql;

/// <summary>Statements that look for a message by an id of any kind, or its beginning.</summary>
internal static class TraceSql
{
    public static readonly Statement Messages = new(
        "trace messages",
        "SELECT m.state, m.id, m.network, m.user_jid, m.contact_id, m.stanza_id, m.foreign_id, m.at, m.from_jid, m.target, " +
        "o.delivery_id, o.attempts, o.next_attempt_at, o.last_reason FROM message m LEFT JOIN outbox o ON o.id = m.id " +
        "WHERE substr(m.stanza_id, 1, CAST($1 AS INTEGER)) = $2 OR substr(m.foreign_id, 1, CAST($1 AS INTEGER)) = $2 OR substr(o.delivery_id, 1, CAST($1 AS INTEGER)) = $2 OR o.id = $3 " +
        "ORDER BY m.id DESC LIMIT $4");

    public static readonly Statement Inbox = new(
        "trace arrivals",
        "SELECT id, network, stanza_id, key, accepted_at, set_aside_reason FROM inbox " +
        "WHERE substr(stanza_id, 1, CAST($1 AS INTEGER)) = $2 OR substr(key, 1, CAST($1 AS INTEGER)) = $2 ORDER BY id DESC LIMIT $3");

    public static readonly Statement Archive = new(
        "trace what was said in rooms",
        "SELECT a.position, r.network, a.by_id, r.address, a.id, a.at, a.target FROM archive a JOIN room r ON r.id = a.room " +
        "WHERE substr(a.id, 1, CAST($1 AS INTEGER)) = $2 ORDER BY a.at DESC LIMIT $3");

    public static TraceRow ReadMessage(IRow row)
    {
        var place = (TracePlace)row.Number(0);
        var user = row.TextOrNull(8) ?? row.Text(3);
        return new TraceRow(
            place,
            row.Number(1),
            row.Text(2),
            place == TracePlace.Incoming ? row.Text(4) : user,
            place == TracePlace.Incoming ? row.Text(3) : row.Text(4),
            row.Text(5),
            row.TextOrNull(6),
            row.Time(7))
        {
            Target = row.TextOrNull(9),
            DeliveryId = row.TextOrNull(10),
            Attempts = row.IsNull(11) ? 0 : (int)row.Number(11),
            NextAttempt = row.TimeOrNull(12),
            Reason = row.TextOrNull(13),
        };
    }

    public static TraceRow ReadInbox(IRow row) => new(
        row.TextOrNull(5) is null ? TracePlace.Inbox : TracePlace.SetAside, row.Number(0), row.Text(1), "", "", row.Text(2), row.Text(3), row.Time(4))
    {
        Reason = row.TextOrNull(5),
    };

    public static TraceRow ReadArchive(IRow row) =>
        new(TracePlace.Archive, row.Number(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), null, row.Time(5)) { Target = row.TextOrNull(6) };
}
