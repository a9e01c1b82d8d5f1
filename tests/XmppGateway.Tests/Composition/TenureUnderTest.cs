using System.Collections;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Metrics;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using XmppGateway.Tests.Storage;
using Xunit;

namespace XmppGateway.Tests.Composition;

/// <summary>
/// The working part as the program puts it together, with one network whose adapter does what a test says, on a store that hangs or fails
/// when it says so, attached to a server in this process. The clock stands still.
/// </summary>
internal sealed class TenureUnderTest : IAsyncDisposable
{
    public const string Network = "tape";
    public const string Domain = "tape.localhost";

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryStore _store;
    private readonly GatewayServices _services;

    private TenureUnderTest(TemporaryStore store)
    {
        _store = store;
        (var altered, Store) = AlteredStore.Around(store.Store);
        var file = _folder.Write("gateway.json", $$"""
            {
              "Xmpp": { "Server": "127.0.0.1:{{Server.Port}}", "Secret": "secret", "LocalDomains": ["localhost"] },
              "Access": { "Strangers": "deliver" },
              "Networks": { "{{Network}}": { "Adapter": "tape", "Domain": "{{Domain}}" } }
            }
            """);
        var options = GatewayConfiguration.Load(file, new Hashtable(), new AdapterCatalog([Adapter])).Options!;
        _services = new GatewayServices(options, altered, Metrics, Time, Logger);
    }

    public FakeComponentServer Server { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public ListLogger Logger { get; } = new();

    /// <summary>What it counts.</summary>
    public GatewayMetrics Metrics { get; } = new(TimeProvider.System);

    public TapeModule Adapter { get; } = new();

    public AlteredStore Store { get; }

    /// <summary>What is really stored.</summary>
    public IStore Database => _store.Store;

#pragma warning disable CA2000 // It goes with the tenure.
    public static async Task<TenureUnderTest> CreateAsync() => new(await TemporaryStore.OpenAsync());
#pragma warning restore CA2000

    /// <summary>A tenure whose link is attached.</summary>
    public async Task<IActiveGateway> StartAsync()
    {
        var active = _services.Activate();
        await active.StartAsync(TestContext.Current.CancellationToken);
        await active.AllAttached.WaitAsync(TestContext.Current.CancellationToken);
        return active;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
        Logger.Dispose();
        Metrics.Dispose();
    }
}
