namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the notes of adapters.</summary>
internal static class StateSql
{
    private const int Step = 500;

    public static readonly Statement Get = new("read a note", "SELECT value FROM state WHERE network = $1 AND key = $2");

    public static readonly Statement All = new("read the notes of a place", "SELECT key, value FROM state WHERE network = $1 ORDER BY key");

    private static readonly Statement Upsert = new(
        "store a note",
        "INSERT INTO state (network, key, value, expires_at) VALUES ($1, $2, $3, $4) " +
        "ON CONFLICT (network, key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at");

    private static readonly Statement Insert = new(
        "add a note", "INSERT INTO state (network, key, value, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");

    private static readonly Statement Forget = new(
        "forget old notes",
        "DELETE FROM state WHERE (network, key) IN (SELECT network, key FROM state WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)");

    private static readonly Statement Delete = new("remove a note", "DELETE FROM state WHERE network = $1 AND key = $2");

    public static void Set(ISession session, string network, string key, string? value, DateTimeOffset? expires = null)
    {
        if (value is null)
        {
            session.Run(Delete, network, key);
        }
        else
        {
            session.Run(Upsert, network, key, value, expires);
        }
    }

    public static string GetOrAdd(ISession session, string network, string key, string value, DateTimeOffset? expires = null)
    {
        session.Run(Insert, network, key, value, expires);
        return session.First(Get, Read, network, key)!;
    }

    /// <summary>Removes notes whose time is over; returns how many.</summary>
    public static int RemoveSome(ISession session, DateTimeOffset now) => session.Execute(Forget, now, Step);

    public static string Read(IRow row) => row.Text(0);
}
