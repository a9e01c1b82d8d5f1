using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using XmppGateway.Operations;
using XmppGateway.Storage.Sql;
using XmppGateway.Storage.Sqlite;

namespace XmppGateway.Storage.Postgres;

/// <summary>The store in a PostgreSQL database that several gateways may share.</summary>
internal sealed class PostgresEngine : IEngine
{
    public const string EngineName = "postgresql";
    private const int MaxConnections = 8;

    // For connections whose server has gone without a word, in seconds.
    private const int AskAfter = 5;
    private const int AskAgainAfter = 2;

    private readonly NpgsqlDataSource _source;
    private readonly LeaseTimes _lease;

    public PostgresEngine(string connection, ILoggerFactory loggers, LeaseTimes lease)
    {
        _lease = lease;
        var builder = new NpgsqlDataSourceBuilder(Complete(connection));
        builder.UseLoggerFactory(loggers);
        _source = builder.Build();
    }

    public string Name => EngineName;

    public string Now => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    /// <summary>What the operator wrote, with what we want where they said nothing.</summary>
    internal static string Complete(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        settings.ApplicationName ??= "xmpp-gateway";
        settings.MaxPoolSize = MaxConnections;
        settings.MaxAutoPrepare = 64;
        settings.AutoPrepareMinUsages = 2;

        // Unix sockets, whose hosts are paths, have no such options and need none.
        var isTcp = settings.Host is { } hosts && !hosts.Split(',').Any(host => host.TrimStart() is ['/' or '@', ..]);
        if (isTcp && !settings.ShouldSerialize("TCP Keepalive") && !settings.ShouldSerialize("TCP Keepalive Time"))
        {
            (settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (true, AskAfter, AskAgainAfter);
        }

        // COMPAT(Npgsql 10, MIT Kerberos): Npgsql tries GSS encryption on every new connection. Without Kerberos that is a look into its native
        // library for nothing, and that library sometimes ends the process (npgsql issue 6596). Who has Kerberos says so.
        if (!settings.ShouldSerialize("GSS Encryption Mode"))
        {
            settings.GssEncryptionMode = GssEncryptionMode.Disable;
        }

        return settings.ConnectionString;
    }

    public ISession OpenWriter()
    {
        var connection = _source.OpenConnection();
        try
        {
#pragma warning disable CA2100 // Made of numbers.
            using var command = new NpgsqlCommand(WriterSettings(), connection);
#pragma warning restore CA2100
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

    /// <summary>
    /// An off would lose commits on a crash; the stronger settings for replicas are left as they are. The others give the turn of a gateway whose machine
    /// has vanished in the middle of a commit to the next one: without a word from it the server would otherwise wait for hours (PostgreSQL manual,
    /// chapters 20.3.2 and 20.11.1). Only systems that have a limit for what is unacknowledged are given one.
    /// </summary>
    private string WriterSettings()
    {
        var (silence, duration) = ((long)_lease.Silence.TotalMilliseconds, (long)_lease.Duration.TotalMilliseconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SET lock_timeout = '10s';
            SET idle_in_transaction_session_timeout = {silence};
            SET tcp_keepalives_idle = {Math.Max(1, duration / 2000)};
            SET tcp_keepalives_interval = {Math.Max(1, duration / 10_000)};
            SET tcp_keepalives_count = 3;
            SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
            SELECT set_config(name, '{duration}', false) FROM pg_settings WHERE name = 'tcp_user_timeout' AND setting IS NOT NULL;
            """);
    }

    public StoreUnavailableException? Unavailable(Exception exception) => PostgresFailures.Classify(exception);

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
