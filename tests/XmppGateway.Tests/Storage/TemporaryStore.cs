using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <summary>An open SQLite store in a folder of its own that goes with it: for tests that need some store.</summary>
internal sealed class TemporaryStore : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private TemporaryStore(DirectoryInfo folder)
    {
        _folder = folder;
        File = Path.Combine(folder.FullName, "gateway.db");
        Store = NewStore();
    }

    public string File { get; }

    public IStore Store { get; private set; }

    public static async Task<TemporaryStore> OpenAsync()
    {
        var temporary = new TemporaryStore(Directory.CreateTempSubdirectory("xmpp-gateway-store-"));
        await temporary.Store.OpenAsync(TestContext.Current.CancellationToken);
        return temporary;
    }

    /// <summary>As after a restart of the gateway.</summary>
    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = NewStore();
        await Store.OpenAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private IStore NewStore() =>
        StoreFactory.Create("sqlite", $"Data Source={File}", TimeProvider.System, NullLoggerFactory.Instance);
}
