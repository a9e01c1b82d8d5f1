namespace XmppGateway.Storage.Sql;

/// <summary>Removes old rows, a few at a time so that other writes come between.</summary>
internal static class PruneSql
{
    private const int Step = 500;

    /// <summary>
    /// The oldest are those with the smallest numbers, which saves an index by time. Open ones stay, and so does the newest, whose
    /// number SQLite would give out again.
    /// </summary>
    private static readonly Statement Messages = new(
        "prune the message map",
        "DELETE FROM message WHERE id IN (SELECT id FROM (SELECT id, at FROM message ORDER BY id LIMIT $1) AS oldest WHERE at < $2 " +
        "AND id < (SELECT max(id) FROM message) AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.id = oldest.id))");

    private static readonly Statement Keys = new(
        "prune the inbox keys",
        "DELETE FROM inbox_key WHERE hash IN (SELECT k.hash FROM inbox_key k WHERE k.at < $1 " +
        "AND k.hash NOT IN (SELECT i.key_hash FROM inbox i) ORDER BY k.at LIMIT $2)");

    private static readonly Statement Held = new(
        "prune what is held", "DELETE FROM held WHERE id IN (SELECT id FROM held WHERE at < $1 ORDER BY at LIMIT $2)");

    private static readonly Statement Audit = new(
        "prune the audit log",
        "DELETE FROM audit WHERE id IN (SELECT id FROM (SELECT id, at FROM audit ORDER BY id LIMIT $1) AS oldest WHERE at < $2)");

    /// <summary>Returns true when nothing is left to remove.</summary>
    public static bool RemoveSome(ISession session, DateTimeOffset before, DateTimeOffset said) =>
        session.Execute(Messages, Step, before)
        + session.Execute(Keys, before, Step)
        + session.Execute(Held, before, Step)
        + session.Execute(Audit, Step, before.AddYears(-1))
        + ReceiptSql.RemoveSome(session, Step)
        + ErrandSql.RemoveOld(session, before)
        + ProfileSql.RemoveSome(session, before)
        + PortalSql.RemoveSome(session, before)
        + RoomPruneSql.RemoveSome(session, before, said) == 0;
}
