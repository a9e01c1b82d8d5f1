using XmppGateway.Abstractions;

namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the outbox and the message map rows that belong to it.</summary>
internal static class OutboxSql
{
    private const string Columns =
        "o.id, o.network, o.lane, o.delivery_id, m.user_jid, m.contact_id, m.from_jid, m.stanza_id, o.fingerprint, o.wants_receipt, " +
        "o.payload, m.at, o.expires_at, o.attempts, o.next_attempt_at, o.last_reason, o.last_reason_german, o.letter_end " +
        "FROM outbox o JOIN message m ON m.id = o.id ";

    /// <summary>
    /// The users are in the message map, which has no index of them: each costs about as much as all else. So the outbox is read through,
    /// which is short unless a network is away; <c>CROSS JOIN</c> keeps SQLite from reading the map through instead.
    /// </summary>
    public static readonly Statement OfUser = new(
        "list the outbox of a user",
        "SELECT " + Columns.Replace("JOIN message m ON m.id = o.id", "CROSS JOIN message m", StringComparison.Ordinal) +
        "WHERE m.id = o.id AND o.network = $1 AND m.user_jid = $2 ORDER BY o.id LIMIT $3");

    public static readonly Statement Lane = new(
        "read a lane of the outbox",
        "SELECT " + Columns + "WHERE o.lane_key = $1 AND o.network = $2 AND o.lane = $3 AND o.id > $4 ORDER BY o.id LIMIT $5");

    public static readonly Statement Lanes = new(
        "read the lanes of the outbox", "SELECT DISTINCT lane FROM outbox WHERE network = $1");

    public static readonly Statement Oldest = new("list the outbox", "SELECT " + Columns + "ORDER BY o.id LIMIT $1");

    /// <summary>
    /// Only the newest messages under a stanza id are compared, so that a client that uses one id for all it sends costs little. The
    /// content key is not in an index: each index costs about as much as all else. What still waits is a repeat whenever it came: it may wait for
    /// longer than repeats are looked for, and the clock may have been put forward.
    /// </summary>
    private static readonly Statement FindRepeat = new(
        "look for a repeat",
        "SELECT id, state, foreign_id FROM (SELECT id, state, at, content_key, foreign_id FROM message WHERE stanza_key = $1 AND network = $2 AND user_jid = $3 " +
        "AND contact_id = $4 AND stanza_id = $5 ORDER BY id DESC LIMIT 32) AS newest " +
        "WHERE content_key = $6 AND (state = 1 OR (state = 2 AND at >= $7)) ORDER BY id DESC LIMIT 1");

    private static readonly Statement InsertMessage = new(
        "add an outgoing message to the map",
        "INSERT INTO message (network, user_jid, contact_id, stanza_id, state, from_jid, at, stanza_key, content_key, foreign_id, wants_receipt) " +
        "VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10)");

