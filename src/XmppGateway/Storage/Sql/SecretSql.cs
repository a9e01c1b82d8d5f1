namespace XmppGateway.Storage.Sql;

/// <summary>Statements on sealed secrets.</summary>
internal static class SecretSql
{
    private const string Select = "SELECT network, user_jid, name, key_id, nonce, sealed FROM secret ";

    public static readonly Statement One = new("find a secret", Select + "WHERE network = $1 AND user_jid = $2 AND name = $3");

    public static readonly Statement NotOf = new(
        "find secrets of old keys",
        Select + "WHERE key_id <> $1 AND (network, user_jid, name) > ($2, $3, $4) ORDER BY network, user_jid, name LIMIT $5");

    private static readonly Statement Upsert = new(
        "put a secret",
        "INSERT INTO secret (network, user_jid, name, key_id, nonce, sealed) VALUES ($1, $2, $3, $4, $5, $6) " +
        "ON CONFLICT (network, user_jid, name) DO UPDATE SET key_id = excluded.key_id, nonce = excluded.nonce, sealed = excluded.sealed");

    private static readonly Statement Update = new(
        "seal a secret anew",
        "UPDATE secret SET key_id = $1, nonce = $2, sealed = $3 WHERE network = $4 AND user_jid = $5 AND name = $6 AND nonce = $7");

    private static readonly Statement Delete = new(
        "remove a secret", "DELETE FROM secret WHERE network = $1 AND user_jid = $2 AND name = $3");

    private static readonly Statement DeleteAll = new("remove secrets", "DELETE FROM secret WHERE network = $1 AND user_jid = $2");

    public static void Put(ISession session, SecretRow secret) =>
        session.Run(Upsert, secret.Network, secret.User, secret.Name, secret.KeyId, secret.Nonce, secret.Sealed);

    public static bool Reseal(ISession session, SecretRow old, SecretRow renewed) =>
        session.Execute(Update, renewed.KeyId, renewed.Nonce, renewed.Sealed, old.Network, old.User, old.Name, old.Nonce) > 0;

    public static void Remove(ISession session, string network, string user, string? name)
    {
        if (name is null)
        {
            session.Run(DeleteAll, network, user);
        }
        else
        {
            session.Run(Delete, network, user, name);
        }
    }

    public static SecretRow Read(IRow row) => new(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Bytes(4), row.Bytes(5));
}
