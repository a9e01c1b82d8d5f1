using Npgsql;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage.Postgres;

/// <summary>
/// The writer's connection to PostgreSQL. Statements whose outcome nobody needs wait, and go to the server together with the next one
/// whose outcome somebody needs: one round trip for all.
/// </summary>
internal sealed class PostgresSession(NpgsqlConnection connection) : ISession
{
    private static readonly Statement BeginTransaction = new("begin", "BEGIN");

    /// <summary>
    /// One group at a time in the whole database, as on SQLite: two gateways neither deadlock, nor add what the other just looked for.
    /// </summary>
    private static readonly Statement TakeTurn = new("wait for the other gateways", "SELECT pg_advisory_xact_lock(8815071120114)");

    private static readonly Statement MustHold = new("hold the leases", "SELECT must_hold($1, $2, $3)");

    private static readonly Statement CommitTransaction = new("commit", "COMMIT");
    private static readonly Statement SetSavepoint = new("begin a part", "SAVEPOINT part");
    private static readonly Statement ReleaseSavepoint = new("end a part", "RELEASE part");
    private static readonly Statement BackToSavepoint = new("undo a part", "ROLLBACK TO part");

    private readonly List<Statement> _pending = [];
    private NpgsqlBatch _batch = new(connection);
    private int _unread;
    private bool _inTransaction;

    public void Begin()
    {
        _inTransaction = true;
        Run(BeginTransaction);
        Run(TakeTurn);
        _unread = 1;
    }

    public void Require(Tenure tenure)
    {
        foreach (var (name, epoch) in tenure.Leases)
        {
            Run(MustHold, name, tenure.Holder, epoch);
            _unread++;
        }
    }

    public void Commit()
    {
        Run(CommitTransaction);
        Send();
        _inTransaction = false;
    }

    public void Rollback()
    {
        Forget();
        if (_inTransaction)
        {
            _inTransaction = false;
            Script("ROLLBACK");
        }
    }

    public void BeginPart()
    {
        Run(SetSavepoint);
        Send();
    }

    public void EndPart()
    {
        Run(ReleaseSavepoint);
        Send();
    }

    public void UndoPart()
    {
        Forget();
        Run(BackToSavepoint);
        EndPart();
    }

    public void Run(Statement statement, params ReadOnlySpan<SqlValue> values) => Add(statement, statement.Text, values);

    public long Insert(Statement statement, params ReadOnlySpan<SqlValue> values)
    {
        Add(statement, statement.TextReturningId, values);
        return (long)Send<object>(static row => row.Number(0))!;
    }

    public int Execute(Statement statement, params ReadOnlySpan<SqlValue> values)
    {
        Run(statement, values);
        var last = _batch.BatchCommands[^1];
        Send();
        return last.RecordsAffected;
    }

    public T? First<T>(Statement statement, Func<IRow, T> read, params ReadOnlySpan<SqlValue> values)
        where T : class
    {
        Run(statement, values);
        return Send(read);
    }

    public long? Number(Statement statement, params ReadOnlySpan<SqlValue> values)
    {
        Run(statement, values);
        return (long?)Send<object>(static row => row.Number(0));
    }

    public void Script(string text)
    {
        Send();
#pragma warning disable CA2100 // Only migrations and literals of this class come here.
        using var command = new NpgsqlCommand(text, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _batch.Dispose();
        connection.Dispose();
    }

    private void Add(Statement statement, string text, ReadOnlySpan<SqlValue> values)
    {
        var command = new NpgsqlBatchCommand(text);
        PostgresParameters.Add(command.Parameters, values);
        _batch.BatchCommands.Add(command);
        _pending.Add(statement);
    }

    private void Send() => Send<object>(null);

    /// <summary>Sends everything that waits and reads the first row of the last statement.</summary>
    private T? Send<T>(Func<IRow, T>? read)
        where T : class
    {
        if (_pending.Count == 0)
        {
            return null;
        }

        try
        {
            // Results without columns are passed over by the driver; the turn and the leases are the only other statements that have any.
            using var reader = _batch.ExecuteReader();
            for (; _unread > 0; _unread--)
            {
                reader.NextResult();
            }

            var first = read is not null && reader.Read() ? read(new PostgresRow { Reader = reader }) : null;
            while (reader.NextResult())
            {
            }

            return first;
        }
        catch (NpgsqlException exception)
        {
            throw new NpgsqlException($"{Failed(exception)}: {exception.Message}", exception);
        }
        finally
        {
            Forget();
        }
    }

    private string Failed(NpgsqlException exception)
    {
        var index = exception.BatchCommand is NpgsqlBatchCommand command ? _batch.BatchCommands.IndexOf(command) : -1;
        return (index < 0 ? _pending[^1] : _pending[index]).Name;
    }

    private void Forget()
    {
        _pending.Clear();
        _unread = 0;
        _batch.Dispose();
        _batch = new NpgsqlBatch(connection);
    }
}
