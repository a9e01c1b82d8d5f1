using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <summary>An open store for tests that need some: SQLite in a folder of its own that goes with it, or what the test makes.</summary>
internal sealed class TemporaryStore : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private readonly Func<IStore> _create;

    private TemporaryStore(DirectoryInfo folder, Func<IStore>? create, Func<IStore, IStore> around)
    {
        _folder = folder;
        _create = create ?? (() => around(NewStore()));
        File = Path.Combine(folder.FullName, "gateway.db");
        Store = _create();
    }

    public string File { get; }

    public IStore Store { get; private set; }

    public static async Task<TemporaryStore> OpenAsync(Func<IStore>? create = null, Func<IStore, IStore>? around = null)
    {
        var temporary = new TemporaryStore(Directory.CreateTempSubdirectory("xmpp-gateway-store-"), create, around ?? (store => store));
        await temporary.Store.OpenAsync(TestContext.Current.CancellationToken);
        return temporary;
    }

    /// <summary>As after a restart of the gateway.</summary>
    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = _create();
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
