using XmppGateway.Abstractions;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Portals;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Handlers;
using XmppGateway.Tests.Rooms;
using XmppGateway.Tests.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Tests.Portals;

/// <summary>A network whose people visit: who is in its room <c>!garden</c> is what a test says. Ghosts begin with <c>ghost-</c>.</summary>
internal sealed class VisitingAdapter : ScriptedRooms, IVisitsRooms
{
    public List<RemoteContact>? Visitors { get; set; } = [];

    public string Language { get; set; } = "en";

    public bool IsOccupant(RemoteUserId id) => id.Value.StartsWith("ghost-", StringComparison.Ordinal);

    public ValueTask<Jid?> FindOccupantAsync(RemoteUserId id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(IsOccupant(id) ? ScriptedMuc.Room.WithResource(id.Value["ghost-".Length..^"@remote.test".Length]) : null);

    public ValueTask<IReadOnlyList<RemoteContact>?> GetVisitorsAsync(RemoteRoomId room, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RemoteContact>?>(Visitors is null ? null : [.. Visitors]);

    public ValueTask<PortalOffer> ExamineAsync(RoomAddress room, Jid xmppRoom, CancellationToken cancellationToken) =>
        ValueTask.FromResult<PortalOffer>(
            Silences-- > 0 ? new PortalOffer.Unknown(LocalText.Same("no answer"))
            : Closed.TryDequeue(out var why) ? new PortalOffer.Refused(LocalText.Same(why))
            : new PortalOffer.Ready(new RemoteRoomId(room.Value)));

    /// <summary>So many of the next looks at rooms find nothing out.</summary>
    public int Silences { get; set; }

    /// <summary>Why the next looks at rooms find that they cannot be connected.</summary>
    public Queue<string> Closed { get; } = [];

    /// <summary>What is a portal to what.</summary>
    public Dictionary<RemoteRoomId, Jid> Opened { get; } = [];

    /// <summary>Done before a portal is opened.</summary>
    public Func<Task> BeforeOpening { get; set; } = () => Task.CompletedTask;

    public async ValueTask OpenAsync(RemoteRoomId room, Jid xmppRoom, CancellationToken cancellationToken)
    {
        await BeforeOpening();
        Opened[room] = xmppRoom;
    }

    public ValueTask CloseAsync(RemoteRoomId room, Jid xmppRoom, CancellationToken cancellationToken)
    {
        if (Opened.GetValueOrDefault(room) == xmppRoom)
        {
            Opened.Remove(room);
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>A portal between a scripted room and a scripted network, on a real store. Can be killed and started again.</summary>
internal sealed class PortalUnderTest : IAsyncDisposable
{
    public static readonly RemoteRoomId Remote = new("!garden");
    public static readonly RemoteContact Mia = new(new RemoteUserId("mia@remote.test"), "mia@remote.test", "Mia");

    private readonly TemporaryStore _store;
    private readonly FakeOutbox _outbox = new();
    private CancellationTokenSource _life = new();
    private Task _running = Task.CompletedTask;
    private int _ids;

    private PortalUnderTest(TemporaryStore store, ScriptedMuc muc)
    {
        (_store, Muc) = (store, muc);
        Adapter.Capabilities = new Capabilities { Edits = Support.Native, Retractions = Support.Native, Reactions = Support.Native };
        Network = new Network("matrix", Adapter, Muc);
    }

    public ScriptedMuc Muc { get; }

    public VisitingAdapter Adapter { get; } = new();

    public Network Network { get; }

    public PortalParts Parts { get; private set; } = null!;

    public ManualTimeProvider Time { get; } = new();

    public required PortalLimits Limits { get; init; }

    public ListLogger Logger { get; } = new();

    public IStore Store => _store.Store;

    public Portal Portal => Parts.Book.Of(Network).Single();

    /// <summary>Alice is in the room, and nothing is connected.</summary>
    public static async Task<PortalUnderTest> EmptyAsync(PortalLimits? limits = null, bool hasArchive = true)
    {
#pragma warning disable CA2000 // It goes with the portal.
        var portal = new PortalUnderTest(await TemporaryStore.OpenAsync(), new ScriptedMuc { HasArchive = hasArchive }) { Limits = limits ?? PortalLimits.Default };
#pragma warning restore CA2000
        portal.Muc.Enter("alice");
        portal.BeginLife();
        return portal;
    }

    /// <summary>Alice is in the room, and the portal is stored; nobody of the network is there.</summary>
    public static async Task<PortalUnderTest> StartAsync(bool hasArchive = true, PortalLimits? limits = null, bool isBridge = false)
    {
        var portal = await EmptyAsync(limits, hasArchive);
        await portal.Parts.Book.AddAsync(
            portal.Network, new PortalRow(0, "matrix", Remote.Value, ScriptedMuc.Room.ToString(), isBridge, false, null, portal.Time.GetUtcNow()), default);
        return portal;
    }

    /// <summary>A room of Mia's that an operator has connected.</summary>
    public static Task<PortalUnderTest> BridgedAsync() => VisitedAsync(isBridge: true);

    /// <summary>The same, and Mia has come.</summary>
    public static async Task<PortalUnderTest> VisitedAsync(bool hasArchive = true, PortalLimits? limits = null, bool isBridge = false)
    {
        var portal = await StartAsync(hasArchive, limits, isBridge);
        await portal.ComesAsync(Mia);
        await Patience.UntilAsync(() => Task.FromResult(portal.Portal.TellsOccupants));
        return portal;
    }

    /// <summary>Somebody of the network comes in.</summary>
    public async Task ComesAsync(RemoteContact who)
    {
        Adapter.Visitors!.RemoveAll(other => other.Id == who.Id);
        Adapter.Visitors.Add(who);
        await HappensAsync(Changed(who, RoomPassage.Present));
    }

    /// <summary>What the network tells, until it is in the room or refused.</summary>
    public async Task HappensAsync(RoomEvent what, string? stanzaId = null)
    {
        using var patience = Patience.Begin();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _life.Token);
        await Parts.Traffic.ShowAsync(Network, what, stanzaId ?? "s" + ++_ids, new LaneWait(PauseAsync, both.Token), both.Token);

        async Task PauseAsync(TimeSpan wait, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Time.Advance(wait);
            await Task.Yield();
        }
    }

    public RoomMessage Message(string body, string id = "$m1", RemoteContact? by = null) => new()
    {
        Room = Remote,
        By = by ?? Mia,
        Timestamp = Time.GetUtcNow(),
        Body = new RichText(body),
        Id = new RemoteMessageId(id),
    };

    public RoomMemberChange Changed(RemoteContact who, RoomPassage passage, RemoteContact? by = null, string? reason = null) => new()
    {
        Room = Remote,
        By = by ?? who,
        Timestamp = Time.GetUtcNow(),
        Member = new RoomMember(who, RoomRank.Member),
        Passage = passage,
        Reason = reason,
    };

    /// <summary>What waits for the network, in order; beside presence of occupants where that is not wanted.</summary>
    public async Task<IReadOnlyList<GatewayEvent>> ToNetworkAsync(bool occupants = false) =>
    [
        .. (await Store.ListOutgoingAsync(1000, default)).Select(entry => EventJson.Deserialize(entry.Payload))
            .Where(what => occupants || what is not OccupantChange { Visitor: null }),
    ];

    /// <summary>What waits for the network as <c>nick: text</c>.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync() =>
        [.. (await ToNetworkAsync()).OfType<Message>().Select(message => $"{message.User.Resource}: {message.Body.Plain}")];

    public Task UntilAsync(Func<Task<bool>> condition) => Patience.UntilAsync(condition);

    /// <summary>As after a crash: nothing is left but the store and what the room knows.</summary>
    public async Task RestartAsync()
    {
        await EndLifeAsync();
        await _store.ReopenAsync();
        BeginLife();
    }

    public async Task EndLifeAsync()
    {
        await _life.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Parts.Dispose();
        while (Muc.ToUs.TryRead(out _))
        {
            // Nobody hears it.
        }
    }

    public void BeginLife()
    {
        _life.Dispose();
        _life = new CancellationTokenSource();
        var networks = new Networks();
        networks.Add(Network);
        var rules = new PortalRules([Jid.Parse("rooms.test")], [], () => ["matrix.localhost"]);
        Parts = new PortalParts(
            Store, new NoRoomTraffic(), new AddressBook(Store), new FakeFiles(), new Lazy<IOutbox>(() => _outbox), rules,
            (who, _) => !who.Id.Value.StartsWith("mallory", StringComparison.Ordinal), Limits, new DeliverySettings(), Time, Logger)
        {
            Wants = room => !room.StartsWith("!denied", StringComparison.Ordinal),
        };
        _running = Task.WhenAll(Parts.ServeAsync(Network, _life.Token), HearAsync(_life.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await EndLifeAsync();
        _life.Dispose();
        await _store.DisposeAsync();
        Logger.Dispose();
    }

    private async Task HearAsync(CancellationToken life)
    {
        await foreach (var stanza in Muc.ToUs.ReadAllAsync(life))
        {
            foreach (var handler in new IStanzaHandler[] { Parts.Ear, Parts.Scout })
            {
                if (handler.Handles(stanza))
                {
                    await handler.HandleAsync(stanza, Muc, life);
                    break;
                }
            }
        }
    }
}
