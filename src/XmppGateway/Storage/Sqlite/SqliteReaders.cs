using System.Collections.Concurrent;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage.Sqlite;

/// <summary>
/// A few connections for reading. Reads run on the caller's thread: a look-up takes microseconds, less than going to another thread.
/// </summary>
internal sealed class SqliteReaders(SqliteFile file) : IDisposable
{
    private const int MaxOpen = 4;
    private readonly SemaphoreSlim _free = new(MaxOpen);
    private readonly ConcurrentBag<SqliteSession> _idle = [];

    public async Task<List<T>> QueryAsync<T>(
        Statement statement, Func<IRow, T> read, SqlValue[] values, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        SqliteSession? session = null;
        try
        {
            if (!_idle.TryTake(out session))
            {
                session = file.OpenReader();
            }

            var rows = session.Query(statement, read, values);
            _idle.Add(session);
            session = null;
            return rows;
        }
        finally
        {
            // Only after a failure: the next read begins with a new connection.
            session?.Dispose();
            _free.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }

        _free.Dispose();
    }
}
