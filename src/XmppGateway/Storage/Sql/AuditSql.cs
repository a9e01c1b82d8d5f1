namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the audit log.</summary>
internal static class AuditSql
{
    public static readonly Statement Newest = new(
        "read the audit log", "SELECT at, actor, action, target, detail FROM audit ORDER BY id DESC LIMIT $1");

    private static readonly Statement Insert = new(
        "add to the audit log", "INSERT INTO audit (at, actor, action, target, detail) VALUES ($1, $2, $3, $4, $5)");

    public static void Add(ISession session, AuditRow row) => session.Run(Insert, row.At, row.Actor, row.Action, row.Target, row.Detail);

    public static AuditRow Read(IRow row) => new(row.Time(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4));
}
