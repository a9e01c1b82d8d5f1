using System.Collections.Frozen;
using System.Net.Sockets;
using Npgsql;

namespace XmppGateway.Storage.Postgres;

/// <summary>Which PostgreSQL failures an operator can mend, and how (appendix A of its manual). All others are bugs.</summary>
internal static class PostgresFailures
{
    private const string Away = "it is away: check that the server runs and can be reached";
    private const string Refused = "it refuses the login: check user, password and pg_hba.conf";

    private static readonly FrozenDictionary<string, string> Advice = new Dictionary<string, string>
    {
        ["28000"] = Refused,
        ["28P01"] = Refused,
        ["3D000"] = "the database does not exist: create it",
        ["42501"] = "the user may not do this: make the user the owner of the database",
        ["25P03"] = "it gave up this gateway, which had fallen silent in the middle of a commit: look at the load of this machine and the network between",
        ["25006"] = "it is read-only: connect to the primary server",
        ["53100"] = "its disk is full: make room on it",
        ["53200"] = "its memory is exhausted",
        ["53300"] = "it has too many connections: raise max_connections",
        ["55P03"] = "another program has locked it: end that program",
        ["57014"] = "it was too slow: look at its load and its locks",
        ["40P01"] = "another program has locked it: end that program",
        ["40001"] = "another program changes the same rows: end that program",
        ["57P01"] = Away,
        ["57P02"] = Away,
        ["57P03"] = Away,
        ["57P05"] = Away,
        ["58030"] = "its disk failed: check it, and the server's log",
        ["XX001"] = "it is damaged: restore a backup",
        ["XX002"] = "it is damaged: restore a backup, or rebuild its indexes",
    }.ToFrozenDictionary();

    public static StoreUnavailableException? Classify(Exception exception) => exception switch
    {
        StoreUnavailableException known => known,
        PostgresException server => Find(server.SqlState) is { } advice ? Told(advice, exception) : null,
        NpgsqlException { InnerException: NpgsqlException inner } => Classify(inner),
        NpgsqlException or SocketException or TimeoutException => Told(Away, exception),
        IOException or UnauthorizedAccessException => Told(Away, exception),
        // COMPAT(Npgsql 10.0): a connection that breaks while a batch is under way can end in this, from inside of the library.
        NullReferenceException { Source: "Npgsql" } => Told(Away, exception),
        _ => null,
    };

    // Class 08 is "connection exception".
    private static string? Find(string state) => state.StartsWith("08", StringComparison.Ordinal) ? Away : Advice.GetValueOrDefault(state);

    private static StoreUnavailableException Told(string advice, Exception exception) =>
        new($"PostgreSQL database: {advice} ({(exception as PostgresException)?.MessageText ?? exception.Message}).", exception);
}
