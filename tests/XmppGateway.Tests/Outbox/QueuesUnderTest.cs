using System.Text;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Handlers;
using XmppGateway.Tests.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>Both queues as in the program, on a real store, with a scripted adapter and link. Can be killed and started again.</summary>
internal sealed class QueuesUnderTest : IAsyncDisposable
{
    public static readonly Jid Alice = Jid.Parse("alice@localhost");
    public static readonly Jid Phone = Jid.Parse("alice@localhost/phone");
    public static readonly RemoteContact Bob = new(new RemoteUserId("bob"), "bob");

    private readonly TemporaryStore _store;
    private readonly DeliverySettings _settings;
    private CancellationTokenSource _attached = new();
    private Task _serving = Task.CompletedTask;
    private OutgoingDelivery _delivery = null!;
    private OutboxDispatcher _outbox = null!;

    private QueuesUnderTest(TemporaryStore store, DeliverySettings settings)
    {
        _store = store;
        _settings = settings;
        Network = new Network("test", Adapter, Link);
    }

    public ManualTimeProvider Time { get; } = new();

    public ListLogger Logger { get; } = new();

    public ScriptedAdapter Adapter { get; } = new();

    public ScriptedLink Link { get; } = new();

    public FakePrivileges Privileges { get; } = new();

    public ScriptedGuard Guard { get; } = new();

    public Network Network { get; }

    public IStore Store => _store.Store;

    public FaultyOutbox OutboxStore { get; private set; } = null!;

    public HeldInbox InboxStore { get; private set; } = null!;

    public HeldSetAside SetAsideStore { get; private set; } = null!;

    public FakeSettings Settings { get; } = new();

    public FaultyTranslator Translator { get; } = new();

    public InboxDispatcher Inbox { get; private set; } = null!;

    public static async Task<QueuesUnderTest> StartAsync(
        DeliverySettings? settings = null, bool attached = true, Func<IStore>? create = null)
    {
#pragma warning disable CA2000 // It goes with the queues.
        var queues = new QueuesUnderTest(await TemporaryStore.OpenAsync(create), settings ?? new DeliverySettings());
#pragma warning restore CA2000
        await queues.BeginLifeAsync();
        if (attached)
        {
            queues.Attach();
        }

        return queues;
    }

    /// <summary>A new life of the program on the same store; nothing of the old one's memory is left.</summary>
    public async Task RestartAsync()
    {
        await EndLifeAsync();
        await _store.ReopenAsync();
        await BeginLifeAsync();
        Attach();
    }

    public void Attach()
    {
        Link.IsAttached = true;
        _attached = new CancellationTokenSource();
        _serving = Inbox.ServeAsync(Network, _attached.Token);
    }

    /// <summary>The stop of the outbox, with the link still there.</summary>
    public Task StopAsync(CancellationToken patience) => _outbox.StopAsync(patience);

    public async Task DetachAsync()
    {
        Link.IsAttached = false;
        await _attached.CancelAsync();
        await _serving;
        _attached.Dispose();
    }

    public ValueTask WriteAsync(
        string body, string? id = "m1", string contact = "bob", bool wantsReceipt = true, Network? network = null,
        IReadOnlyList<AttachedFile>? files = null) =>
        _outbox.AcceptAsync(
            network ?? Network,
            new Message
            {
                User = Alice,
                Contact = new RemoteContact(new RemoteUserId(contact), contact),
                Timestamp = Time.GetUtcNow(),
                Body = new RichText(body),
                Attachments = [.. files ?? []],
            },
            Phone,
            id,
            wantsReceipt,
            CancellationToken.None);

    public ValueTask AcceptAsync(GatewayEvent what, string? id, bool wantsReceipt = false) =>
        _outbox.AcceptAsync(Network, what, Phone, id, wantsReceipt, CancellationToken.None);

