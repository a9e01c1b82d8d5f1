namespace XmppGateway.Storage.Sql;

/// <summary>Statements on what others are to be told of blocks and reports.</summary>
internal static class ErrandSql
{
    public static readonly Statement Since = new(
        "read the errands",
        "SELECT id, network, kind, user_jid, contact_id, address, recipient, detail, at FROM errand WHERE network = $1 AND at >= $2 ORDER BY at");

    private static readonly Statement Insert = new(
        "add an errand",
        "INSERT INTO errand (id, network, kind, user_jid, contact_id, address, recipient, detail, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

    private static readonly Statement DeleteOlder = new(
        "replace an errand", "DELETE FROM errand WHERE network = $1 AND kind = $2 AND user_jid = $3 AND contact_id = $4 AND recipient = $5");

    /// <summary>Those of one network are few, so that they are sorted and need no index by time.</summary>
    private static readonly Statement TooMany = new(
        "leave errands out",
        "DELETE FROM errand WHERE network = $1 AND id IN (SELECT id FROM errand WHERE network = $1 ORDER BY at DESC, id LIMIT 100 OFFSET $2)");

    private static readonly Statement Delete = new(
        "remove an errand",
        "DELETE FROM errand WHERE network = $1 AND kind = $2 AND user_jid = $3 AND contact_id = $4 AND recipient = $5 AND id = $6");

    private static readonly Statement Prune = new("prune the errands", "DELETE FROM errand WHERE at < $1");

    public static void Add(ISession session, ErrandRow errand)
    {
        if (errand.Kind == ErrandKind.Block)
        {
            // How it is now is all there is to tell; of two reports each is.
            session.Run(DeleteOlder, errand.Network, (long)errand.Kind, errand.User, errand.Contact, errand.Recipient);
        }

        session.Run(
            Insert, errand.Id, errand.Network, (long)errand.Kind, errand.User, errand.Contact, errand.Address, errand.Recipient, errand.Detail,
            errand.At);
        session.Run(TooMany, errand.Network, (long)IErrandStore.MostOfNetwork);
    }

    public static void Remove(ISession session, ErrandRow errand) =>
        session.Run(Delete, errand.Network, (long)errand.Kind, errand.User, errand.Contact, errand.Recipient, errand.Id);

    /// <summary>Some that are not told yet may be younger than that; none is told when it is a day older.</summary>
    public static int RemoveOld(ISession session, DateTimeOffset before) => session.Execute(Prune, before);

    public static ErrandRow Read(IRow row) => new(
        row.Text(0), row.Text(1), (ErrandKind)row.Number(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.Text(7), row.Time(8));
}
