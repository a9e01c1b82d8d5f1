using System.Globalization;
using Microsoft.Extensions.Logging;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <summary>The store on an SQL database: writes go through <see cref="GroupCommit"/>, reads go to the engine at once.</summary>
internal sealed partial class SqlStore(IEngine engine, TimeProvider time, ILoggerFactory loggers) : IStore
{
    private volatile LeaseSql _lease = new(engine.Now, hasEpochs: true);
    private GroupCommit? _writer;

    private GroupCommit Writer => _writer ?? throw new InvalidOperationException("The store is not open.");

    public string? Trouble => _writer?.Trouble;

    public Action<TimeSpan, int>? Committed { get; set; }

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await Task.Run(Look, cancellationToken);
        _writer = new GroupCommit(engine, time, loggers.CreateLogger<GroupCommit>(), Committed);
    }

    public string? Outdated { get; private set; }

    public async Task<bool> UpgradeAsync(CancellationToken cancellationToken)
    {
        var wasOutdated = Outdated is not null;
        await Task.Run(() => OnSchema((session, migrator, all) => migrator.Apply(session, all)), cancellationToken);
        (_lease, Outdated) = (new LeaseSql(engine.Now, hasEpochs: true), null);
        return wasOutdated;
    }

    public Task BackupAsync(string file, CancellationToken cancellationToken) => engine.BackupAsync(file, cancellationToken);

    public async Task PruneAsync(DateTimeOffset before, DateTimeOffset said, CancellationToken cancellationToken)
    {
        while (!await WriteAsync(
            (before, said), static (session, times) => PruneSql.RemoveSome(session, times.before, times.said), cancellationToken))
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

    private void Look() => OnSchema((session, migrator, all) =>
    {
        var (version, known) = (Migrator.Look(session, all), all[^1].Number);
        if (version == 0)
        {
            // Nobody works on nothing.
            migrator.Apply(session, all);
        }
        else if (version < known)
        {
            Outdated =
                string.Create(CultureInfo.InvariantCulture, $"The store has schema version {version}, this program {known}.") +
                " The gateway brings it up to date when it starts and no other gateway works on it; until then use the program that works now.";
            _lease = new LeaseSql(engine.Now, hasEpochs: version >= LeaseSql.EpochsSince);
        }
    });

    private void OnSchema(Action<ISession, Migrator, IReadOnlyList<Migration>> work)
    {
        try
        {
            using var session = engine.OpenWriter();
            work(session, new Migrator(loggers.CreateLogger<Migrator>()), Migration.For(engine.Name));
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
