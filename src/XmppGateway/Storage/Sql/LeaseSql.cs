namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the leases. Several machines share them, so the database tells the time.</summary>
/// <param name="now">SQL for the database's clock.</param>
/// <param name="hasEpochs">False for a schema from before there were numbers: they are 0 then.</param>
internal sealed class LeaseSql(string now, bool hasEpochs)
{
    /// <summary>The schema that has numbers (migration "lease-epoch").</summary>
    public const int EpochsSince = 18;

    /// <summary>The row stays, and its number with it: whoever is next is another holder, also when it is this one again.</summary>
    private static readonly Statement Free = new("release a lease", "UPDATE lease SET holder = '', expires_at = 0 WHERE name = $1 AND holder = $2");

    private static readonly Statement Held = new("look at a lease", "SELECT epoch FROM lease WHERE name = $1 AND holder = $2 AND epoch = $3");

    private readonly Statement _take = new(
        "take a lease",
        (hasEpochs
            ? $"INSERT INTO lease (name, holder, expires_at, epoch) VALUES ($1, $2, {now} + $3, 1) ON CONFLICT (name) DO UPDATE SET " +
              "epoch = lease.epoch + CASE WHEN lease.holder = excluded.holder THEN 0 ELSE 1 END, "
            : $"INSERT INTO lease (name, holder, expires_at) VALUES ($1, $2, {now} + $3) ON CONFLICT (name) DO UPDATE SET ") +
        "holder = excluded.holder, expires_at = excluded.expires_at " +
        $"WHERE lease.holder = excluded.holder OR lease.expires_at <= {now} RETURNING {(hasEpochs ? "epoch" : "CAST(0 AS bigint)")}");

    public long? Hold(ISession session, string name, string holder, TimeSpan duration) =>
        session.Number(_take, name, holder, (long)duration.TotalMilliseconds);

    /// <summary>Whether all leases of a tenure are what they were when it began. Whether they have run out does not matter as long as nobody else has taken them.</summary>
    public static bool Stands(ISession session, Tenure tenure)
    {
        foreach (var (name, epoch) in tenure.Leases)
        {
            if (session.Number(Held, name, tenure.Holder, epoch) is null)
            {
                return false;
            }
        }

        return true;
    }

    public static void Release(ISession session, string name, string holder) => session.Run(Free, name, holder);
}
