using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Storage.Sql;
using XmppGateway.Storage.Sqlite;
using Xunit;

namespace XmppGateway.Tests.Storage.Sqlite;

/// <summary>No statement walks through a table that grows.</summary>
public sealed partial class QueryPlanTests : IDisposable
{
    /// <summary>
    /// The outbox and the inbox's keys while pruning hold only what is open; of the message map and the audit log pruning and reading walk
    /// through a few hundred rows. Rules, stops and blocks are read once, at the start, as the map is where strangers are asked about;
    /// queues are counted for an admin, and messages traced by the operator's command. Rooms are few, and looked through when their archives are pruned.
    /// </summary>
    private static readonly string[] MayScan =
    [
        "list the outbox", "read the open receipts", "prune the errands", "list the outbox of a user", "read the lanes of the outbox", "make the outbox due", "prune the message map", "prune the inbox keys",
        "read the audit log", "prune the audit log", "read the rules", "read the stopped networks", "read the blocks",
        "make contacts known that were written to", "read everything that is held", "read what is held of known contacts", "count the queues", "trace messages", "trace arrivals", "trace what was said in rooms",
        "prune the archives of rooms", "forget how far the past of a room is known", "prune the localparts of rooms", "prune the clients in rooms",
        "prune rooms", "prune the messages of portals", "forget who was in rooms", "forget the gaps of empty archives", "prune those invited to rooms",
    ];

    /// <summary>An index that holds only what was put aside.</summary>
    private const string SetAside = "SCAN inbox USING INDEX inbox_set_aside";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xmpp-gateway-store-");
    private readonly SqliteSession _session;

    public QueryPlanTests()
    {
        _session = new SqliteFile($"Data Source={Path.Combine(_folder.FullName, "gateway.db")}", null).OpenWriter();
        new Migrator(NullLogger<Migrator>.Instance).Apply(_session, Migration.For("sqlite"));
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Statements_use_indexes()
    {
        foreach (var statement in Statements())
        {
            var plan = Plan(statement);
            var scans = plan.Where(step => step.StartsWith("SCAN", StringComparison.Ordinal) && step is not ("SCAN newest" or SetAside));

            Assert.True(MayScan.Contains(statement.Name) || !scans.Any(), $"{statement.Name}: {string.Join("; ", plan)}");
        }
    }

    /// <summary>A page of an archive is a walk from place to place, and times are found without reading what was said.</summary>
    [Fact]
    public void Archives_are_read_in_order()
    {
        // Whether somebody may see it is looked up by its whole key.
        string[] walk =
        [
            "SEARCH archive USING INDEX sqlite_autoindex_archive_1 (room=? AND position>? AND position<?)",
            "CORRELATED SCALAR SUBQUERY 1",
            "SEARCH s USING PRIMARY KEY (room=? AND user_jid=?)",
        ];
        Assert.Equal(walk, Plan(ArchiveSql.Forward));
        Assert.Equal(walk, Plan(ArchiveSql.Backward));
        Assert.Equal(["SEARCH archive USING COVERING INDEX archive_by_time (room=? AND at>?)"], Plan(ArchiveSql.FirstSince));
        Assert.Equal(["SEARCH archive USING COVERING INDEX archive_by_time (room=? AND at<?)"], Plan(ArchiveSql.LastUntil));
    }

    /// <summary>SQLite numbers <c>$1</c> by first use, PostgreSQL by its digits.</summary>
    [Fact]
    public void Parameters_are_first_used_in_order()
    {
        foreach (var statement in Statements())
        {
            var numbers = Parameter().Matches(statement.Text).Select(match => match.Value).Distinct();

            Assert.Equal(numbers.Select((_, i) => "$" + (i + 1)), numbers);
        }
    }

    private List<string> Plan(Statement statement) =>
        _session.Query(new Statement("plan", "EXPLAIN QUERY PLAN " + statement.Text), static row => row.Text(3), []);

    private static IEnumerable<Statement> Statements() =>
        from type in typeof(Statement).Assembly.GetTypes()
        where type.Namespace == typeof(Statement).Namespace && type.Name.EndsWith("Sql", StringComparison.Ordinal)
        let instance = type == typeof(LeaseSql) ? new LeaseSql("0", hasEpochs: true) : null
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        where field.FieldType == typeof(Statement)
        select (Statement)field.GetValue(field.IsStatic ? null : instance)!;

    [GeneratedRegex(@"\$\d+")]
    private static partial Regex Parameter();
}
