using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace XmppGateway.Storage.Sqlite;

/// <summary>The database file and how connections to it are set up.</summary>
internal sealed class SqliteFile
{
    private static readonly TimeSpan DefaultBusyTimeout = TimeSpan.FromSeconds(5);
    private readonly string _connection;
    private readonly TimeSpan _busyTimeout;

    public SqliteFile(string connection, TimeSpan? busyTimeout)
    {
        var builder = new SqliteConnectionStringBuilder(connection) { Pooling = false, Mode = SqliteOpenMode.ReadWrite };
        if (builder.DataSource.Length == 0 || builder.DataSource.StartsWith(':'))
        {
            throw new ArgumentException("The SQLite store needs a file: \"Data Source=FILE\".", nameof(connection));
        }

        Path = builder.DataSource;
        _connection = builder.ToString();
        _busyTimeout = busyTimeout ?? DefaultBusyTimeout;
    }

    public string Path { get; }

    /// <summary>Only the owner may read what people write. SQLite gives its other files the same mode.</summary>
    public static void Create(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }

    public SqliteSession OpenWriter()
    {
        if (!File.Exists(Path))
        {
            Create(Path, FileMode.OpenOrCreate);
        }

        // synchronous=FULL: in WAL mode only this makes each commit durable.
        return Open("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000; " +
            "PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864");
    }

    public SqliteSession OpenReader() => Open("PRAGMA query_only = ON; PRAGMA cache_size = -2000");

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            connection.Open();
            _ = raw.sqlite3_busy_timeout(connection.Handle, (int)_busyTimeout.TotalMilliseconds);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private SqliteSession Open(string settings)
    {
#pragma warning disable CA2000 // The session disposes of its connection.
        var session = new SqliteSession(Connect());
#pragma warning restore CA2000
        try
        {
            session.Script(settings);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
