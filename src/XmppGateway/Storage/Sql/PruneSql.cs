namespace XmppGateway.Storage.Sql;

/// <summary>Removes old rows, a few at a time so that other writes come between.</summary>
internal static class PruneSql
{
    private const int Step = 500;

    private static readonly Statement Messages = new(
        "prune the message map",
        "DELETE FROM message WHERE id IN (SELECT m.id FROM message m WHERE m.at < $1 " +
        "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = m.id) ORDER BY m.at LIMIT $2)");

    private static readonly Statement Keys = new(
        "prune the inbox keys",
        "DELETE FROM inbox_key WHERE hash IN (SELECT k.hash FROM inbox_key k WHERE k.at < $1 " +
        "AND k.hash NOT IN (SELECT i.key_hash FROM inbox i) ORDER BY k.at LIMIT $2)");

    /// <summary>Returns true when nothing is left to remove.</summary>
    public static bool RemoveSome(ISession session, DateTimeOffset before) =>
        session.Execute(Messages, before, Step) + session.Execute(Keys, before, Step) == 0;
}
