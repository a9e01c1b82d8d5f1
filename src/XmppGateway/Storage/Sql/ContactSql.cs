namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the contacts.</summary>
internal static class ContactSql
{
    private const string Select = "SELECT id, network, user_jid, remote_id, localpart, user_sees, contact_sees FROM contact ";

    public static readonly Statement One = new(
        "find a contact", Select + "WHERE network = $1 AND user_jid = $2 AND remote_id = $3");

    public static readonly Statement Subscribed = new(
        "read contacts", Select + "WHERE network = $1 AND user_sees = 1 AND id > $2 ORDER BY id LIMIT $3");

    public static readonly Statement All = new("list all contacts", Select + "WHERE id > $1 ORDER BY id LIMIT $2");

    public static readonly Statement FirstOfUser = new(
        "read the contacts of a user", Select + "WHERE network = $1 AND user_jid = $2 ORDER BY remote_id LIMIT $3");

    public static readonly Statement OfUser = new(
        "read more contacts of a user", Select + "WHERE network = $1 AND user_jid = $2 AND remote_id > $3 ORDER BY remote_id LIMIT $4");

    public static readonly Statement Subscribers = new(
        "read who sees a contact",
        Select + "WHERE network = $1 AND remote_id = $2 AND user_sees = 1 AND id > $3 ORDER BY id LIMIT $4");

    private static readonly Statement Upsert = new(
        "put a contact",
        "INSERT INTO contact (network, user_jid, remote_id, localpart, user_sees, contact_sees) VALUES ($1, $2, $3, $4, $5, $6) " +
        "ON CONFLICT (network, user_jid, remote_id) DO UPDATE SET localpart = excluded.localpart, user_sees = excluded.user_sees, " +
        "contact_sees = excluded.contact_sees");

    private static readonly Statement Delete = new(
        "remove a contact", "DELETE FROM contact WHERE network = $1 AND user_jid = $2 AND remote_id = $3");

    public static void Put(ISession session, ContactRow contact)
    {
        session.Run(
            Upsert, contact.Network, contact.User, contact.RemoteId, contact.Localpart, contact.UserSees, (long)contact.ContactSees);
        FarewellSql.Remove(session, contact.Network, contact.User, contact.RemoteId);
    }

    public static void Remove(ISession session, string network, string user, string remoteId) =>
        session.Run(Delete, network, user, remoteId);

    public static ContactRow Read(IRow row) => new(
        row.Number(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Flag(5), (ContactSubscription)row.Number(6));
}
