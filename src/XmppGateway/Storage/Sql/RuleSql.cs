namespace XmppGateway.Storage.Sql;

/// <summary>Statements on rules and stopped networks.</summary>
internal static class RuleSql
{
    public static readonly Statement All = new("read the rules", "SELECT network, subject, pattern, allows, at FROM rule");

    public static readonly Statement Stops = new("read the stopped networks", "SELECT network, reason, at FROM stop");

    private static readonly Statement Upsert = new(
        "put a rule",
        "INSERT INTO rule (network, subject, pattern, allows, at) VALUES ($1, $2, $3, $4, $5) " +
        "ON CONFLICT (network, subject, pattern) DO UPDATE SET allows = excluded.allows, at = excluded.at");

    private static readonly Statement Delete = new(
        "remove a rule", "DELETE FROM rule WHERE network = $1 AND subject = $2 AND pattern = $3");

    private static readonly Statement UpsertStop = new(
        "stop a network",
        "INSERT INTO stop (network, reason, at) VALUES ($1, $2, $3) " +
        "ON CONFLICT (network) DO UPDATE SET reason = excluded.reason, at = excluded.at");

    private static readonly Statement DeleteStop = new("resume a network", "DELETE FROM stop WHERE network = $1");

    public static void Put(ISession session, RuleRow rule) =>
        session.Run(Upsert, rule.Network, rule.AboutContacts, rule.Pattern, rule.Allows, rule.At);

    public static bool Remove(ISession session, string network, bool aboutContacts, string pattern) =>
        session.Execute(Delete, network, aboutContacts, pattern) > 0;

    public static void Put(ISession session, StopRow stop) => session.Run(UpsertStop, stop.Network, stop.Reason, stop.At);

    public static bool RemoveStop(ISession session, string network) => session.Execute(DeleteStop, network) > 0;

    public static RuleRow Read(IRow row) => new(row.Text(0), row.Flag(1), row.Text(2), row.Flag(3), row.Time(4));

    public static StopRow ReadStop(IRow row) => new(row.Text(0), row.Text(1), row.Time(2));
}
