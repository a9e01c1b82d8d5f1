using Microsoft.Extensions.Logging;
using XmppGateway.Operations;
using XmppGateway.Storage.Postgres;
using XmppGateway.Storage.Sqlite;

namespace XmppGateway.Storage;

/// <summary>Chooses the engine.</summary>
internal static class StoreFactory
{
    /// <param name="engine">"sqlite" or "postgresql".</param>
    /// <param name="connection">A connection string of Microsoft.Data.Sqlite or Npgsql.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="loggerFactory">Where to log.</param>
    /// <param name="lease">How soon another gateway is to take over; patient when nothing is said.</param>
    /// <exception cref="ArgumentException">The engine is unknown, or its connection string cannot be read.</exception>
    public static IStore Create(string engine, string connection, TimeProvider timeProvider, ILoggerFactory loggerFactory, LeaseTimes? lease = null) => engine switch
    {
#pragma warning disable CA2000 // The store disposes of its engine.
        SqliteEngine.EngineName => new SqlStore(new SqliteEngine(connection), timeProvider, loggerFactory),
        PostgresEngine.EngineName => new SqlStore(new PostgresEngine(connection, loggerFactory, lease ?? LeaseTimes.Patient), timeProvider, loggerFactory),
#pragma warning restore CA2000
        _ => throw new ArgumentException($"The store engine \"{engine}\" is unknown: use \"sqlite\" or \"postgresql\".", nameof(engine)),
    };
}