    public ValueTask<Acceptance> ArriveAsync(string key, string body) =>
        Inbox.AcceptAsync(Network, [new Arrival.Ready(key, Incoming(key, body))], CancellationToken.None);

    public async Task PublishRawAsync(string key, string lane, string text) => Assert.Equal(
        Acceptance.Taken,
        await Inbox.AcceptAsync(Network, [new Arrival.Raw(key, lane, Encoding.UTF8.GetBytes(text))], TestContext.Current.CancellationToken));

    public Message Incoming(string id, string body) => new()
    {
        User = Alice,
        Contact = Bob,
        Timestamp = Time.GetUtcNow(),
        Body = new RichText(body),
        Id = new RemoteMessageId(id),
    };

    public async ValueTask<Stanza> NextStanzaAsync()
    {
        using var patience = Patience.Begin();
        return await Link.NextAsync(patience.Token);
    }

    public async ValueTask<Delivery> NextDeliveryAsync()
    {
        using var patience = Patience.Begin();
        return await Adapter.NextAsync(patience.Token);
    }

    public static string BodyOf(Delivery delivery) => Assert.IsType<Message>(delivery.Event).Body.Plain;

    /// <summary>Lets work that needs no clock go on until the condition holds.</summary>
    public static Task UntilAsync(Func<Task<bool>> condition) => Patience.UntilAsync(condition);

    /// <inheritdoc cref="Patience.AdvanceUntilAsync"/>
    public Task<(T Result, TimeSpan Took)> AdvanceUntilAsync<T>(ValueTask<T> what) => Time.AdvanceUntilAsync(what);

    public ServerCircuits Circuits { get; private set; } = null!;

    /// <summary>Lets the time go on to the next delivery, but not so far that an attempt that has begun is given up.</summary>
    public Task<(Delivery Result, TimeSpan Took)> AdvanceUntilDeliveredAsync() =>
        Time.AdvanceUntilAsync(NextDeliveryAsync(), _settings.AttemptTime / 2);

    public async ValueTask DisposeAsync()
    {
        await EndLifeAsync();
        await _store.DisposeAsync();
        Logger.Dispose();
    }

    private async Task BeginLifeAsync()
    {
        OutboxStore = new FaultyOutbox(Store);
        InboxStore = new HeldInbox(Store);
        SetAsideStore = new HeldSetAside(Store);
        var addresses = new AddressBook(Store);
        Translator.Inner = new EventTranslator(addresses, Store, Store, Settings, Privileges, new NamedFiles(), Time);
        var notices = new ArrivalNotices(Translator, _settings, Time, Logger.CreateLogger<ArrivalNotices>());
        var failed = new FailedArrivals(
            SetAsideStore, notices, new Lazy<IOutbox>(() => _outbox), Time, Logger.CreateLogger<FailedArrivals>());
        Inbox = new InboxDispatcher(
            InboxStore, Store, Translator, Privileges, failed, Guard, _settings, Time, Logger.CreateLogger<InboxDispatcher>());
        var answers = new Answers(addresses, Time);
        _delivery = new OutgoingDelivery(
            OutboxStore,
            Inbox,
            answers,
            new LateReferences(Store, Settings),
            new RefusedFiles(Inbox, Time),
            new MergeWindows(Settings),
            Circuits = new ServerCircuits(Time, _settings.AttemptTime),
            Guard,
            Time,
            new Random(1),
            Logger.CreateLogger<OutgoingDelivery>());
        _outbox = new OutboxDispatcher(OutboxStore, _delivery, _settings, Time, Logger.CreateLogger<OutboxDispatcher>());
        await _outbox.StartAsync([Network], TestContext.Current.CancellationToken);
    }

    private async Task EndLifeAsync()
    {
        if (Link.IsAttached)
        {
            await DetachAsync();
        }

        await _outbox.StopAsync(new CancellationToken(canceled: true));
        _outbox.Dispose();
        _delivery.Dispose();
    }
}
