using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Configuration;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Privileges;
using XmppGateway.Protection.Secrets;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Protection;

/// <summary>
/// Everything that protects users and the gateway, put together: rules, limits, strangers, blocks, secrets, emergency stops, the audit log.
/// </summary>
internal sealed class ProtectionParts : IAccountWatcher
{
    /// <summary>Users whose blocklists wait to be read: after a restart, all who are there.</summary>
    private const int MaximumLists = 50_000;

    private static readonly TimeSpan RotationTime = TimeSpan.FromHours(12);

    private readonly GatewayOptions _options;
    private readonly IStore _store;
    private readonly Networks _networks;
    private readonly RateLimits _limits;
    private readonly Errands _lists;
    private readonly StoredErrands _stored;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;

    public ProtectionParts(
        GatewayOptions options, IStore store, Networks networks, AccessRules users, IAddressBook addresses, IUserSettings settings,
        IPrivileges privileges, TimeProvider time, ILoggerFactory loggers)
    {
        (_options, _store, _networks, _time, _loggers) = (options, store, networks, time, loggers);
        _limits = new RateLimits(options.Limits, time);
        Rules = new RuleBook(users, options.Access, networks, store, time);
        Stops = new Stops(store, time);
        Blocks = new Blocks(store, time);
        var held = new HeldMessages(store, time, loggers.CreateLogger<HeldMessages>());
        Strangers = new Strangers(options.Access.Strangers, store, store, held, new StrangerWatch(store, time), time);
        Audit = new Audit(store, time, loggers.CreateLogger<Audit>());
        Admins = new AdminMessages(options.Access.Admins, settings);
        Errands = new Errands(time, loggers.CreateLogger<Errands>());
        _lists = new Errands(time, loggers.CreateLogger<Errands>(), MaximumLists);
        _stored = new StoredErrands(store, Blocks, Stops, Admins, Errands, time, loggers.CreateLogger<StoredErrands>());
        Blocking = new Blocking(Blocks, store, store, _stored, Strangers, Audit, _limits);
        Replies = new StrangerReplies(Strangers, Blocking, addresses, settings);
        Incoming = new IncomingGuard(Rules, Blocks, Strangers, _limits, Stops);
        Watch = new Watch(networks, addresses, Strangers, new Blocklists(privileges, Blocks, Blocking, addresses, _lists, time), Stops);
        BlockingHandler = new BlockingHandler(networks, addresses, Blocks, Blocking);
    }

    public RuleBook Rules { get; }

    public Stops Stops { get; }

    public Blocks Blocks { get; }

    public Strangers Strangers { get; }

    public StrangerReplies Replies { get; }

    public Blocking Blocking { get; }

    public Audit Audit { get; }

    public AdminMessages Admins { get; }

    public Errands Errands { get; }

    public IncomingGuard Incoming { get; }

    public Watch Watch { get; }

    public BlockingHandler BlockingHandler { get; }

    /// <summary>The way to the outbox for everything that users send.</summary>
    public IOutbox Guard(InboxDispatcher inbox, IOutbox outbox)
    {
        Strangers.Held.Bind(inbox, outbox);
        return new OutgoingGuard(outbox, Rules, Blocks, Strangers, Replies, _limits, Stops);
    }

    /// <summary>The secrets of one network's users.</summary>
    public SealedSecrets SecretsOf(string network) => new(network, _store, _options.SecretKeys, _loggers.CreateLogger<SealedSecrets>());

    /// <summary>Reads what an earlier life was told. Before an adapter starts.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Rules.LoadAsync(cancellationToken);
        await Stops.LoadAsync(cancellationToken);
        await Blocks.LoadAsync(cancellationToken);
        await Strangers.StartAsync(_networks.All, cancellationToken);
    }

    /// <summary>What goes on beside the stanzas, until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var persistence = new Persistence(_time, _loggers.CreateLogger<ProtectionParts>());
        if (_options.SecretKeys is { } keys)
        {
            var rotation = new SecretRotation(_store, keys, _loggers.CreateLogger<SecretRotation>());
            Errands.Add("seal secrets with the newest key", token => persistence.KeepTryingAsync(rotation.RunAsync, token), RotationTime);
        }

        var resumed = _networks.All.Select(
            network => persistence.KeepTryingAsync(token => _stored.ResumeAsync(network, token), cancellationToken));
        return Task.WhenAll([Errands.RunAsync(cancellationToken), _lists.RunAsync(cancellationToken), .. resumed]);
    }

    /// <summary>Gives up what strangers wrote before that time and nobody has answered.</summary>
    /// <exception cref="StoreUnavailableException">Not now; what is left is given up the next time.</exception>
    public async Task GiveUpAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var network in _networks.All)
        {
            await Strangers.Held.GiveUpAsync(network, before, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask LeavingAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        await Strangers.DropAllAsync(network, user.Bare, cancellationToken);
        await _store.RemoveSecretAsync(network.Name, user.Bare.ToString(), null, cancellationToken);
        await _store.RemoveRelationsOfAsync(network.Name, user.Bare.ToString(), cancellationToken);
        Strangers.Forget(network, user.Bare);
        Blocks.Forget(network.Name, user.Bare);
    }
}
