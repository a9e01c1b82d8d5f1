namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the notes of adapters.</summary>
internal static class StateSql
{
    public static readonly Statement Get = new("read a note", "SELECT value FROM state WHERE network = $1 AND key = $2");

    private static readonly Statement Upsert = new(
        "store a note",
        "INSERT INTO state (network, key, value) VALUES ($1, $2, $3) ON CONFLICT (network, key) DO UPDATE SET value = excluded.value");

    private static readonly Statement Insert = new(
        "add a note", "INSERT INTO state (network, key, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");

    private static readonly Statement Delete = new("remove a note", "DELETE FROM state WHERE network = $1 AND key = $2");

    public static void Set(ISession session, string network, string key, string? value)
    {
        if (value is null)
        {
            session.Run(Delete, network, key);
        }
        else
        {
            session.Run(Upsert, network, key, value);
        }
    }

    public static string GetOrAdd(ISession session, string network, string key, string value)
    {
        session.Run(Insert, network, key, value);
        return session.First(Get, Read, network, key)!;
    }

    public static string Read(IRow row) => row.Text(0);
}
