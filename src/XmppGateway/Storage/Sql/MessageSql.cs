namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the message map.</summary>
internal static class MessageSql
{
    private const string Select =
        "SELECT network, user_jid, contact_id, stanza_id, foreign_id, state, from_jid, at, target, text_parts, files, wants_receipt FROM message ";

    /// <summary>How far back a read mark is looked for, in messages of all people. The map has no index by conversation, which each message would pay for.</summary>
    private const string Reach = "5000";

    private const string HasForeignKey =
        "WHERE id IN (SELECT id FROM message WHERE foreign_key = $1 UNION ALL SELECT id FROM outbox WHERE delivery_key = $1) ";

    public static readonly Statement ByStanza = new(
        "find a message by its stanza id",
        Select + "WHERE stanza_key = $1 AND network = $2 AND user_jid = $3 AND contact_id = $4 AND stanza_id = $5 " +
        "ORDER BY id DESC LIMIT 1");

    public static readonly Statement ByForeignInConversation = new(
        "find a message by its foreign id in a conversation",
        Select + HasForeignKey + "AND network = $2 AND foreign_id = $3 AND user_jid = $4 AND contact_id = $5 " +
        "ORDER BY id DESC LIMIT 1");

    public static readonly Statement ByForeign = new(
        "find a message by its foreign id",
        Select + HasForeignKey + "AND network = $2 AND foreign_id = $3 ORDER BY id DESC LIMIT 1");

    /// <summary>By the numbers of the rows: the newest one that is wanted, and a bounded walk back from the one with the foreign id.</summary>
    public static readonly Statement UpTo = new(
        "find the newest message up to another one",
        "WITH newest AS (SELECT max(id) AS id FROM message " + HasForeignKey +
        "AND network = $2 AND foreign_id = $3 AND user_jid = $4 AND contact_id = $5) " + Select +
        "WHERE id <= (SELECT id FROM newest) AND id > (SELECT id FROM newest) - " + Reach + " " +
        "AND network = $2 AND user_jid = $4 AND contact_id = $5 AND state = $6 AND target IS NULL AND stanza_id <> '' " +
        "ORDER BY id DESC LIMIT 1");

    /// <summary>The same message means the same pair of ids in the same conversation.</summary>
    private static readonly Statement FindByStanza = new(
        "look for a map row",
        "SELECT id FROM message WHERE stanza_key = $1 AND network = $2 AND user_jid = $3 AND contact_id = $4 AND stanza_id = $5 " +
        "AND foreign_id IS NOT DISTINCT FROM $6 LIMIT 1");

    private static readonly Statement FindByForeign = new(
        "look for a map row",
        "SELECT id FROM message WHERE foreign_key = $1 AND network = $2 AND foreign_id = $3 AND user_jid = $4 AND contact_id = $5 " +
        "AND stanza_id = '' LIMIT 1");

    private static readonly Statement FailDelivered = new(
        "mark a delivered message as failed",
        "UPDATE message SET state = 3 WHERE foreign_key = $1 AND network = $2 AND foreign_id = $3 AND user_jid = $4 AND contact_id = $5 " +
        "AND stanza_id = $6 AND state = 2");

    private static readonly Statement Insert = new(
        "add to the message map",
        "INSERT INTO message (network, user_jid, contact_id, stanza_id, foreign_id, state, from_jid, at, stanza_key, foreign_key, " +
        "target, text_parts, files, wants_receipt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");

    public static void Add(ISession session, MappedMessage row)
    {
        var stanzaKey = StanzaKey(row.Network, row.User, row.Contact, row.StanzaId);
        var foreignKey = ForeignKey(row.ForeignId);
        var known = stanzaKey is not null
            ? session.Number(FindByStanza, stanzaKey, row.Network, row.User, row.Contact, row.StanzaId, row.ForeignId)
            : foreignKey is not null
                ? session.Number(FindByForeign, foreignKey, row.Network, row.ForeignId, row.User, row.Contact)
                : null;
        if (known is null)
        {
            var state = row.Outgoing ? MessageState.Delivered : MessageState.Incoming;
            session.Run(
                Insert, row.Network, row.User, row.Contact, row.StanzaId, row.ForeignId, (long)state, row.From, row.At, stanzaKey, foreignKey,
                row.Target, row.TextParts, row.Files, row.WantsReceipt);
        }
    }

    public static void Fail(ISession session, MappedMessage row) =>
        session.Run(FailDelivered, ForeignKey(row.ForeignId), row.Network, row.ForeignId, row.User, row.Contact, row.StanzaId);

    public static MappedMessage Read(IRow row) => new(
        row.Text(0),
        row.Text(1),
        row.Text(2),
        row.Text(3),
        row.TextOrNull(4),
        row.Number(5) != (long)MessageState.Incoming,
        row.TextOrNull(6),
        row.Time(7))
    {
        Target = row.TextOrNull(8),
        TextParts = (int)row.Number(9),
        Files = (int)row.Number(10),
        WantsReceipt = row.Flag(11),
        IsOpen = row.Number(5) == (long)MessageState.Open,
        HasFailed = row.Number(5) == (long)MessageState.Failed,
    };

    public static long? StanzaKey(string network, string user, string contact, string stanzaId) =>
        stanzaId.Length == 0 ? null : LookupKey.Of(network, user, contact, stanzaId);

    public static long? ForeignKey(string? foreignId) => foreignId is null ? null : LookupKey.Of(foreignId);
}
