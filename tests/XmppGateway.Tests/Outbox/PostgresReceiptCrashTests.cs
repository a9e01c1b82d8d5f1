using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Tests.Storage.Postgres;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>On PostgreSQL.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresReceiptCrashTests(PostgresCluster cluster) : ReceiptCrashTests
{
    private protected override async Task<Func<IStore>?> NewStoreAsync()
    {
        var connection = await cluster.NewConnectionAsync();
        return () => StoreFactory.Create("postgresql", connection, TimeProvider.System, NullLoggerFactory.Instance);
    }
}
