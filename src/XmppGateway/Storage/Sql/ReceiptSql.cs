namespace XmppGateway.Storage.Sql;

/// <summary>
/// Statements on the receipts of what is delivered. A mark beside the outbox, not a state of its rows: nobody who reads the outbox can take
/// what is delivered for what is not, and the table is so small that its only page is written with any commit.
/// </summary>
internal static class ReceiptSql
{
    /// <summary>Comes before the entry is deleted.</summary>
    public static readonly Statement Open = new(
        "mark a receipt as open",
        "INSERT INTO open_receipt (id, delivery_id) SELECT id, delivery_id FROM outbox WHERE id = $1 AND wants_receipt = 1");

    private static readonly Statement Reopen = new(
        "mark a receipt as open again",
        "INSERT INTO open_receipt (id, delivery_id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET delivery_id = excluded.delivery_id");

    private static readonly Statement Wish = new("keep that a receipt is wished for", "UPDATE message SET wants_receipt = 1 WHERE id = $1");

    /// <summary><c>CROSS JOIN</c> keeps SQLite from reading the map through instead.</summary>
    public static readonly Statement Oldest = new(
        "read the open receipts",
        "SELECT r.id, r.delivery_id, m.user_jid, m.contact_id, m.foreign_id FROM open_receipt r CROSS JOIN message m " +
        "WHERE m.id = r.id AND m.network = $1 ORDER BY r.id LIMIT $2");

    /// <summary>Nobody can be told any more of what is forgotten. The map forgets the smallest numbers first.</summary>
    private static readonly Statement Prune = new(
        "prune the open receipts",
        "DELETE FROM open_receipt WHERE id IN (SELECT id FROM open_receipt WHERE id < (SELECT min(id) FROM message) ORDER BY id LIMIT $1)");

    private static readonly Statement Delete = new("close a receipt", "DELETE FROM open_receipt WHERE id = $1 AND delivery_id = $2");

    /// <summary>For a repeat, under its own delivery id: what closes an earlier one does not close it.</summary>
    public static void OpenAgain(ISession session, long sequence, string deliveryId)
    {
        session.Run(Wish, sequence);
        session.Run(Reopen, sequence, deliveryId);
    }

    public static void Close(ISession session, IReadOnlyList<(long Sequence, string DeliveryId)> receipts)
    {
        foreach (var (sequence, deliveryId) in receipts)
        {
            session.Run(Delete, sequence, deliveryId);
        }
    }

    public static int RemoveSome(ISession session, int step) => session.Execute(Prune, step);

    public static OpenReceipt Read(IRow row) => new(row.Number(0), row.Text(1), row.Text(2), row.Text(3), row.TextOrNull(4));
}
