using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Adapters.Matrix.History;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix;

/// <summary>A started adapter between a homeserver and an engine, both doubles; alice@localhost and @mia:matrix.test.</summary>
internal sealed class MatrixHarness : IAsyncDisposable
{
    public const string Mia = "@mia:matrix.test";
    public const string Ghost = "@_xmpp_alice=40localhost:matrix.test";
    public static readonly Jid Alice = Jid.Parse("alice@localhost");
    public static readonly RemoteContact MiaAsContact = new(new RemoteUserId(Mia), Mia);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("matrix-adapter");
    private MatrixAdapter _adapter = null!;
    private int _deliveries;

    private MatrixHarness()
    {
    }

    public FakeHomeserver Homeserver { get; } = new();

    public FakeAdapterContext Context { get; private set; } = null!;

    public ImpatientTimeProvider Time { get; } = new();

    public MatrixAdapter Adapter => _adapter;

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="homeserverIsUp">False: it comes later.</param>
    /// <param name="policyLists">What the operator follows.</param>
    /// <param name="prepare">What the homeserver has before the adapter starts.</param>
    /// <param name="more">Other options.</param>
    public static async Task<MatrixHarness> StartAsync(
        bool homeserverIsUp = true, IReadOnlyList<string>? policyLists = null, Action<FakeHomeserver>? prepare = null,
        Dictionary<string, string?>? more = null)
    {
        var harness = new MatrixHarness();
        prepare?.Invoke(harness.Homeserver);
        await harness.Homeserver.StartAsync(Cancelled);
        harness.Homeserver.Users[Mia] = "Mia";
        harness.Context = new FakeAdapterContext("matrix", [.. harness.Settings(policyLists ?? []), .. more ?? []], harness.Time) { BaseDirectory = harness._folder.FullName };
        var options = MatrixOptions.Read(harness.Context.Configuration);
        var registration = Registration.Create(options, null) with { AsToken = "as-token", HsToken = "hs-token" };
        await File.WriteAllTextAsync(Path.Combine(harness._folder.FullName, "registration.yaml"), RegistrationWriter.Write(registration), Cancelled);
        if (!homeserverIsUp)
        {
            await harness.Homeserver.StopAsync();
        }

        await harness.StartAdapterAsync();
        return harness;
    }

    /// <summary>As after a crash: nothing is left but the notes and what the homeserver knows.</summary>
    public async Task RestartAdapterAsync()
    {
        await _adapter.StopAsync(Cancelled);
        _adapter.Dispose();
        await StartAdapterAsync();
    }

    /// <summary>Sets the clock forward step by step; the watch does all that it has to do at each.</summary>
    public async Task LetPassAsync(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= HomeserverWatch.Interval)
        {
            await UntilAsync(() => Time.IsWaiting(HomeserverWatch.Interval));
            Time.Advance(HomeserverWatch.Interval);
        }

        await UntilAsync(() => Time.IsWaiting(HomeserverWatch.Interval));
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    public ValueTask<DeliveryResult> SendAsync(string body, string? id = null, string contact = Mia, int attempt = 1) =>
        _adapter.SendAsync(
            new Delivery(
                id ?? "delivery" + ++_deliveries,
                new Message
                {
                    User = Alice,
                    Contact = new RemoteContact(new RemoteUserId(contact), contact),
                    Timestamp = DateTimeOffset.UnixEpoch,
                    Body = new RichText(body),
                },
                attempt),
            Cancelled);

    public ValueTask<DeliveryResult> SendAsync(GatewayEvent what, string? id = null, int attempt = 1) =>
        _adapter.SendAsync(new Delivery(id ?? "delivery" + ++_deliveries, what, attempt), Cancelled);

    /// <summary>Interprets an event as it would come back from the inbox.</summary>
    public ValueTask<Interpretation> InterpretAsync(JsonObject what) =>
        _adapter.InterpretAsync(
            new Arrival.Raw((string)what["event_id"]!, (string)what["room_id"]!, System.Text.Encoding.UTF8.GetBytes(what.ToJsonString())), Cancelled);

    public async Task<IReadOnlyList<GatewayEvent>> UnderstandAsync(JsonObject what) =>
        Assert.IsType<Interpretation.Understood>(await InterpretAsync(what)).Events.Cast<GatewayEvent>().ToList();

    /// <summary>Mia writes; the event is in the room and comes back for pushing.</summary>
    public JsonObject MiaWrites(FakeRoom room, string body) =>
        Homeserver.AddEvent(room, "m.room.message", Mia, null, new JsonObject { ["msgtype"] = "m.text", ["body"] = body });

    /// <summary>Mia invites the ghost into a new direct room.</summary>
    public (FakeRoom Room, JsonObject Invitation) MiaInvites(params string[] others)
    {
        var room = Homeserver.AddRoom(Mia, [Ghost, .. others]);
        return (room, room.State[("m.room.member", Ghost)]);
    }

    /// <summary>A direct room in use: invited and joined.</summary>
    public async Task<FakeRoom> MiaBeginsAsync()
    {
        var (room, invitation) = MiaInvites();
        await UnderstandAsync(invitation);
        return room;
    }

    public async ValueTask DisposeAsync()
    {
        await _adapter.StopAsync(Cancelled);
        _adapter.Dispose();
        await Homeserver.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartAdapterAsync()
    {
        _adapter = new MatrixAdapter(Context) { Jitter = () => 0.5 };
        Homeserver.Gateway = _adapter.HandleHttpAsync;
        await _adapter.StartAsync(Cancelled);
    }

    private Dictionary<string, string?> Settings(IReadOnlyList<string> policyLists) => new(
        policyLists.Index().Select(list => KeyValuePair.Create($"PolicyLists:{list.Index}", (string?)list.Item)))
    {
        ["Homeserver"] = Homeserver.Url,
        ["ServerName"] = Homeserver.ServerName,
        ["Listen"] = "http://127.0.0.1:15029",
        ["Registration"] = "registration.yaml",
    };
}
