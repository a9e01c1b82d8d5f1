namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the leases. Several machines share them, so the database tells the time.</summary>
internal sealed class LeaseSql(string now)
{
    private static readonly Statement Delete = new("release a lease", "DELETE FROM lease WHERE name = $1 AND holder = $2");

    private readonly Statement _take = new(
        "take a lease",
        $"INSERT INTO lease (name, holder, expires_at) VALUES ($1, $2, {now} + $3) ON CONFLICT (name) DO UPDATE SET " +
        "holder = excluded.holder, expires_at = excluded.expires_at " +
        $"WHERE lease.holder = excluded.holder OR lease.expires_at <= {now}");

    public bool Hold(ISession session, string name, string holder, TimeSpan duration) =>
        session.Execute(_take, name, holder, (long)duration.TotalMilliseconds) > 0;

    public static void Release(ISession session, string name, string holder) => session.Run(Delete, name, holder);
}
