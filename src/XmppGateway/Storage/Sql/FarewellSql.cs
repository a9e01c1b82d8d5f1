namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the contacts of users who have left.</summary>
internal static class FarewellSql
{
    private const string Select = "SELECT network, user_jid, remote_id, localpart, user_sees, contact_sees FROM farewell ";

    public static readonly Statement OfEverybody = new(
        "read the farewells", Select + "WHERE network = $1 ORDER BY user_jid DESC, remote_id DESC LIMIT $2");

    public static readonly Statement OfUser = new(
        "read the farewells of a user", Select + "WHERE network = $1 AND user_jid = $2 ORDER BY remote_id DESC LIMIT $3");

    public static readonly Statement One = new(
        "find a farewell", Select + "WHERE network = $1 AND user_jid = $2 AND remote_id = $3");

    private static readonly Statement InsertContacts = new(
        "keep the contacts of an account for the farewell",
        "INSERT INTO farewell (network, user_jid, remote_id, localpart, user_sees, contact_sees) " +
        "SELECT network, user_jid, remote_id, localpart, user_sees, contact_sees FROM contact WHERE network = $1 AND user_jid = $2 " +
        "ON CONFLICT DO NOTHING");

    private static readonly Statement InsertGateway = new(
        "keep the gateway for the farewell",
        "INSERT INTO farewell (network, user_jid, remote_id, localpart, user_sees, contact_sees) VALUES ($1, $2, '', '', 0, 0) " +
        "ON CONFLICT DO NOTHING");

    private static readonly Statement Delete = new(
        "remove a farewell", "DELETE FROM farewell WHERE network = $1 AND user_jid = $2 AND remote_id = $3");

    public static void AddContacts(ISession session, string network, string user) => session.Run(InsertContacts, network, user);

    public static void AddGateway(ISession session, string network, string user) => session.Run(InsertGateway, network, user);

    public static void Remove(ISession session, string network, string user, string remoteId) => session.Run(Delete, network, user, remoteId);

    public static ContactRow Read(IRow row) =>
        new(0, row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Flag(4), (ContactSubscription)row.Number(5));
}
