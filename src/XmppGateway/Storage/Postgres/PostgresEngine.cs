using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;
using XmppGateway.Storage.Sql;
using XmppGateway.Storage.Sqlite;

namespace XmppGateway.Storage.Postgres;

/// <summary>The store in a PostgreSQL database that several gateways may share.</summary>
internal sealed class PostgresEngine : IEngine
{
    public const string EngineName = "postgresql";
    private const int MaxConnections = 8;
    private readonly NpgsqlDataSource _source;

    public PostgresEngine(string connection, ILoggerFactory loggers)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        settings.ApplicationName ??= "xmpp-gateway";
        settings.MaxPoolSize = MaxConnections;
        settings.MaxAutoPrepare = 64;
        settings.AutoPrepareMinUsages = 2;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseLoggerFactory(loggers);
        _source = builder.Build();
    }

    public string Name => EngineName;

    public string Now => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    public ISession OpenWriter()
    {
        // An off would lose commits on a crash; the stronger settings for replicas are left as they are.
        const string settings =
            "SET lock_timeout = '10s'; " +
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";
        var connection = _source.OpenConnection();
        try
        {
            using var command = new NpgsqlCommand(settings, connection);
            command.ExecuteNonQuery();
            return new PostgresSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public async Task<List<T>> QueryAsync<T>(
        Statement statement, Func<IRow, T> read, SqlValue[] values, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _source.CreateCommand(statement.Text);
            PostgresParameters.Add(command.Parameters, values);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var row = new PostgresRow { Reader = reader };
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(read(row));
            }

            return rows;
        }
        catch (NpgsqlException exception)
        {
            throw Unavailable(exception) ?? (Exception)new NpgsqlException($"{statement.Name}: {exception.Message}", exception);
        }
    }

    public async Task BackupAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await PostgresBackup.WriteAsync(_source, file, cancellationToken);
        }
        catch (DbException exception) when ((Unavailable(exception) ?? SqliteFailures.Classify(exception)) is { } unavailable)
        {
            throw unavailable;
        }
    }

    public StoreUnavailableException? Unavailable(Exception exception) => PostgresFailures.Classify(exception);

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
