using XmppGateway.Abstractions;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using Xunit;

namespace XmppGateway.Tests.Adapters;

/// <summary>An adapter between its fixture's peer and an engine double, treated as the engine treats it.</summary>
internal sealed class AdapterUnderTest : IAsyncDisposable
{
    public static readonly Jid Alice = Jid.Parse("alice@localhost");

    private readonly TemporaryFolder _folder = new();
    private FakeAdapterContext? _context;
    private IAdapter? _adapter;

    private AdapterUnderTest(string kind) => Peer = AdapterFixtures.Create(kind);

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public IAdapterFixture Peer { get; }

    public FakeAdapterContext Context => _context!;

    public IAdapter Adapter => _adapter!;

    private IInterpretsArrivals Interpreter => Assert.IsType<IInterpretsArrivals>(Adapter, exactMatch: false);

    public RemoteContact Contact => Assert.IsType<RemoteContact>(Adapter.ParseAddress(Peer.Contact));

    /// <summary>An adapter that was created, and not started.</summary>
    public static async Task<AdapterUnderTest> CreateAsync(string kind)
    {
        var test = new AdapterUnderTest(kind);
        await test.Peer.StartPeerAsync(test._folder.Path, Cancelled);
        test._context = new FakeAdapterContext(kind, test.Peer.Settings, test.Peer.Time) { BaseDirectory = test._folder.Path };
        test._adapter = test.Peer.Module.Create(test._context);
        return test;
    }

    public static async Task<AdapterUnderTest> StartAsync(string kind, bool peerIsUp = true)
    {
        var test = await CreateAsync(kind);
        if (!peerIsUp)
        {
            await test.Peer.StopPeerAsync();
        }

        await test.Adapter.StartAsync(Cancelled);
        return test;
    }

    /// <summary>As after a crash: nothing is left but the engine's store and the peer.</summary>
    public async Task RestartAsync()
    {
        await EndAsync();
        _adapter = Peer.Module.Create(Context);
        await _adapter.StartAsync(Cancelled);
    }

    public Message Say(string body, string? subject = null) => new()
    {
        User = Alice,
        Contact = Contact,
        Timestamp = Context.Time.GetUtcNow(),
        Body = new RichText(body),
        Subject = subject,
    };

    public async Task<DeliveryResult> SendAsync(GatewayEvent what, string id, CancellationToken? cancellationToken = null) =>
        await Adapter.SendAsync(new Delivery(id, what, 1), cancellationToken ?? Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

    /// <summary>26 characters of a-z2-7, as the engine makes them.</summary>
    public static string DeliveryId(int number) =>
        "conformance" + new string([.. number.ToString("d15", System.Globalization.CultureInfo.InvariantCulture).Select(c => (char)('a' + (c - '0')))]);

    public Task<bool> HandOverAsync(string id, string body) => Peer.HandOverAsync(Adapter, id, body, Cancelled);

    /// <summary>What the arrivals so far mean, in order, without what happened in rooms.</summary>
    public async Task<IReadOnlyList<GatewayEvent>> UnderstandAsync() => [.. (await UnderstandAllAsync()).OfType<GatewayEvent>()];

    /// <summary>What the arrivals so far mean, in order; raw ones are given back to the adapter, as the engine does.</summary>
    public async Task<IReadOnlyList<NetworkEvent>> UnderstandAllAsync()
    {
        var events = new List<NetworkEvent>();
        foreach (var arrival in Context.Arrivals)
        {
            events.AddRange(arrival switch
            {
                Arrival.Ready ready => [ready.Event],
                Arrival.Raw raw => Assert.IsType<Interpretation.Understood>(await Interpreter.InterpretAsync(raw, Cancelled)).Events,
                _ => throw new InvalidOperationException("Unknown arrival."),
            });
        }

        return events;
    }

    public async Task<IReadOnlyList<GatewayEvent>> UnderstandAsync(Arrival.Raw raw) =>
        Assert.IsType<Interpretation.Understood>(await Interpreter.InterpretAsync(raw, Cancelled)).Events.Cast<GatewayEvent>().ToList();

    public ValueTask<ArrivalParties?> FindPartiesAsync(Arrival.Raw raw) => Interpreter.FindPartiesAsync(raw, Cancelled);

    public async ValueTask DisposeAsync()
    {
        if (_adapter is not null)
        {
            await EndAsync();
        }

        await Peer.DisposeAsync();
        _context?.Log.Dispose();
        _folder.Dispose();
    }

    private async Task EndAsync()
    {
        await Adapter.StopAsync(new CancellationToken(canceled: true));
        if (Adapter is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            (Adapter as IDisposable)?.Dispose();
        }
    }
}
