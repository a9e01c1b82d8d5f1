using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Commands.Admin;
using XmppGateway.Component;
using XmppGateway.Configuration;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Media;
using XmppGateway.Metrics;
using XmppGateway.Operations;
using XmppGateway.Outbox;
using XmppGateway.Portals;
using XmppGateway.Presence;
using XmppGateway.Privileges;
using XmppGateway.Profiles;
using XmppGateway.Protection;
using XmppGateway.Rooms;
using XmppGateway.Roster;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Streams;

namespace XmppGateway.Composition;

/// <summary>
/// Puts the working part of the gateway together; this file is the table of contents of the program. Written out instead of left to a
/// container: the order is the order in which things need each other, the compiler checks it, and it costs no time at start.
/// </summary>
internal sealed class GatewayServices(GatewayOptions options, IStore store, GatewayMetrics metrics, TimeProvider time, ILoggerFactory loggers)
{
    private ActiveGateway? _prepared;

    /// <summary>True while another gateway may work already.</summary>
    public Func<bool> IsInDoubt { get; init; } = () => false;

    /// <summary>Where foreign servers call, by network. Makes the adapters, which do nothing before they are started.</summary>
    public IReadOnlyList<(string Network, string Listen)> FindHttpAddresses()
    {
        _prepared ??= Build();
        return [.. from n in _prepared.Networks where n.Adapter is IServesHttp select (n.Name, ((IServesHttp)n.Adapter).HttpListen)];
    }

