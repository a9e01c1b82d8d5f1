using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Operations;
using XmppGateway.Storage;
using XmppGateway.Storage.Postgres;
using XmppGateway.Storage.Sql;
using Xunit;

namespace XmppGateway.Tests.Storage.Postgres;

/// <summary>The contract on PostgreSQL.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresContractTests(PostgresCluster cluster) : StoreContractTests
{
    private string? _connection;

    private protected override async Task<IStore> NewStoreAsync()
    {
        _connection ??= await cluster.NewConnectionAsync();
        return StoreFactory.Create("postgresql", _connection, TimeProvider.System, NullLoggerFactory.Instance);
    }

    private protected override async Task<IEngine> NewEngineAsync() =>
        new PostgresEngine(await cluster.NewConnectionAsync(), NullLoggerFactory.Instance, LeaseTimes.Patient);

    private protected override Task RemoveAsync() => Task.CompletedTask;
}
