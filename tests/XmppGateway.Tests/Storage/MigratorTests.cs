using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Storage.Sql;
using XmppGateway.Storage.Sqlite;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <summary>Schema steps: from nothing, from the version before, and not from a version to come.</summary>
public sealed class MigratorTests : IDisposable
{
    private static readonly Statement Count = new("count", "SELECT count(*) FROM migration");
    private static readonly Statement Extra = new("count", "SELECT count(*) FROM extra");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xmpp-gateway-store-");
    private readonly SqliteSession _session;
    private readonly Migrator _migrator = new(NullLogger<Migrator>.Instance);
    private readonly IReadOnlyList<Migration> _known = Migration.For("sqlite");

    public MigratorTests() =>
        _session = new SqliteFile($"Data Source={Path.Combine(_folder.FullName, "gateway.db")}", null).OpenWriter();

    private Migration Next => new(_known[^1].Number + 1, "next", "CREATE TABLE extra (x INTEGER); INSERT INTO extra VALUES (1)");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public void Steps_are_numbered_without_gaps(string engine)
    {
        var migrations = Migration.For(engine);

        Assert.Equal(Enumerable.Range(1, migrations.Count), migrations.Select(migration => migration.Number));
    }

    [Fact]
    public void Steps_are_applied_once()
    {
        _migrator.Apply(_session, _known);
        _migrator.Apply(_session, _known);

        Assert.Equal(_known.Count, _session.Number(Count));
    }

    [Fact]
    public void A_store_of_the_version_before_is_brought_forward()
    {
        _migrator.Apply(_session, _known);
        _migrator.Apply(_session, [.. _known, Next]);

        Assert.Equal(_known.Count + 1, _session.Number(Count));
        Assert.Equal(1, _session.Number(Extra));
    }

    [Fact]
    public void What_an_earlier_version_has_put_aside_can_still_be_told_of_and_asked_for()
    {
        _migrator.Apply(_session, [_known[0]]);
        _session.Script(
            "INSERT INTO inbox (network, lane, key, key_hash, stanza_id, is_raw, payload, accepted_at, set_aside_reason) " +
            "VALUES ('mail', 'lane', 'k1', x'00', 'abcdefgh2', 0, x'00', 1, 'reason')");

        _migrator.Apply(_session, _known);

        Assert.Equal(1, SetAsideSql.Ask(_session, "in-abcdefgh", SetAsideWish.Retry));
        var entry = Assert.Single(_session.Query(SetAsideSql.Asked, InboxSql.Read, ["mail", (long)SetAsideWish.Retry, 10]));
        Assert.False(entry.Told);
    }

    [Fact]
    public void A_newer_store_is_left_alone()
    {
        _migrator.Apply(_session, [.. _known, Next]);

        var failure = Assert.Throws<StoreUnavailableException>(() => _migrator.Apply(_session, _known));

        Assert.Contains("install the newer program", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_fails_in_the_middle_leaves_nothing()
    {
        _migrator.Apply(_session, _known);
        Assert.ThrowsAny<Exception>(
            () => _migrator.Apply(_session, [.. _known, Next with { Script = Next.Script + "; CREATE TABLE outbox (x INTEGER)" }]));
        _session.Rollback();

        Assert.Equal(_known.Count, _session.Number(Count));
        _migrator.Apply(_session, [.. _known, Next]);
        Assert.Equal(1, _session.Number(Extra));
    }
}
