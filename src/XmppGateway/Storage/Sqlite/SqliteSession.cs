using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage.Sqlite;

/// <summary>
/// One SQLite connection with its prepared statements. It binds and steps through the native handles: a tenth of the allocations of
/// commands and parameters, at half their time.
/// </summary>
internal sealed class SqliteSession(SqliteConnection connection) : ISession, IRow
{
    private static readonly Statement BeginTransaction = new("begin", "BEGIN IMMEDIATE");
    private static readonly Statement CommitTransaction = new("commit", "COMMIT");
    private static readonly Statement SetSavepoint = new("begin a part", "SAVEPOINT part");
    private static readonly Statement ReleaseSavepoint = new("end a part", "RELEASE part");
    private static readonly Statement BackToSavepoint = new("undo a part", "ROLLBACK TO part");

    private readonly Dictionary<Statement, sqlite3_stmt> _prepared = [];
    private byte[] _scratch = new byte[1024];
#pragma warning disable CA2213 // One of the prepared ones.
    private sqlite3_stmt _current = null!;
#pragma warning restore CA2213

    private sqlite3 Database => connection.Handle!;

    public void Begin() => Run(BeginTransaction);

    public void Require(Tenure tenure)
    {
        if (!LeaseSql.Stands(this, tenure))
        {
            throw new InvalidOperationException("A lease was lost.");
        }
    }

    public void Commit() => Run(CommitTransaction);

    public void Rollback()
    {
        // SQLite rolls back by itself on some errors.
        if (raw.sqlite3_get_autocommit(Database) == 0)
        {
            Script("ROLLBACK");
        }
    }

    public void BeginPart() => Run(SetSavepoint);

    public void EndPart() => Run(ReleaseSavepoint);

    public void UndoPart()
    {
        Run(BackToSavepoint);
        Run(ReleaseSavepoint);
    }

    public void Run(Statement statement, params ReadOnlySpan<SqlValue> values) => Execute(statement, values);

    public int Execute(Statement statement, params ReadOnlySpan<SqlValue> values)
    {
        var prepared = Bind(statement, values);
        try
        {
            while (Step(statement, prepared))
            {
            }

            return raw.sqlite3_changes(Database);
        }
        finally
        {
            _ = raw.sqlite3_reset(prepared);
        }
    }

    /// <summary>Not by RETURNING, which keeps its rows in a temporary table until the end: 2 us each.</summary>
    public long Insert(Statement statement, params ReadOnlySpan<SqlValue> values)
    {
        Execute(statement, values);
        return raw.sqlite3_last_insert_rowid(Database);
    }

    public T? First<T>(Statement statement, Func<IRow, T> read, params ReadOnlySpan<SqlValue> values)
        where T : class
    {
        var prepared = Bind(statement, values);
        try
        {
            return Step(statement, prepared) ? read(this) : null;
        }
        finally
        {
            _ = raw.sqlite3_reset(prepared);
        }
    }

    public long? Number(Statement statement, params ReadOnlySpan<SqlValue> values)
    {
        var prepared = Bind(statement, values);
        try
        {
            return Step(statement, prepared) ? Number(0) : null;
        }
        finally
        {
            _ = raw.sqlite3_reset(prepared);
        }
    }

    public List<T> Query<T>(Statement statement, Func<IRow, T> read, ReadOnlySpan<SqlValue> values)
    {
        var prepared = Bind(statement, values);
        try
        {
            var rows = new List<T>();
            while (Step(statement, prepared))
            {
                rows.Add(read(this));
            }

            return rows;
        }
        finally
        {
            _ = raw.sqlite3_reset(prepared);
        }
    }

    public void Script(string text)
    {
        if (raw.sqlite3_exec(Database, text) != raw.SQLITE_OK)
        {
            throw Failure("run a script");
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_current, column) == raw.SQLITE_NULL;

    public long Number(int column) => raw.sqlite3_column_int64(_current, column);

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_current, column));

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(_current, column).ToArray();

    public void Dispose()
    {
        foreach (var prepared in _prepared.Values)
        {
            prepared.Dispose();
        }

        connection.Dispose();
    }

    private sqlite3_stmt Bind(Statement statement, ReadOnlySpan<SqlValue> values)
    {
        if (!_prepared.TryGetValue(statement, out var prepared))
        {
            if (raw.sqlite3_prepare_v3(Database, statement.Text, raw.SQLITE_PREPARE_PERSISTENT, out prepared) != raw.SQLITE_OK)
            {
                throw Failure(statement.Name);
            }

            _prepared.Add(statement, prepared);
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (Bind(prepared, i + 1, values[i]) != raw.SQLITE_OK)
            {
                throw Failure(statement.Name);
            }
        }

        _current = prepared;
        return prepared;
    }

    private int Bind(sqlite3_stmt prepared, int index, in SqlValue value) => value switch
    {
        { IsNull: true } => raw.sqlite3_bind_null(prepared, index),
        { Kind: SqlKind.Number } => raw.sqlite3_bind_int64(prepared, index, value.Number),
        { Kind: SqlKind.Text } => BindText(prepared, index, value.Text),
        _ => BindBytes(prepared, index, value.Bytes),
    };

    private int BindText(sqlite3_stmt prepared, int index, string text)
    {
        // An empty span is a null pointer, which SQLite takes for NULL.
        if (text.Length == 0)
        {
            return raw.sqlite3_bind_text(prepared, index, string.Empty);
        }

        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var buffer = size <= _scratch.Length ? _scratch : Grow(size);
        return raw.sqlite3_bind_text(prepared, index, buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer)));
    }

    private static int BindBytes(sqlite3_stmt prepared, int index, byte[] bytes) => bytes.Length == 0
        ? raw.sqlite3_bind_zeroblob(prepared, index, 0)
        : raw.sqlite3_bind_blob(prepared, index, bytes);

    /// <summary>The scratch buffer stays small; a rare long text gets its own.</summary>
    private byte[] Grow(int size) => size > 64 * 1024 ? new byte[size] : _scratch = new byte[size];

    private bool Step(Statement statement, sqlite3_stmt prepared) => raw.sqlite3_step(prepared) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        _ => throw Failure(statement.Name),
    };

    private SqliteException Failure(string doing)
    {
        var extended = raw.sqlite3_extended_errcode(Database);
        return new SqliteException($"{doing}: {raw.sqlite3_errmsg(Database).utf8_to_string()}", extended & 0xFF, extended);
    }
}
