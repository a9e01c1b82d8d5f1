namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the sources of files.</summary>
internal static class MediaSql
{
    private const int Step = 500;

    public static readonly Statement One = new("find the source of a file", "SELECT source FROM media WHERE network = $1 AND id = $2");

    private static readonly Statement Upsert = new(
        "keep the source of a file",
        "INSERT INTO media (network, id, source, expires_at) VALUES ($1, $2, $3, $4) " +
        "ON CONFLICT (network, id) DO UPDATE SET expires_at = excluded.expires_at WHERE media.expires_at < excluded.expires_at");

    private static readonly Statement Delete = new(
        "forget sources of files",
        "DELETE FROM media WHERE (network, id) IN (SELECT m.network, m.id FROM media m WHERE m.expires_at < $1 ORDER BY m.expires_at LIMIT $2)");

    public static void Put(ISession session, string network, string id, string source, DateTimeOffset expires) =>
        session.Run(Upsert, network, id, source, expires);

    /// <summary>A few at a time, so that other writes come between. Returns true when nothing is left to forget.</summary>
    public static bool ForgetSome(ISession session, DateTimeOffset before) => session.Execute(Delete, before, Step) == 0;

    public static string Read(IRow row) => row.Text(0);
}
