namespace XmppGateway.Storage.Sql;

/// <summary>Statements on relations and held events.</summary>
internal static class StrangerSql
{
    private const string Columns = "SELECT h.id, h.network, h.user_jid, h.contact_id, h.stanza_id, h.payload, h.at FROM held h ";
    private const string OfPair = "WHERE network = $1 AND user_jid = $2 AND contact_id = $3";
    private const long IsKnown = 1;

    public static readonly Statement One = new("find a relation", "SELECT state, stanza_id FROM relation " + OfPair);

    public static readonly Statement Held = new(
        "read what is held", Columns + "WHERE h.network = $1 AND h.user_jid = $2 AND h.contact_id = $3 ORDER BY h.id");

    public static readonly Statement AllHeld = new(
        "read everything that is held", Columns + "WHERE h.network = $1 ORDER BY h.id LIMIT $2");

    public static readonly Statement Released = new(
        "read what is held of known contacts",
        Columns + "JOIN relation r ON r.network = h.network AND r.user_jid = h.user_jid AND r.contact_id = h.contact_id AND r.state = 1 " +
        "WHERE h.network = $1 ORDER BY h.id LIMIT $2");

    public static readonly Statement HeldBefore = new(
        "read what is held for long", Columns + "WHERE h.network = $1 AND h.at < $2 ORDER BY h.id LIMIT $3");

    public static readonly Statement Waiting = new(
        "read who waits",
        "SELECT contact_id, min(at), count(*) FROM held h WHERE network = $1 AND user_jid = $2 " +
        "AND NOT EXISTS (SELECT 1 FROM relation r WHERE r.network = h.network AND r.user_jid = h.user_jid AND r.contact_id = h.contact_id AND r.state = 1) " +
        "GROUP BY contact_id ORDER BY min(at), contact_id LIMIT $3");

    // The entries that were released last are the last ones of their lane.
    public static readonly Statement Releasing = new(
        "look for what is being released of a contact",
        "SELECT id FROM held " + OfPair + " UNION ALL SELECT id FROM (SELECT id FROM inbox WHERE network = $1 AND lane = $4 " +
        "AND set_aside_reason IS NULL AND " + InboxSql.IsReleased + " ORDER BY id DESC LIMIT 1) AS newest LIMIT 1");

    private static readonly Statement UpsertKnown = new(
        "make a contact known",
        "INSERT INTO relation (network, user_jid, contact_id, state, at) VALUES ($1, $2, $3, 1, $4) " +
        "ON CONFLICT (network, user_jid, contact_id) DO UPDATE SET state = 1, at = excluded.at WHERE relation.state = 0");

    // The map has rows of all that left, refusals and read marks among them. While they are open their ids tell, once they are delivered they
    // have a target; so has what the user marked or took back elsewhere. What has none was written.
    private static readonly Statement KnownFromMessages = new(
        "make contacts known that were written to",
        "INSERT INTO relation (network, user_jid, contact_id, state, at) " +
        "SELECT DISTINCT network, user_jid, contact_id, 1, CAST($1 AS bigint) FROM message WHERE at >= $2 AND ((state = 2 AND target IS NULL) " +
        "OR (state IN (1, 2) AND from_jid IS NOT NULL AND stanza_id <> '' AND " + RefusalKey.IsNone + ")) ON CONFLICT DO NOTHING");

    private static readonly Statement InsertAsked = new(
        "note a question", "INSERT INTO relation (network, user_jid, contact_id, state, stanza_id, at) VALUES ($1, $2, $3, 0, $4, $5)");

    private static readonly Statement CountAsked = new(
        "count open questions", "SELECT count(*) FROM relation WHERE network = $1 AND user_jid = $2 AND state = 0");

    private static readonly Statement CountHeld = new("count what is held", "SELECT count(*) FROM held " + OfPair);

    private static readonly Statement IsHeld = new("look for a held event", "SELECT id FROM held " + OfPair + " AND stanza_id = $4");

    private static readonly Statement InsertHeld = new(
        "hold an event",
        "INSERT INTO held (network, user_jid, contact_id, stanza_id, payload, at) VALUES ($1, $2, $3, $4, $5, $6)");

