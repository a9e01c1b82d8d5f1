namespace XmppGateway.Storage.Sql;

/// <summary>Statements on the accounts.</summary>
internal static class AccountSql
{
    private const string Select = "SELECT network, user_jid, registered_at, settings, language, heard_language FROM account ";

    public static readonly Statement One = new("find an account", Select + "WHERE network = $1 AND user_jid = $2");

    public static readonly Statement Registered = new(
        "read accounts",
        Select + "WHERE network = $1 AND user_jid > $2 AND registered_at IS NOT NULL ORDER BY user_jid LIMIT $3");

    public static readonly Statement AwaitingContacts = new(
        "read who awaits contacts", Select + "WHERE network = $1 AND awaits_contacts = 1 ORDER BY user_jid");

    private static readonly Statement UpsertRegistered = new(
        "register an account",
        "INSERT INTO account (network, user_jid, registered_at, settings) VALUES ($1, $2, $3, '{}') " +
        "ON CONFLICT (network, user_jid) DO UPDATE SET registered_at = coalesce(account.registered_at, excluded.registered_at)");

    private static readonly Statement UpsertSettings = new(
        "put the settings of an account",
        "INSERT INTO account (network, user_jid, settings, language) VALUES ($1, $2, $3, $4) " +
        "ON CONFLICT (network, user_jid) DO UPDATE SET settings = excluded.settings, language = excluded.language");

    private static readonly Statement UpsertHeard = new(
        "put the language of a user's client",
        "INSERT INTO account (network, user_jid, settings, heard_language) VALUES ($1, $2, '{}', $3) " +
        "ON CONFLICT (network, user_jid) DO UPDATE SET heard_language = excluded.heard_language");

    private static readonly Statement UpdateSettings = new(
        "change the settings of an account", "UPDATE account SET settings = $1, language = $2 WHERE network = $3 AND user_jid = $4");

    private static readonly Statement UpdateHeard = new(
        "change the language of a user's client", "UPDATE account SET heard_language = $1 WHERE network = $2 AND user_jid = $3");

    private static readonly Statement UpdateAwaiting = new(
        "keep who awaits contacts", "UPDATE account SET awaits_contacts = $1 WHERE network = $2 AND user_jid = $3");

    private static readonly Statement Delete = new("remove an account", "DELETE FROM account WHERE network = $1 AND user_jid = $2");

    private static readonly Statement DeleteContacts = new(
        "remove the contacts of an account", "DELETE FROM contact WHERE network = $1 AND user_jid = $2");

    public static void Register(ISession session, string network, string user, DateTimeOffset at)
    {
        session.Run(UpsertRegistered, network, user, at);
        FarewellSql.Remove(session, network, user, "");
    }

    public static void PutSettings(ISession session, string network, string user, string settings, string? language) =>
        session.Run(UpsertSettings, network, user, settings, language);

    public static void PutHeardLanguage(ISession session, string network, string user, string language) =>
        session.Run(UpsertHeard, network, user, language);

    public static bool ChangeSettings(ISession session, string network, string user, string settings, string? language) =>
        session.Execute(UpdateSettings, settings, language, network, user) > 0;

    public static bool ChangeHeardLanguage(ISession session, string network, string user, string language) =>
        session.Execute(UpdateHeard, language, network, user) > 0;

    public static void PutAwaitsContacts(ISession session, string network, string user, bool awaits) =>
        session.Run(UpdateAwaiting, awaits, network, user);

    public static void Remove(ISession session, string network, string user)
    {
        FarewellSql.AddContacts(session, network, user);
        if (session.Execute(Delete, network, user) + session.Execute(DeleteContacts, network, user) > 0)
        {
            FarewellSql.AddGateway(session, network, user);
        }
    }

    public static AccountRow Read(IRow row) =>
        new(row.Text(0), row.Text(1), row.TimeOrNull(2), row.Text(3), row.TextOrNull(4), row.TextOrNull(5));
}
