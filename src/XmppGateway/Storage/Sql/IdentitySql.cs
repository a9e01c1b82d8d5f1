namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the identities.</summary>
internal static class IdentitySql
{
    private const string Select = "SELECT network, remote_id, localpart, address, display_name FROM identity ";

    public static readonly Statement ByRemoteId = new("find an identity", Select + "WHERE network = $1 AND remote_id = $2");

    public static readonly Statement ByLocalpart = new(
        "find an identity by its localpart", Select + "WHERE network = $1 AND localpart = $2");

    private static readonly Statement Insert = new(
        "add an identity",
        "INSERT INTO identity (network, remote_id, localpart, address, display_name) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");

    private static readonly Statement SetSpelling = new(
        "update an identity", "UPDATE identity SET address = $1, display_name = $2 WHERE network = $3 AND remote_id = $4");

    /// <summary>Returns the row that is there afterwards; null when the localpart belongs to another remote id.</summary>
    public static Identity? Add(ISession session, Identity identity)
    {
        session.Run(Insert, identity.Network, identity.RemoteId, identity.Localpart, identity.Address, identity.DisplayName);
        return session.First(ByRemoteId, Read, identity.Network, identity.RemoteId);
    }

    public static void Update(ISession session, Identity identity) =>
        session.Run(SetSpelling, identity.Address, identity.DisplayName, identity.Network, identity.RemoteId);

    public static Identity Read(IRow row) => new(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.TextOrNull(4));
}
