using XmppGateway.Storage;

namespace XmppGateway.Tests.Outbox;

/// <summary>On SQLite.</summary>
public sealed class SqliteReceiptCrashTests : ReceiptCrashTests
{
    private protected override Task<Func<IStore>?> NewStoreAsync() => Task.FromResult<Func<IStore>?>(null);
}
