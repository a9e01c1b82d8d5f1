namespace XmppGateway.Storage.Sql;

/// <summary>One statement that counts the queues of a network.</summary>
internal static class QueueSql
{
    public static readonly Statement Count = new(
        "count the queues",
        "SELECT (SELECT count(*) FROM outbox WHERE network = $1), " +
        "(SELECT min(m.at) FROM outbox o JOIN message m ON m.id = o.id WHERE o.network = $1), " +
        "(SELECT count(*) FROM inbox WHERE network = $1 AND set_aside_reason IS NULL), " +
        "(SELECT min(accepted_at) FROM inbox WHERE network = $1 AND set_aside_reason IS NULL), " +
        "(SELECT count(*) FROM inbox WHERE network = $1 AND set_aside_reason IS NOT NULL), " +
        "(SELECT count(*) FROM held WHERE network = $1)");

    public static QueueCounts Read(IRow row) =>
        new(row.Number(0), row.TimeOrNull(1), row.Number(2), row.TimeOrNull(3), row.Number(4), row.Number(5));
}
