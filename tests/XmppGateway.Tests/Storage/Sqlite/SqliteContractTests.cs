using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Storage.Sql;
using XmppGateway.Storage.Sqlite;

namespace XmppGateway.Tests.Storage.Sqlite;

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteContractTests : StoreContractTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xmpp-gateway-store-");

    private protected override Task<IStore> NewStoreAsync() => Task.FromResult(StoreFactory.Create(
        "sqlite", $"Data Source={Path.Combine(_folder.FullName, "gateway.db")}", TimeProvider.System, NullLoggerFactory.Instance));

    private protected override Task<IEngine> NewEngineAsync() =>
        Task.FromResult<IEngine>(new SqliteEngine($"Data Source={Path.Combine(_folder.FullName, "empty.db")};Pooling=false"));

    private protected override Task RemoveAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
