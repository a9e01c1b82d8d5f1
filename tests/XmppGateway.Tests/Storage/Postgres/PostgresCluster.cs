using System.Diagnostics;
using Npgsql;
using Xunit;

namespace XmppGateway.Tests.Storage.Postgres;

/// <summary>A private PostgreSQL server on a socket in a temporary folder, run by an unprivileged user, as Debian installs it.</summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xg-pg-");
    private int _schemas;

    private static string? Programs => !Effort.IsQuick && Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private string Data => Path.Combine(_folder.FullName, "data");

    public async ValueTask InitializeAsync()
    {
        if (Programs is null)
        {
            return;
        }

        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "nobody:nogroup", _folder.FullName);
        }

        await RunServerProgramAsync("initdb", "--no-sync", "--auth=trust", "--username=gateway", "--encoding=UTF8", "--locale=C", Data);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Programs is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await StopAsync();
        }

        _folder.Delete(recursive: true);
    }

    public Task StartAsync() => RunServerProgramAsync(
        "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder.FullName, "log"),
        "-o", $"-k {_folder.FullName} -c listen_addresses='' -c fsync=off", "start");

    public Task StopAsync() => RunServerProgramAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    /// <summary>Settings for a store of its own.</summary>
    public async Task<string> NewConnectionAsync()
    {
        if (Programs is null)
        {
            Assert.Skip(Effort.IsQuick ? "The quick run starts no server." : "PostgreSQL is not installed (Debian package postgresql).");
        }

        var schema = "s" + Interlocked.Increment(ref _schemas);
        var connection = $"Host={_folder.FullName};Username=gateway;Database=postgres";
        await ExecuteAsync(connection, $"CREATE SCHEMA {schema}");
        return $"{connection};Search Path={schema}";
    }

    public static async Task ExecuteAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
#pragma warning disable CA2100 // Written in the tests.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The server refuses to run as root.</summary>
    private static Task RunServerProgramAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs!, "bin", program);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = "/", RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}");
    }
}
