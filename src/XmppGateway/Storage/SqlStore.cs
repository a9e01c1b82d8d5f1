using Microsoft.Extensions.Logging;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <summary>The store on an SQL database: writes go through <see cref="GroupCommit"/>, reads go to the engine at once.</summary>
internal sealed partial class SqlStore(IEngine engine, TimeProvider time, ILoggerFactory loggers) : IStore
{
    private readonly LeaseSql _lease = new(engine.Now);
    private GroupCommit? _writer;

    private GroupCommit Writer => _writer ?? throw new InvalidOperationException("The store is not open.");

    public string? Trouble => _writer?.Trouble;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await Task.Run(Migrate, cancellationToken);
        _writer = new GroupCommit(engine, time, loggers.CreateLogger<GroupCommit>());
    }

    public Task BackupAsync(string file, CancellationToken cancellationToken) => engine.BackupAsync(file, cancellationToken);

    public async Task PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        while (!await WriteAsync(before, static (session, before) => PruneSql.RemoveSome(session, before), cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        await engine.DisposeAsync();
    }

    private void Migrate()
    {
        try
        {
            using var session = engine.OpenWriter();
            new Migrator(loggers.CreateLogger<Migrator>()).Apply(session, Migration.For(engine.Name));
        }
        catch (Exception exception) when (engine.Unavailable(exception) is { } unavailable)
        {
            throw unavailable;
        }
    }

    private Task<TResult> WriteAsync<TState, TResult>(
        TState state, Func<ISession, TState, TResult> apply, CancellationToken cancellationToken) =>
        Writer.RunAsync(state, apply, together: false, cancellationToken);

    /// <summary>For the outbox, whose lanes only hand over to the pool when they hear of a commit.</summary>
    private Task<TResult> WriteTogetherAsync<TState, TResult>(
        TState state, Func<ISession, TState, TResult> apply, CancellationToken cancellationToken) =>
        Writer.RunAsync(state, apply, together: true, cancellationToken);

    /// <summary>For writes that have nothing to tell.</summary>
    private Task<bool> WriteAsync<TState>(TState state, Action<ISession, TState> apply, CancellationToken cancellationToken) =>
        WriteAsync(
            (state, apply),
            static (session, write) =>
            {
                write.apply(session, write.state);
                return true;
            },
            cancellationToken);

    private async Task<IReadOnlyList<T>> ReadAllAsync<T>(
        Statement statement, Func<IRow, T> read, SqlValue[] values, CancellationToken cancellationToken) =>
        await engine.QueryAsync(statement, read, values, cancellationToken);

    private async Task<T?> ReadFirstAsync<T>(
        Statement statement, Func<IRow, T> read, SqlValue[] values, CancellationToken cancellationToken)
        where T : class
    {
        var rows = await engine.QueryAsync(statement, read, values, cancellationToken);
        return rows.Count > 0 ? rows[0] : null;
    }
}
