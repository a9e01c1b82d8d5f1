using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;
using XmppGateway.Storage;
using XmppGateway.Storage.Sqlite;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Storage.Sqlite;

#pragma warning disable CA2000 // The store disposes of its engine.

/// <summary>A database that cannot be used for a while loses nothing and says what to do.</summary>
public sealed class SqliteFailureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xmpp-gateway-store-");
    private readonly ListLogger _logger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "gateway.db");

    public void Dispose()
    {
        _logger.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(raw.SQLITE_BUSY, "end that program")]
    [InlineData(raw.SQLITE_LOCKED, "end that program")]
    [InlineData(raw.SQLITE_FULL, "make room")]
    [InlineData(raw.SQLITE_READONLY, "check the owner and mode")]
    [InlineData(raw.SQLITE_PERM, "check the owner and mode")]
    [InlineData(raw.SQLITE_CANTOPEN, "check that the folder exists")]
    [InlineData(raw.SQLITE_IOERR, "the disk failed")]
    [InlineData(raw.SQLITE_CORRUPT, "restore a backup")]
    [InlineData(raw.SQLITE_NOTADB, "restore a backup")]
    [InlineData(raw.SQLITE_NOLFS, "so large a file")]
    [InlineData(raw.SQLITE_PROTOCOL, "local file system")]
    [InlineData(raw.SQLITE_NOMEM, "memory")]
    public void What_an_operator_can_mend_is_told_to_him(int code, string advice)
    {
        var unavailable = SqliteFailures.Classify(new SqliteException("insert: failed", code, code));

        Assert.Contains(advice, unavailable?.Message, StringComparison.Ordinal);
        Assert.Contains("insert: failed", unavailable?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(raw.SQLITE_ERROR)]
    [InlineData(raw.SQLITE_CONSTRAINT)]
    [InlineData(raw.SQLITE_MISUSE)]
    [InlineData(raw.SQLITE_TOOBIG)]
    public void A_bug_is_not_called_unavailable(int code) => Assert.Null(SqliteFailures.Classify(new SqliteException("", code, code)));

    [Fact]
    public async Task A_lock_held_by_another_program_is_waited_for_and_then_told()
    {
        await using var store = await OpenAsync(new SqliteEngine($"Data Source={File}", TimeSpan.FromMilliseconds(20)));
        await using var other = new SqliteConnection($"Data Source={File};Pooling=false");
        await other.OpenAsync(Token);
        Execute(other, "BEGIN IMMEDIATE");

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.SetStateAsync("mail", "k", "v", Token));
        Assert.Contains("another program has locked it", failure.Message, StringComparison.Ordinal);
        Assert.Null(await store.GetStateAsync("mail", "k", Token));

        Execute(other, "ROLLBACK");
        await store.SetStateAsync("mail", "k", "v", Token);
        Assert.Equal("v", await store.GetStateAsync("mail", "k", Token));
    }

    [Theory]
    [InlineData("PRAGMA max_page_count = 1", "the disk is full")]
    [InlineData("PRAGMA query_only = ON", "it may not be written")]
    public async Task A_disk_that_takes_nothing_fails_all_callers_and_recovers(string script, string told)
    {
        var engine = new AlteredEngine(new SqliteEngine($"Data Source={File}"));
        await using var store = await OpenAsync(engine);
        engine.Script = script;
        var big = new string('x', 100_000);

        var writes = Enumerable.Range(0, 20).Select(i => store.SetStateAsync("mail", "k" + i, big, Token)).ToArray();
        foreach (var write in writes)
        {
            Assert.Contains(told, (await Assert.ThrowsAsync<StoreUnavailableException>(() => write)).Message, StringComparison.Ordinal);
        }

        Assert.Null(await store.GetStateAsync("mail", "k0", Token));
        Assert.Contains(told, store.Trouble, StringComparison.Ordinal);
        engine.Script = null;
        await store.SetStateAsync("mail", "k", "v", Token);
        Assert.Null(store.Trouble);
        Assert.Equal("v", await store.GetStateAsync("mail", "k", Token));
        Assert.Single(_logger.Lines, line => line.Level == LogLevel.Error);
        Assert.Single(_logger.Lines, line => line.Text.Contains("can be written again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_at_the_start()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 10_000), Token);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(new SqliteEngine($"Data Source={File}")));

        Assert.Contains("no SQLite database", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_folder_is_told_at_the_start() =>
        await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(new SqliteEngine("Data Source=/nowhere/at/all/gateway.db")));

    [Theory]
    [InlineData("")]
    [InlineData("Data Source=:memory:")]
    public void A_store_without_a_file_is_refused(string connection) =>
        Assert.Throws<ArgumentException>(() => new SqliteEngine(connection));

    [Fact]
    public async Task The_files_can_be_read_by_their_owner_only()
    {
        await using var store = await OpenAsync(new SqliteEngine($"Data Source={File}"));
        await store.SetStateAsync("mail", "k", "v", Token);

        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
#pragma warning disable CA1416 // Skipped there.
        Assert.All(
            _folder.GetFiles(), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
#pragma warning restore CA1416
    }

    [Fact]
    public async Task What_was_reported_survives_a_crash_at_any_moment()
    {
        await using var store = await OpenAsync(new SqliteEngine($"Data Source={File}"));
        var reported = 0;
        var writing = Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 100; i++)
            {
                await store.SetStateAsync("mail", $"{writer}-{i}", "v", Token);
                Interlocked.Increment(ref reported);
            }
        }));
        var copy = Path.Combine(_folder.FullName, "copy.db");
        while (Volatile.Read(ref reported) < 300)
        {
            await Task.Yield();
        }

        // The files as a crash leaves them. Too little is written for a checkpoint between the two copies.
        var least = Volatile.Read(ref reported);
        System.IO.File.Copy(File, copy);
        System.IO.File.Copy(File + "-wal", copy + "-wal");
        await writing;

        await using var after = await OpenAsync(new SqliteEngine($"Data Source={copy}"));
        var kept = 0;
        for (var i = 0; i < 800; i++)
        {
            kept += await after.GetStateAsync("mail", $"{i / 100}-{i % 100}", Token) is null ? 0 : 1;
        }

        Assert.True(kept >= least, $"{kept} of {least}");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private async Task<IStore> OpenAsync(XmppGateway.Storage.Sql.IEngine engine)
    {
        var store = new SqlStore(engine, TimeProvider.System, _logger);
        await store.OpenAsync(Token);
        return store;
    }
}
