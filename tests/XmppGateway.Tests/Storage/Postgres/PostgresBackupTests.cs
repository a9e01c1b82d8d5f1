using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Storage.Postgres;
using XmppGateway.Storage.Sqlite;
using Xunit;

namespace XmppGateway.Tests.Storage.Postgres;

/// <summary>The backup names its tables and columns; a schema step that adds one is easily forgotten there, and nothing would fail.</summary>
public sealed class PostgresBackupTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xmpp-gateway-store-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_column_of_every_table_is_copied_but_leases()
    {
        var source = $"Data Source={Path.Combine(_folder.FullName, "gateway.db")};Pooling=False";
        using (var session = new SqliteFile(source, null).OpenWriter())
        {
            new Migrator(NullLogger<Migrator>.Instance).Apply(session, Migration.For(SqliteEngine.EngineName));
        }

        var copied = PostgresBackup.Tables.SelectMany(t => t.Columns.Split(", ").Select(column => $"{t.Table}.{column}"));

        Assert.Equal(ReadColumns(source).Order(StringComparer.Ordinal), copied.Order(StringComparer.Ordinal));
    }

    private static List<string> ReadColumns(string source)
    {
        using var connection = new SqliteConnection(source);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c "
            + "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT IN ('lease', 'migration')";
        using var reader = command.ExecuteReader();
        var columns = new List<string>();
        while (reader.Read())
        {
            columns.Add(reader.GetString(0));
        }

        return columns;
    }
}
