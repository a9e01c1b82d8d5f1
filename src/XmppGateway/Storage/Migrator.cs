using Microsoft.Extensions.Logging;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <summary>Brings the schema to the newest version, one transaction for each step.</summary>
internal sealed partial class Migrator(ILogger<Migrator> logger)
{
    private static readonly Statement CreateTable = new(
        "create the migration table",
        "CREATE TABLE IF NOT EXISTS migration (number bigint NOT NULL PRIMARY KEY, name text NOT NULL)");

    private static readonly Statement Newest = new("read the schema version", "SELECT coalesce(max(number), 0) FROM migration");

    private static readonly Statement Record = new("record a migration", "INSERT INTO migration (number, name) VALUES ($1, $2)");

    /// <summary>The version that is there; 0 for none.</summary>
    /// <exception cref="StoreUnavailableException">It is newer than this program.</exception>
    public static long Look(ISession session, IReadOnlyList<Migration> migrations)
    {
        session.Begin();
        session.Run(CreateTable);
        var version = session.Number(Newest) ?? 0;
        session.Commit();
        if (version > migrations[^1].Number)
        {
            throw new StoreUnavailableException(
                $"The store has schema version {version}, but this program knows only {migrations[^1].Number}: install the newer program " +
                "again, or restore a backup from before the upgrade.");
        }

        return version;
    }

    /// <exception cref="StoreUnavailableException">The store is newer than this program.</exception>
    public void Apply(ISession session, IReadOnlyList<Migration> migrations)
    {
        if (Look(session, migrations) == migrations[^1].Number)
        {
            return;
        }

        foreach (var migration in migrations)
        {
            Apply(session, migration);
        }
    }

    private void Apply(ISession session, Migration migration)
    {
        session.Begin();
        // Asked inside the transaction: another gateway may have been faster.
        if (session.Number(Newest) >= migration.Number)
        {
            session.Rollback();
            return;
        }

        session.Script(migration.Script);
        session.Run(Record, migration.Number, migration.Name);
        session.Commit();
        Log.Applied(logger, migration.Name);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4011, Level = LogLevel.Information, Message = "Applied the schema step {Name}")]
        public static partial void Applied(ILogger logger, string name);
    }
}
