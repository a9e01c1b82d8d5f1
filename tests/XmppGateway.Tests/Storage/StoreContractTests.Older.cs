using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Storage.Sql;
using XmppGateway.Storage.Sqlite;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>The store of an older program, which may be at work on it.</content>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task An_older_store_changes_only_when_it_is_told_to()
    {
        await using var engine = await NewEngineAsync();
        OlderStore.Make(engine);
        await using var store = new SqlStore(engine, TimeProvider.System, NullLoggerFactory.Instance);
        await store.OpenAsync(Token);

        Assert.Contains($"has schema version {OlderStore.Version}, this program {Migration.For(engine.Name)[^1].Number}", store.Outdated, StringComparison.Ordinal);
        Assert.NotNull(await store.HoldLeaseAsync("component:mail", "a", Minute, Token));
        Assert.Null(await store.HoldLeaseAsync("component:mail", "b", Minute, Token));
        Assert.Equal(OlderStore.Version, OlderStore.VersionOf(engine));

        Assert.True(await store.UpgradeAsync(Token));
        Assert.False(await store.UpgradeAsync(Token));
        Assert.Null(store.Outdated);
        Assert.Equal(Migration.For(engine.Name)[^1].Number, OlderStore.VersionOf(engine));
        store.Tenure = new Tenure("a", [("component:mail", (await store.HoldLeaseAsync("component:mail", "a", Minute, Token))!.Value)]);
        await store.SetStateAsync("mail", "k2", "v", Token);
        Assert.Equal("of the older program", await store.GetStateAsync("mail", "k", Token));
    }

    [Fact]
    public async Task The_copy_of_an_older_store_is_of_the_older_version()
    {
        await using var engine = await NewEngineAsync();
        OlderStore.Make(engine);
        await using var store = new SqlStore(engine, TimeProvider.System, NullLoggerFactory.Instance);
        await store.OpenAsync(Token);
        var file = Path.Combine(Path.GetTempPath(), $"xmpp-gateway-older-{Guid.NewGuid():N}.db");
        try
        {
            await store.BackupAsync(file, Token);

            await using var copy = new SqliteEngine($"Data Source={file};Pooling=false");
            Assert.Equal(OlderStore.Version, OlderStore.VersionOf(copy));
            Assert.Equal(["of the older program"], await copy.QueryAsync(StateSql.Get, StateSql.Read, ["mail", "k"], Token));
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Equal(OlderStore.Version, OlderStore.VersionOf(engine));
    }

    [Fact]
    public async Task What_an_older_program_has_not_told_yet_is_told_by_the_next()
    {
        await using var engine = await NewEngineAsync();
        var untold = new ErrandRow("1", "mail", ErrandKind.ReportToAdmin, "alice@localhost", "eve", "Eve", "admin@localhost", "spam", Now);
        using (var session = engine.OpenWriter())
        {
            // Each row had a recipient, user and contact of its own.
            new Migrator(NullLogger<Migrator>.Instance).Apply(session, [.. Migration.For(engine.Name).Where(migration => migration.Number < 20)]);
            session.Begin();
            ErrandSql.Add(session, untold);
            session.Commit();
        }

        await using var store = new SqlStore(engine, TimeProvider.System, NullLoggerFactory.Instance);
        await store.OpenAsync(Token);
        Assert.True(await store.UpgradeAsync(Token));

        Assert.Equal([untold], await store.ReadErrandsAsync("mail", Now, Token));
    }

    /// <summary>Of a database in which nothing is.</summary>
    private protected abstract Task<IEngine> NewEngineAsync();
}
