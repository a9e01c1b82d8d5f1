using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Configuration;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Protection;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Accounts;
using XmppGateway.Tests.Outbox;
using XmppGateway.Tests.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Protection;

/// <summary>Both queues behind the guards as in the program, on a real store. Can be started again.</summary>
internal sealed class ProtectedGateway : IAsyncDisposable
{
    public static readonly Jid Alice = Jid.Parse("alice@localhost");
    public static readonly Jid Phone = Jid.Parse("alice@localhost/phone");
    public static readonly Jid Admin = Jid.Parse("admin@localhost");

    private readonly TemporaryStore _store;
    private readonly GatewayOptions _options;
    private CancellationTokenSource _life = new();
    private CancellationTokenSource _attached = new();
    private Task _running = Task.CompletedTask;
    private Task _serving = Task.CompletedTask;
    private OutgoingDelivery _delivery = null!;
    private OutboxDispatcher _dispatcher = null!;
    private InboxDispatcher _inbox = null!;

    private ProtectedGateway(TemporaryStore store, GatewayOptions options) => (_store, _options) = (store, options);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ManualTimeProvider Time { get; } = new();

    public ListLogger Logger { get; } = new();

    public BlockingAdapter Adapter { get; private init; } = new();

    public ScriptedLink Link { get; } = new();

    public ScriptedPrivileges Privileges { get; } = new();

    public Network Network { get; private set; } = null!;

    public Networks Networks { get; private set; } = null!;

    public AccountSettings Accounts { get; private set; } = null!;

    public AddressBook Addresses { get; private set; } = null!;

    public ProtectionParts Parts { get; private set; } = null!;

    public IOutbox Outbox { get; private set; } = null!;

    public IStore Store => _store.Store;

    public static async Task<ProtectedGateway> StartAsync(
        StrangerPolicy strangers = StrangerPolicy.Deliver, LimitOptions? limits = null, string[]? denied = null, string[]? allowed = null,
        Func<IStore, IStore>? around = null, BlockingAdapter? adapter = null)
    {
#pragma warning disable CA2000 // It goes with the gateway.
        var gateway = new ProtectedGateway(await TemporaryStore.OpenAsync(around: around), Options(strangers, limits, denied ?? [], allowed ?? []))
        {
            Adapter = adapter ?? new BlockingAdapter(),
        };
#pragma warning restore CA2000
        await gateway.BeginLifeAsync();
        return gateway;
    }

    /// <summary>A new life on the same store, perhaps with another configuration.</summary>
    public async Task<ProtectedGateway> RestartAsync(StrangerPolicy? strangers = null)
    {
        await EndLifeAsync();
        await _store.ReopenAsync();
        var next = strangers is { } policy ? new ProtectedGateway(_store, Options(policy, null, [], [])) : this;
        await next.BeginLifeAsync();
        return next;
    }

    /// <summary>The link is lost, and is there again: what is not proved to be taken comes again.</summary>
    public async Task ReattachAsync()
    {
        await DetachAsync();
        Attach();
    }

    public static RemoteContact Contact(string id) => new(new RemoteUserId(id), id);

    public ValueTask<Acceptance> ArriveAsync(string key, string body, string contact = "eve@evil.example") =>
        _inbox.AcceptAsync(Network, [new Arrival.Ready(key, Message(key, body, contact))], Token);

    public ValueTask<Acceptance> ArriveAsync(Message message) =>
        _inbox.AcceptAsync(Network, [new Arrival.Ready(message.Id!.Value.Value, message)], Token);

    /// <summary>Anything else.</summary>
    public ValueTask<Acceptance> ArriveAsync(string key, GatewayEvent what) => _inbox.AcceptAsync(Network, [new Arrival.Ready(key, what)], Token);

    /// <summary>An invitation to a room.</summary>
    public ValueTask<Acceptance> ArriveAsync(RoomInvitation invitation) =>
        _inbox.AcceptAsync(Network, [new Arrival.Ready("invitation to " + invitation.Room, invitation)], Token);

    /// <summary>Somebody wants to be a contact.</summary>
    public ValueTask<Acceptance> AskAsync(string key, string contact) => _inbox.AcceptAsync(
        Network, [new Arrival.Ready(key, new ContactRequest { User = Alice, Contact = Contact(contact), Timestamp = Time.GetUtcNow() })], Token);

    /// <summary>The same on the lane of a room, as the adapter interprets it.</summary>
    public ValueTask<Acceptance> ArriveInRoomAsync(string key) => _inbox.AcceptAsync(Network, [new Arrival.Raw(key, "!room", new byte[1])], Token);

    public ValueTask<Acceptance> ArriveToAsync(string user, string key, string body) => _inbox.AcceptAsync(
        Network, [new Arrival.Ready(key, Message(key, body, "friend@good.example") with { User = Jid.Parse(user) })], Token);

    public Message Message(string key, string body, string contact) => new()
    {
        User = Alice,
        Contact = Contact(contact),
        Timestamp = Time.GetUtcNow(),
        Body = new RichText(body),
        Id = new RemoteMessageId(key),
    };

