using Microsoft.Data.Sqlite;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage.Sqlite;

/// <summary>The store in one file, for one gateway.</summary>
internal sealed class SqliteEngine(string connection, TimeSpan? busyTimeout = null) : IEngine
{
    public const string EngineName = "sqlite";
    private readonly SqliteFile _file = new(connection, busyTimeout);
    private SqliteReaders? _readers;

    public string Name => EngineName;

    public string Now => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    private SqliteReaders Readers => _readers ?? Interlocked.CompareExchange(ref _readers, new SqliteReaders(_file), null) ?? _readers;

    public ISession OpenWriter() => _file.OpenWriter();

    public async Task<List<T>> QueryAsync<T>(
        Statement statement, Func<IRow, T> read, SqlValue[] values, CancellationToken cancellationToken)
    {
        try
        {
            return await Readers.QueryAsync(statement, read, values, cancellationToken);
        }
        catch (Exception exception) when (Unavailable(exception) is { } unavailable)
        {
            throw unavailable;
        }
    }

    /// <summary>SQLite copies page by page and begins again by itself when the writer comes between.</summary>
    public Task BackupAsync(string file, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            SqliteFile.Create(file, FileMode.CreateNew);
            try
            {
                using var source = _file.Connect();
                using var target = new SqliteFile(new SqliteConnectionStringBuilder { DataSource = file }.ToString(), null).Connect();
                source.BackupDatabase(target);
            }
            catch (Exception exception)
            {
                File.Delete(file);
                throw Unavailable(exception) ?? exception;
            }
        },
        cancellationToken);

    public StoreUnavailableException? Unavailable(Exception exception) => SqliteFailures.Classify(exception);

    public ValueTask DisposeAsync()
    {
        _readers?.Dispose();
        return ValueTask.CompletedTask;
    }
}