    /// <summary>The working part for one tenure of the lease.</summary>
    public IActiveGateway Activate()
    {
        var prepared = _prepared ?? Build();
        _prepared = null;
        return prepared;
    }

#pragma warning disable CA2000 // The active gateway owns what is made here.
    private ActiveGateway Build()
    {
        ActiveGateway? active = null;
        var networks = new Networks();
        var addressBook = new AddressBook(store, new Rooms.RoomAddresses(networks, store).GetJidAsync);
        var rules = new AccessRules(
            options.Access.Allow.Select(a => a.ToString()), options.Access.Deny.Select(d => d.ToString()), options.Xmpp.LocalDomains);
        var probe = new AccountProbe(time);
        var users = new UserDirectory(rules, options.Xmpp.LocalDomains, probe, time);

        var accounts = new AccountSettings(store, time);
        var privileges = new ServerPrivileges(options.Xmpp.LocalDomains, time, loggers.CreateLogger<ServerPrivileges>())
        {
            SayOtherwise = new ToldElsewhere(accounts).TellAsync,
        };
        var protection = new ProtectionParts(options, store, networks, rules, addressBook, accounts, privileges, time, loggers);

        var settings = new DeliverySettings { Expiry = options.Delivery.ExpireAfter, InboxLimit = options.Delivery.InboxLimit };
        var media = new MediaServices(options, store, networks, time, loggers);
        var translator = new EventTranslator(addressBook, store, store, accounts, privileges, media.Files, time);
        OutboxDispatcher? outbox = null;
        var notices = new ArrivalNotices(translator, settings, time, loggers.CreateLogger<ArrivalNotices>());
        var failed = new FailedArrivals(store, notices, new Lazy<IOutbox>(() => outbox!), time, loggers.CreateLogger<FailedArrivals>());
        var inbox = new InboxDispatcher(
            store, store, translator, privileges, failed, protection.Incoming, settings, time, loggers.CreateLogger<InboxDispatcher>());
        var answers = new Answers(addressBook, time);
        var circuits = new ServerCircuits(time, settings.AttemptTime);
        var delivery = new OutgoingDelivery(
            store, inbox, answers, new LateReferences(store, accounts), new RefusedFiles(inbox, time), new MergeWindows(accounts), circuits,
            protection.Incoming, time, Random.Shared, loggers.CreateLogger<OutgoingDelivery>())
        {
            IsInDoubt = IsInDoubt,
        };
        outbox = new OutboxDispatcher(store, delivery, settings, time, loggers.CreateLogger<OutboxDispatcher>());
        var guarded = protection.Guard(inbox, outbox);

        var rooms = new RoomParts(
            networks, store, store, store, store, Pictures.LargestIn(options.Xmpp.MaxStanzaBytes), store, store, addressBook, media.Files,
            new MessageIntake(new MessageReferences(store), accounts, media.Files, time),
            new Languages(accounts), new Lazy<IOutbox>(() => guarded), privileges, options.Rooms, new RoomHearing(protection.Incoming.Hides, protection.Incoming.MayHearAsync), time, loggers);
        var portals = new PortalParts(
            store, rooms.Traffic, addressBook, media.Files, new Lazy<IOutbox>(() => outbox!),
            new PortalRules(options.Portals.Allow, options.Portals.Deny, () => networks.All.Select(n => n.Link.Domain)),
            (contact, network) => protection.Rules.Allows(network, contact), options.Portals.Limits, settings, time, loggers)
        {
            Wants = room => !options.Rooms.Denied.Any(denied => denied.Names(room)),
        };
        inbox.Rooms = portals.Traffic;
        rules.IsVisited = portals.IsVisited;

        var presences = new Presences(store, store, addressBook, accounts, time, loggers) { Hides = protection.Incoming.Hides, IsUser = accounts.IsUserAsync, IsAskedAbout = protection.Strangers.IsAskedAsync };
        protection.Incoming.HasLeft = accounts.HasLeftAsync;
        presences.UserSignals.IsStopped = protection.Stops.IsStopped;
        protection.Stops.Resumed = presences.UserSignals.Resume;
        protection.Blocks.Changed = new BlockedPresence(store, store, networks, presences, protection.Errands).BlockChanged;
        var profiles = new ProfileParts(
            store, store, networks, addressBook, accounts, privileges, presences, options.Xmpp.MaxStanzaBytes, time, loggers);
        var rosters = new UserRosters(privileges, addressBook, store, new RequestPace(time), time, loggers.CreateLogger<UserRosters>());
        var farewells = new Farewells(store, rosters, time, loggers.CreateLogger<Farewells>());
        var rosterCare = new RosterCare(rosters, store, time, loggers.CreateLogger<RosterCare>());
        var refused = Refusal.Of(options.Access.RefusalText);
        var sessions = new AdHocSessions(time);
        var commands = new CommandParts(
            networks, accounts, new Callers(rules, refused, options.Access.Admins, accounts), rosters, farewells,
            [rosterCare, profiles.Own, new SharedPresence(presences), protection], store, addressBook, time, loggers)
        {
            Others =
            [
                .. rooms.Commands.Select(command => new StoppableCommand(command, protection.Stops)),
                .. ProtectionCommands.InOrder(protection, addressBook),
                .. AdminCommands.InOrder(new AdminParts(
                    protection, store, networks, options.Access.Admins, () => active!.LookAtNetworks(), presences.Users, sessions, loggers as ILogLevel,
                    time)
                {
                    Portals = portals,
                }),
            ],
            Guard = command => new StoppableCommand(command, protection.Stops),
            Sessions = sessions,
        };
        var router = new StanzaRouter(
            [portals.Ear, portals.Probe, portals.Scout, .. protection.Watch.Over(StanzaHandlers.InOrder(
                new EngineParts(networks, addressBook, store, store, guarded, probe, accounts, commands, privileges, media.Files, presences, time, loggers),
                [privileges, new RosterPushHandler(privileges, networks, addressBook, store), protection.BlockingHandler, .. rooms.Handlers, .. profiles.Handlers]))],
            rules, refused, new Languages(accounts), loggers.CreateLogger<StanzaRouter>());
        var announcer = new PresenceAnnouncer(store, store);
        active = new ActiveGateway(
            inbox, outbox, delivery, router, announcer, rooms, portals, protection, rosterCare,
            new Maintenance(
                store, protection, media, rooms.Absence, new KeepTimes(options.Store.Keep, options.Rooms.Keep ?? options.Store.Keep), time, loggers.CreateLogger<Maintenance>()),
            new OperatorRequests(inbox, time, loggers.CreateLogger<OperatorRequests>())
            {
                Also = new PortalRequests(portals, new PortalWishes(store)).DoAskedAsync,
            },
            media, time, loggers.CreateLogger<ActiveGateway>());
        foreach (var network in options.Networks)
        {
            var counts = new NetworkMetrics(metrics, network.Name);
            var context = new AdapterContext(
                network, options, store, protection.SecretsOf(network.Name), inbox, users,
                signal => TellUnlessHidden(networks[network.Name], signal), media,
                new XmppRooms(new Lazy<Network>(() => networks[network.Name]), portals.Rules, portals.Book, portals.Probe, time), new Languages(accounts), time, loggers)
            {
                Rooms = rooms.Book,
                Rules = protection.Rules.Allows,
                Back = circuits.NoteBack,
            };
            var traffic = new LinkTraffic(
                new Lazy<Network>(() => networks[network.Name]), router, inbox,
                (n, attached) => Task.WhenAll(
                    presences[n.Name].ServeAsync(attached), FinishFarewellsAsync(n, attached), rooms.AnnounceAsync(n, attached),
                    portals.ServeAsync(n, attached)),
                (n, attached) =>
                {
                    privileges.LinkChanged(n, attached);
                    active.LinkChanged(n, attached);
                },
                time,
                loggers.CreateLogger<LinkTraffic>())
            {
                Balance = new BalanceWatch(network.Name, network.Link.Domain, time, loggers.CreateLogger<BalanceWatch>()),
            };
            var link = new ComponentLink(network.Name, StreamOptions(network.Link), traffic, Random.Shared, loggers.CreateLogger<ComponentLink>())
            {
                Metrics = counts,
            };
            var built = new Network(network.Name, network.Module.Create(context), link) { Operators = options.Access.Admins, Metrics = counts };
            context.Bind(built);
            networks.Add(built);
            presences.Add(built);
            active.Add(new ActiveNetwork(built, link, traffic));
        }

        return active;

        async Task FinishFarewellsAsync(Network network, CancellationToken attached)
        {
            await privileges.WatchAsync(network, attached);
            await farewells.ServeAsync(network, attached);
        }

        void TellUnlessHidden(Network network, ContactSignal signal)
        {
            if (!protection.Incoming.Hides(network, signal))
            {
                presences[network.Name].Signals.Tell(signal);
            }
        }
    }
#pragma warning restore CA2000

    private ComponentStreamOptions StreamOptions(LinkOptions link) => new()
    {
        Host = link.Server.Host,
        Port = link.Server.Port,
        Domain = link.Domain,
        Secret = link.Secret,
        UseTls = link.Tls,
        TrustedCertificateFile = link.TrustedCertificate,
        MaxStanzaBytes = options.Xmpp.MaxStanzaBytes,
        Time = time,
    };
}
