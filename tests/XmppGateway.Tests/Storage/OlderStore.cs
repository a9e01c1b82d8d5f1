using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Tests.Storage;

/// <summary>Makes stores as earlier programs left them.</summary>
internal static class OlderStore
{
    public const int Version = 14;

    private static readonly Statement Newest = new("read the schema version", "SELECT max(number) FROM migration");

    /// <summary>Fills an empty database with an older schema, and a message that waits.</summary>
    public static void Make(IEngine engine)
    {
        using var session = engine.OpenWriter();
        new Migrator(NullLogger<Migrator>.Instance).Apply(session, [.. Migration.For(engine.Name).Where(migration => migration.Number <= Version)]);
        session.Begin();
        StateSql.Set(session, "mail", "k", "of the older program");
        session.Commit();
    }

    public static long? VersionOf(IEngine engine)
    {
        using var session = engine.OpenWriter();
        return session.Number(Newest);
    }
}
