namespace XmppGateway.Storage.Sql;

/// <summary>Statements on blocks.</summary>
internal static class BlockSql
{
    public static readonly Statement All = new("read the blocks", "SELECT network, user_jid, contact_id, origin, at FROM block");

    private static readonly Statement Upsert = new(
        "add a block",
        "INSERT INTO block (network, user_jid, contact_id, origin, at) VALUES ($1, $2, $3, $4, $5) " +
        "ON CONFLICT (network, user_jid, contact_id) DO UPDATE SET origin = excluded.origin WHERE excluded.origin < block.origin");

    private static readonly Statement Delete = new(
        "remove a block", "DELETE FROM block WHERE network = $1 AND user_jid = $2 AND contact_id = $3");

    public static void Add(ISession session, BlockRow block) =>
        session.Run(Upsert, block.Network, block.User, block.Contact, block.FromList, block.At);

    public static bool Remove(ISession session, string network, string user, string contact) =>
        session.Execute(Delete, network, user, contact) > 0;

    public static BlockRow Read(IRow row) => new(row.Text(0), row.Text(1), row.Text(2), row.Flag(3), row.Time(4));
}
