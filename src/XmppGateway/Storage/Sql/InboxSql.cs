namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the inbox and its keys.</summary>
internal static class InboxSql
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public const string Columns = "id, network, lane, key, stanza_id, is_raw, payload, accepted_at, told";

    /// <summary>Has the key of something that was held (<see cref="ReleasedKey"/>).</summary>
    public const string IsReleased = "substr(key, 1, 5) = '" + ReleasedKey.Prefix + "'";

    public static readonly Statement Lane = new(
        "read a lane of the inbox",
        "SELECT " + Columns + " FROM inbox WHERE network = $1 AND lane = $2 AND id > $3 AND set_aside_reason IS NULL ORDER BY id LIMIT $4");

    public static readonly Statement Lanes = new(
        "read the lanes of the inbox", "SELECT DISTINCT lane FROM inbox WHERE network = $1 AND set_aside_reason IS NULL");

    public static readonly Statement Count = new(
        "count the inbox", "SELECT count(*) FROM inbox WHERE network = $1 AND set_aside_reason IS NULL");

    public static readonly Statement AnyReleased = new(
        "look for what is being released",
        "SELECT id FROM inbox WHERE network = $1 AND set_aside_reason IS NULL AND " + IsReleased + " LIMIT 1");

    private static readonly Statement FindKey = new("look for an inbox key", "SELECT at FROM inbox_key WHERE hash = $1");

    private static readonly Statement InsertKey = new(
        "remember an inbox key", "INSERT INTO inbox_key (hash, at) VALUES ($1, $2) ON CONFLICT DO NOTHING");

    private static readonly Statement Insert = new(
        "add to the inbox",
        "INSERT INTO inbox (network, lane, key, key_hash, stanza_id, is_raw, payload, accepted_at, told) " +
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

    private static readonly Statement Delete = new("remove from the inbox", "DELETE FROM inbox WHERE id = $1");

    public static IReadOnlyList<long?> Add(ISession session, IReadOnlyList<InboxEntry> entries)
    {
        var sequences = new long?[entries.Count];
        for (var i = 0; i < sequences.Length; i++)
        {
            sequences[i] = Add(session, entries[i]);
        }

        return sequences;
    }

    public static void Complete(ISession session, IReadOnlyList<long> sequences)
    {
        for (var i = 0; i < sequences.Count; i++)
        {
            session.Run(Delete, sequences[i]);
        }
    }

    /// <summary>True when an entry with that key was added, for as long as keys are kept.</summary>
    public static bool Knows(ISession session, string network, string key) =>
        session.Number(FindKey, LookupKey.Wide(network, key)) is not null;

    public static InboxEntry Read(IRow row) => new()
    {
        Sequence = row.Number(0),
        Network = row.Text(1),
        Lane = row.Text(2),
        Key = row.Text(3),
        StanzaId = row.Text(4),
        IsRaw = row.Flag(5),
        Payload = row.Bytes(6),
        AcceptedAt = row.Time(7),
        Told = row.Flag(8),
    };

    /// <summary>Null where the key was known already.</summary>
    public static long? Add(ISession session, InboxEntry entry)
    {
        var hash = LookupKey.Wide(entry.Network, entry.Key);
        if (session.Execute(InsertKey, hash, entry.AcceptedAt) == 0)
        {
            return null;
        }

        var id = session.Insert(
            Insert, entry.Network, entry.Lane, entry.Key, hash, entry.StanzaId, entry.IsRaw, entry.Payload, entry.AcceptedAt,
            entry.Told);
        if (entry.Map is { } row)
        {
            MessageSql.Add(session, row);
        }

        return id;
    }
}