    private static readonly Statement InsertEntry = new(
        "add to the outbox",
        "INSERT INTO outbox (id, network, lane, lane_key, delivery_id, delivery_key, fingerprint, wants_receipt, payload, expires_at, " +
        "attempts, next_attempt_at, last_reason, last_reason_german) " +
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");

    private static readonly Statement Delete = new("remove from the outbox", "DELETE FROM outbox WHERE id = $1");

    /// <summary>
    /// The index by foreign id has pages all over, so a message enters it once, when its fate is known: entered already with its
    /// delivery id it would cost two pages more in the log of every message. Comes before the entry is deleted.
    /// </summary>
    private const string KeepDeliveryKey =
        "foreign_key = (SELECT delivery_key FROM outbox WHERE id = $1) WHERE id = $1 AND state = 1";

    private static readonly Statement MarkDelivered = new(
        "complete an outgoing message in the map",
        "UPDATE message SET state = 2, foreign_id = $1, foreign_key = $2 WHERE id = $3 AND state = 1");

    private static readonly Statement MarkDeliveredAsIs = new(
        "complete an outgoing message in the map", "UPDATE message SET state = 2, " + KeepDeliveryKey);

    private static readonly Statement SetTarget = new(
        "say what an outgoing event is about", "UPDATE message SET target = $1 WHERE id = $2 AND state = 1");

    private static readonly Statement MarkFailed = new(
        "mark an outgoing message as failed", "UPDATE message SET state = 3, " + KeepDeliveryKey);

    private static readonly Statement UpdateAttempt = new(
        "defer an outbox entry", "UPDATE outbox SET attempts = $1, next_attempt_at = $2, last_reason = $3, last_reason_german = $4 WHERE id = $5");

    private static readonly Statement SetLetterEnd = new(
        "keep which lines are a letter",
        "UPDATE outbox SET letter_end = $1 WHERE lane_key = $2 AND network = $3 AND lane = $4 AND id >= $5 AND id <= $1");

    private static readonly Statement MakeDue = new(
        "make an outbox entry due", "UPDATE outbox SET next_attempt_at = NULL WHERE id = $1");

    private static readonly Statement MakeAllDue = new("make the outbox due", "UPDATE outbox SET next_attempt_at = NULL");

    private static readonly Statement MarkDropped = new(
        "drop an outbox entry",
        "UPDATE outbox SET next_attempt_at = NULL, expires_at = 0, last_reason = $1, last_reason_german = $2 WHERE id = $3");

    public static OutboxAddition Add(ISession session, OutboxEntry entry, DateTimeOffset repeatsSince)
    {
        var stanzaKey = MessageSql.StanzaKey(entry.Network, entry.User, entry.Contact, entry.StanzaId);
        var contentKey = LookupKey.Of(entry.Fingerprint);
        if (stanzaKey is not null)
        {
            var known = session.First(
                FindRepeat, ReadRepeat, stanzaKey, entry.Network, entry.User, entry.Contact, entry.StanzaId, contentKey, repeatsSince);
            if (known is OutboxAddition.RepeatOfDelivered delivered && entry.WantsReceipt)
            {
                ReceiptSql.OpenAgain(session, delivered.Sequence, entry.DeliveryId);
            }

            if (known is not null)
            {
                return known;
            }
        }

        var id = session.Insert(
            InsertMessage, entry.Network, entry.User, entry.Contact, entry.StanzaId, entry.From, entry.AcceptedAt, stanzaKey, contentKey,
            entry.DeliveryId, entry.WantsReceipt || entry.WantsArrival);
        session.Run(
            InsertEntry, id, entry.Network, entry.Lane, LookupKey.Of(entry.Lane), entry.DeliveryId, LookupKey.Of(entry.DeliveryId),
            entry.Fingerprint, entry.WantsReceipt, entry.Payload, entry.ExpiresAt, entry.Attempts, entry.NextAttempt, entry.LastReason?.English,
            entry.LastReason is { } reason ? GermanOf(reason) : null);
        return new OutboxAddition.Added(id);
    }

    public static void Complete(ISession session, long sequence, string? foreignId, string? target)
    {
        if (target is not null)
        {
            session.Run(SetTarget, target, sequence);
        }

        if (foreignId is null)
        {
            session.Run(MarkDeliveredAsIs, sequence);
        }
        else
        {
            session.Run(MarkDelivered, foreignId, MessageSql.ForeignKey(foreignId), sequence);
        }

        session.Run(ReceiptSql.Open, sequence);
        session.Run(Delete, sequence);
    }

    public static void Fail(ISession session, long sequence)
    {
        session.Run(MarkFailed, sequence);
        session.Run(Delete, sequence);
    }

    public static void End(ISession session, OutboxEnd end)
    {
        if (end.HasFailed)
        {
            Fail(session, end.Sequence);
        }
        else
        {
            Complete(session, end.Sequence, end.ForeignId, end.Target);
        }
    }

    public static void Defer(ISession session, long sequence, int attempts, DateTimeOffset nextAttempt, LocalText reason) =>
        session.Run(UpdateAttempt, attempts, nextAttempt, reason.English, GermanOf(reason), sequence);

    public static void KeepLetter(ISession session, OutboxEntry first, long end) =>
        session.Run(SetLetterEnd, end, LookupKey.Of(first.Lane), first.Network, first.Lane, first.Sequence);

    public static int Retry(ISession session, long? sequence) =>
        sequence is { } one ? session.Execute(MakeDue, one) : session.Execute(MakeAllDue);

    public static bool Drop(ISession session, long sequence) =>
        session.Execute(MarkDropped, OutboxEntry.DroppedReason.English, OutboxEntry.DroppedReason.German, sequence) > 0;

    public static OutboxEntry Read(IRow row) => new()
    {
        Sequence = row.Number(0),
        Network = row.Text(1),
        Lane = row.Text(2),
        DeliveryId = row.Text(3),
        User = row.Text(4),
        Contact = row.Text(5),
        From = row.Text(6),
        StanzaId = row.Text(7),
        Fingerprint = row.Text(8),
        WantsReceipt = row.Flag(9),
        Payload = row.Bytes(10),
        AcceptedAt = row.Time(11),
        ExpiresAt = row.Time(12),
        Attempts = (int)row.Number(13),
        NextAttempt = row.TimeOrNull(14),
        LastReason = row.TextOrNull(15) is { } reason ? new LocalText(reason, row.TextOrNull(16) ?? reason) : null,
        LetterEnd = row.NumberOrNull(17),
    };

    private static OutboxAddition ReadRepeat(IRow row) => row.Number(1) == (long)MessageState.Open
        ? new OutboxAddition.RepeatOfOpen()
        : new OutboxAddition.RepeatOfDelivered(row.Number(0), row.TextOrNull(2));

    /// <summary>Only what differs is stored twice: mostly the reason is in a foreign server's words.</summary>
    private static string? GermanOf(LocalText reason) => reason.German == reason.English ? null : reason.German;
}
