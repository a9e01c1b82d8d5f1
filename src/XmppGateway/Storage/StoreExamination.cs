using Microsoft.Data.Sqlite;
using Npgsql;
using XmppGateway.Storage.Postgres;
using XmppGateway.Storage.Sqlite;

namespace XmppGateway.Storage;

/// <summary>What a look at a store has found.</summary>
/// <param name="Version">Of the schema; 0 for a database in which no gateway has worked.</param>
/// <param name="Known">The schema that this program has.</param>
/// <param name="Damage">What is wrong with the content; null for nothing.</param>
/// <param name="IsComplete">False when the content is so large that looking at all of it was broken off.</param>
internal sealed record StoreFindings(long Version, long Known, string? Damage, bool IsComplete = true);

/// <summary>Looks at a store without changing it: neither the schema nor anything in it, also while a gateway works.</summary>
internal static class StoreExamination
{
    /// <summary>For the pages of a file: at usual speeds some gigabytes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string ReadVersion = "SELECT coalesce(max(number), 0) FROM migration";

    /// <summary>Checks the whole file of SQLite page by page; of PostgreSQL, which does that by itself, that it answers and is no copy.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read; the message says why and what to do.</exception>
    public static async Task<StoreFindings> RunAsync(string engine, string connection, TimeProvider time, CancellationToken cancellationToken)
    {
        var known = Migration.For(engine)[^1].Number;
        try
        {
            return engine == SqliteEngine.EngineName
                ? await ExamineSqliteAsync(connection, known, time, cancellationToken)
                : await ExaminePostgresAsync(connection, known, cancellationToken);
        }
        catch (Exception e) when ((engine == SqliteEngine.EngineName ? SqliteFailures.Classify(e) : PostgresFailures.Classify(e)) is { } unavailable)
        {
            throw unavailable;
        }
    }

    private static async Task<StoreFindings> ExamineSqliteAsync(string text, long known, TimeProvider time, CancellationToken cancellationToken)
    {
        var file = new SqliteConnectionStringBuilder(text) { Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString();
        var version = await Task.Run(() => ReadSqliteVersion(file), cancellationToken).WaitAsync(cancellationToken);
        try
        {
            var damage = await Task.Run(() => ReadDamage(file), cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return new StoreFindings(version, known, damage);
        }
        catch (TimeoutException)
        {
            // It reads on until the process ends, and is in nobody's way.
            return new StoreFindings(version, known, null, IsComplete: false);
        }
    }

    private static long ReadSqliteVersion(string file)
    {
        using var connection = Open(file);
        return Ask(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'") is null ? 0 : (long)Ask(connection, ReadVersion)!;
    }

    private static string? ReadDamage(string file)
    {
        using var connection = Open(file);
        var found = Ask(connection, "PRAGMA quick_check(1)") as string;
        return found is "ok" ? null : found ?? "no answer";
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(file);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static object? Ask(SqliteConnection connection, string question)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = question;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private static async Task<StoreFindings> ExaminePostgresAsync(string text, long known, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(PostgresEngine.Complete(text)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        var damage = await AskAsync("SELECT pg_is_in_recovery()") is true ? "it is a read-only copy (a standby): connect to the primary server" : null;
        var hasSchema = await AskAsync("SELECT to_regclass('migration') IS NOT NULL") is true;
        return new StoreFindings(hasSchema ? (long)(await AskAsync(ReadVersion))! : 0, known, damage);

        async Task<object?> AskAsync(string question)
        {
#pragma warning disable CA2100 // Constants of this file.
            await using var command = new NpgsqlCommand(question, connection);
#pragma warning restore CA2100
            return await command.ExecuteScalarAsync(cancellationToken);
        }
    }
}
