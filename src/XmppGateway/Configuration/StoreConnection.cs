using Microsoft.Data.Sqlite;
using Npgsql;

namespace XmppGateway.Configuration;

/// <summary>The connection text as the database drivers read it, with absolute file names.</summary>
/// <param name="Connection">Usable when there is no error.</param>
/// <param name="Error">What is wrong; holds no password.</param>
internal readonly record struct StoreConnection(string Connection, string? Error)
{
    public static StoreConnection Resolve(string engine, string connection, string directory)
    {
        try
        {
            return engine == "sqlite" ? ResolveSqlite(new SqliteConnectionStringBuilder(connection), directory) : ResolvePostgres(connection);
        }
        catch (ArgumentException e)
        {
            // The drivers name the keyword that they do not know, never a value.
            return new StoreConnection("", $"cannot be understood: {e.Message}");
        }
    }

    /// <summary>The folder of a database that is a file; null for one that is not, or not rightly configured.</summary>
    public static string? FolderOf(StoreOptions store) => store is { Engine: "sqlite", Connection.Length: > 0 }
        ? Path.GetDirectoryName(new SqliteConnectionStringBuilder(store.Connection).DataSource)
        : null;

    private static StoreConnection ResolveSqlite(SqliteConnectionStringBuilder sqlite, string directory)
    {
        if (sqlite.DataSource.Length == 0 || sqlite.DataSource == ":memory:" || sqlite.Mode == SqliteOpenMode.Memory)
        {
            return new StoreConnection("", "names no file, for example \"Data Source=gateway.db\"");
        }

        sqlite.DataSource = Path.GetFullPath(sqlite.DataSource, directory);
        var folder = Path.GetDirectoryName(sqlite.DataSource);
        return new StoreConnection(sqlite.ConnectionString, Directory.Exists(folder) ? null : $"is in the folder {folder}, which does not exist");
    }

    // The text is kept as it is: the driver would write a password back in another form.
    private static StoreConnection ResolvePostgres(string connection) =>
        new(connection, string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connection).Host) ? "names no Host" : null);
}