    private static readonly Statement DeleteHeld = new("remove a held event", "DELETE FROM held WHERE id = $1");

    private static readonly Statement DeleteAsked = new("forget a question", "DELETE FROM relation " + OfPair + " AND state = 0");

    private static readonly Statement DeleteRelation = new(
        "remove a relation", "DELETE FROM relation " + OfPair + " AND (state = 1 OR NOT EXISTS (SELECT 1 FROM held " + OfPair + "))");

    /// <summary>One refusal for one message, however long ago.</summary>
    private static readonly DateTimeOffset RepeatsSince = DateTimeOffset.UnixEpoch;

    private static readonly Statement[] DeleteUser =
    [
        .. new[] { "held", "relation", "block" }.Select(
            table => new Statement($"forget a user in {table}", $"DELETE FROM {table} WHERE network = $1 AND user_jid = $2")),
    ];

    public static bool AddKnown(ISession session, string network, string user, string contact, DateTimeOffset now) =>
        session.Execute(UpsertKnown, network, user, contact, now) > 0;

    public static void AddKnownFromMessages(ISession session, DateTimeOffset since, DateTimeOffset now) =>
        session.Run(KnownFromMessages, now, since);

    public static Holding Hold(ISession session, HeldEvent held, int each, int strangers)
    {
        var relation = session.First(One, ReadRelation, held.Network, held.User, held.Contact);
        if (relation is { Known: true })
        {
            return Holding.Known;
        }

        if (relation is null)
        {
            if (session.Number(CountAsked, held.Network, held.User) >= strangers)
            {
                return Holding.Full;
            }

            session.Run(InsertAsked, held.Network, held.User, held.Contact, held.StanzaId, held.At);
        }

        if (session.Number(IsHeld, held.Network, held.User, held.Contact, held.StanzaId) is null)
        {
            if (session.Number(CountHeld, held.Network, held.User, held.Contact) >= each)
            {
                return Holding.Full;
            }

            session.Run(InsertHeld, held.Network, held.User, held.Contact, held.StanzaId, held.Payload, held.At);
        }

        return relation is null || relation.StanzaId == held.StanzaId ? Holding.First : Holding.Held;
    }

    public static bool Follow(ISession session, HeldEvent held, string lane)
    {
        if (InboxSql.Knows(session, held.Network, ReleasedKey.Of(held.StanzaId)))
        {
            return true;
        }

        if (session.Number(Releasing, held.Network, held.User, held.Contact, lane) is null)
        {
            return false;
        }

        if (session.Number(IsHeld, held.Network, held.User, held.Contact, held.StanzaId) is null)
        {
            session.Run(InsertHeld, held.Network, held.User, held.Contact, held.StanzaId, held.Payload, held.At);
        }

        return true;
    }

    public static int Release(ISession session, long id, InboxEntry released) =>
        session.Execute(DeleteHeld, id) > 0 && InboxSql.Add(session, released) is not null ? 1 : 0;

    public static Removal Refuse(ISession session, HeldEvent held, OutboxEntry? refusal)
    {
        if (session.First(One, ReadRelation, held.Network, held.User, held.Contact) is { Known: true })
        {
            return Removal.Known;
        }

        if (session.Execute(DeleteHeld, held.Id) > 0 && refusal is not null)
        {
            OutboxSql.Add(session, refusal, RepeatsSince);
        }

        if (session.Number(CountHeld, held.Network, held.User, held.Contact) > 0)
        {
            return Removal.Removed;
        }

        session.Run(DeleteAsked, held.Network, held.User, held.Contact);
        return Removal.Last;
    }

    public static void RemoveRelation(ISession session, string network, string user, string contact) =>
        session.Run(DeleteRelation, network, user, contact);

    public static void RemoveRelationsOf(ISession session, string network, string user)
    {
        foreach (var statement in DeleteUser)
        {
            session.Run(statement, network, user);
        }
    }

    public static Relation ReadRelation(IRow row) => new(row.Number(0) == IsKnown, row.TextOrNull(1));

    public static WaitingStranger ReadWaiting(IRow row) => new(row.Text(0), row.Time(1), row.Number(2));

    public static HeldEvent ReadHeld(IRow row) =>
        new(row.Number(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Bytes(5), row.Time(6));
}