    public ValueTask WriteAsync(string body, string contact = "eve@evil.example", string? id = null, bool wantsReceipt = false) => Outbox.AcceptAsync(
        Network,
        new Message { User = Alice, Contact = Contact(contact), Timestamp = Time.GetUtcNow(), Body = new RichText(body) },
        Phone, id ?? StableId.Create(), wantsReceipt, Token);

    /// <summary>The error that writing this leads to.</summary>
    public async Task<StanzaError> RefusalOfAsync(string body, string contact = "eve@evil.example") =>
        (await Assert.ThrowsAsync<StanzaErrorException>(async () => await WriteAsync(body, contact))).Error;

    public async ValueTask<Stanza> NextStanzaAsync()
    {
        using var patience = Patience.Begin();
        return await Link.NextAsync(patience.Token);
    }

    public async ValueTask<GatewayEvent> NextDeliveryAsync()
    {
        using var patience = Patience.Begin();
        return (await Adapter.NextAsync(patience.Token)).Event;
    }

    /// <inheritdoc cref="Patience.AdvanceUntilAsync"/>
    public Task<(T Result, TimeSpan Took)> AdvanceUntilAsync<T>(ValueTask<T> what) => Time.AdvanceUntilAsync(what);

    /// <summary>Everything that was taken has been handled: a last message of a friend comes after it.</summary>
    public async Task<IReadOnlyList<Stanza>> SettleAsync()
    {
        await Patience.UntilAsync(async () => await Store.CountIncomingAsync("test", Token) == 0);
        return Link.TakeSent();
    }

    public async ValueTask DisposeAsync()
    {
        await EndLifeAsync();
        await _store.DisposeAsync();
        Logger.Dispose();
    }

    private static GatewayOptions Options(StrangerPolicy strangers, LimitOptions? limits, string[] denied, string[] allowed) => new(
        "/", new XmppOptions(["localhost"], 500_000), new StoreOptions("sqlite", "", TimeSpan.FromDays(30)),
        new DeliveryOptions(TimeSpan.FromDays(2), 10_000), new HttpOptions(null, null),
        new MediaOptions("/nowhere", 1_000_000, TimeSpan.FromDays(30), false, []),
        new AccessOptions([Jid.Parse("localhost")], [], [Admin])
        {
            Strangers = strangers,
            DenyContacts = [.. denied.Select(Pattern)],
            AllowContacts = [.. allowed.Select(Pattern)],
        },
        LogOptions.Default, [])
    {
        Limits = limits ?? LimitOptions.Default,
    };

    private static ContactPattern Pattern(string text) => ContactPattern.TryParse(text, out var pattern) ? pattern : throw new FormatException(text);

    private async Task BeginLifeAsync()
    {
        _life = new CancellationTokenSource();
        Network = new Network("test", Adapter, Link);
        Networks = new Networks();
        Networks.Add(Network);
        Addresses = new AddressBook(Store);
        var settings = new DeliverySettings();
        Parts = new ProtectionParts(
            _options, Store, Networks, new AccessRules(["localhost"], [], ["localhost"]), Addresses, new DefaultSettings(), Privileges, Time, Logger);
        Accounts = new AccountSettings(Store, Time);
        Parts.Incoming.HasLeft = Accounts.HasLeftAsync;
        var translator = new EventTranslator(Addresses, Store, Store, new DefaultSettings(), Privileges, new NamedFiles(), Time);
        var notices = new ArrivalNotices(
            translator, settings, Time, Logger.CreateLogger<ArrivalNotices>());
        var failed = new FailedArrivals(Store, notices, new Lazy<IOutbox>(() => _dispatcher), Time, Logger.CreateLogger<FailedArrivals>());
        _inbox = new InboxDispatcher(
            Store, Store, translator, Privileges, failed,
            Parts.Incoming, settings, Time, Logger.CreateLogger<InboxDispatcher>())
        {
            Rooms = new InvitingRooms(),
        };
        var answers = new Answers(Addresses, Time);
        _delivery = new OutgoingDelivery(
            Store, _inbox, answers, new LateReferences(Store, new DefaultSettings()), new RefusedFiles(_inbox, Time),
            new MergeWindows(new DefaultSettings()),
            new ServerCircuits(Time, settings.AttemptTime), Parts.Incoming, Time, new Random(1), Logger.CreateLogger<OutgoingDelivery>());
        _dispatcher = new OutboxDispatcher(Store, _delivery, settings, Time, Logger.CreateLogger<OutboxDispatcher>());
        Outbox = Parts.Guard(_inbox, _dispatcher);
        await Parts.StartAsync(Token);
        await _dispatcher.StartAsync([Network], Token);
        _running = Parts.RunAsync(_life.Token);
        Attach();
    }

    public void Attach()
    {
        _attached = CancellationTokenSource.CreateLinkedTokenSource(_life.Token);
        _serving = _inbox.ServeAsync(Network, _attached.Token);
    }

    public async Task DetachAsync()
    {
        await _attached.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _attached.Dispose();
    }

    private async Task EndLifeAsync()
    {
        await _life.CancelAsync();
        await DetachAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _dispatcher.StopAsync(new CancellationToken(canceled: true));
        _dispatcher.Dispose();
        _delivery.Dispose();
        _life.Dispose();
    }
}
