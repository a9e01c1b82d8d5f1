using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.History;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Media;
using XmppGateway.Adapters.Matrix.People;
using XmppGateway.Adapters.Matrix.Policy;
using XmppGateway.Adapters.Matrix.Portals;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix;

/// <summary>What a started adapter consists of.</summary>
internal sealed record MatrixParts(
    MatrixClient Client,
    DirectRooms Rooms,
    GroupRooms Groups,
    HomeserverProbe Probe,
    HomeserverWatch Watch,
    RecentRooms Recent,
    AppServiceEndpoint Endpoint,
    MessageSender Sender,
    ChangeSender Changes,
    EventInterpreter Interpreter,
    EventParties Parties,
    MediaReader Media,
    UploadLimit Limit,
    ContactProfiles Profiles,
    UserSigns Signs,
    GhostPresences Presences,
    Ignores Ignores,
    PolicyLists Lists,
    PolicyGuard Guard,
    PortalNotes PortalNotes,
    PortalRooms Portals,
    PortalSender PortalSender,
    BridgeLoops Loops,
    GroupNotes GroupNotes,
    GroupSettings GroupSettings) : IDisposable
{
    public static MatrixParts Create(
        IAdapterContext context, MatrixOptions options, Registration registration, GhostIds ids, RoomServers servers, Func<double> jitter, ILogger logger)
    {
#pragma warning disable CA2000 // The record that is returned owns and disposes all of it; nothing here throws.
        var secondLook = new SecondLook(context.Time);
        var session = new HomeserverSession(context.Time) { Renewed = secondLook.Begin };
        var client = new MatrixClient(
            new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseCookies = false, AllowAutoRedirect = false },
            options.Homeserver,
            registration.AsToken,
            context.Time,
            jitter)
        {
            Failed = session.SawError,
        };
        var notes = new RoomNotes(context.State);
        var polls = new PollNotes(context.State);
        var reactions = new ReactionNotes(context.State);
        var writer = new RoomWriter(client);
        var ghosts = new Ghosts(client, ids, context.State, logger);
        var rooms = new DirectRooms(client, notes, options.ServerName);
        var exit = new RoomExit(client, notes, options.Language, logger);
        var encrypted = new EncryptedRooms(context, client, rooms, notes);
        var early = new EarlyMessages(client, notes, polls, context.Time);
        var closed = new ClosedRooms(client, servers, context.State, context.Time);
        var invitations = new Invitations(context, client, ids, ghosts, rooms, notes, encrypted, early, exit, closed, options.Language, logger);
        var probe = new HomeserverProbe(client, context.Network, registration.Id, ids.Bot, context.Time, jitter, logger)
        {
            Worked = secondLook.Begin,
        };
        var reader = new TransactionReader(ids);
        var pictures = new PictureReader(client);
        var groupNotes = new GroupNotes(context.State);
        var groupGhosts = new GroupGhosts(client, groupNotes);
        var names = new MemberNames(client);
        var audiences = new GroupAudiences(client, groupNotes);
        var edits = new EditNotes(context.State);
        var changes = new GroupChanges(client, names, reactions, edits);
        var history = new GroupHistory(client, names, audiences, changes, polls, ids, context.Time);
        var groupReader = new GroupReader(client, names, pictures);
        var groupSettings = new GroupSettings(client, groupReader);
        var groupEvents = new GroupEvents(groupReader, names, groupNotes, audiences, changes, servers, closed, ids, context.Network, logger);
        var recent = new RecentRooms(context.State, context.Time);
        var catchUp = new CatchUp(context, session, recent, new MissedEvents(client, notes, groupNotes, groupGhosts, ids, reader, context.Time), ids, logger);
        var book = new PolicyBook();
        var acls = new RoomAcls(client);
        var lists = new PolicyLists(client, book, options.PolicyLists, ids.Bot, context.Network, context.Time, logger);
        var portalNotes = new PortalNotes(context.State, groupNotes, ids);
        var guard = new PolicyGuard(book, acls, portalNotes, ids, options.ServerName);
        var watched = new WatchedConnection();
        var watching = new MatrixClient(watched.CreateHandler(), options.Homeserver, registration.AsToken, context.Time, jitter)
        {
            Failed = session.SawError,
        };
        var watch = new HomeserverWatch(
            watching, () => watched.Opened, session, catchUp, secondLook, context.Network, context.Time, logger)
        {
            Returned = () =>
            {
                context.ServerIsBack(options.ServerName);
                probe.Start();
                lists.ReadAgain();
            },
        };
        var messageEvents = new MessageEvents(context.State, writer);
        var limit = new UploadLimit(client, context.Time);
        var users = new UserQuery(context, ids, ghosts);
        var ignores = new Ignores(client, ids, ghosts);
        var presences = new GhostPresences(client, context.Network, context.Time, logger);
        var speakers = new Speakers(client, ids, ghosts, portalNotes);
        var aliases = new RoomAliases(options.ServerName);
        var bridges = new BridgeInfo(client, ids);
        var loops = new BridgeLoops(portalNotes, bridges, names, ids, context.Network, context.Time, logger);
        var ends = new PortalEnds(context, client, portalNotes, ids);
        var portals = new PortalRooms(context, client, ids, aliases, portalNotes, groupReader, names, servers, bridges, ends);
#pragma warning restore CA2000
        var endpoint = new AppServiceEndpoint(context, reader, users.RunAsync, registration.HsToken, logger)
        {
            FindRoom = portals.FindByAliasAsync,
            ThirdParty = new ThirdParty(context, ids, aliases),
            Take = catchUp.TakeAsync,
            TakeEphemeral = new EphemeralEvents(context, ids, notes).TakeAsync,
            Saw = session.SawTransactionId,
            SentBack = () =>
            {
                secondLook.Begin();
                probe.AskAgainSoon();
            },
        };
        return new MatrixParts(
            client,
            rooms,
            new GroupRooms(
                client, ids, ghosts, groupReader, groupSettings, groupNotes, portalNotes, notes, servers, audiences, history, messageEvents,
                closed, exit),
            probe,
            watch,
            recent,
            endpoint,
            new MessageSender(
                context, ids, speakers, rooms, notes, polls, writer, new FileUploads(context, client, limit, new UploadNotes(context.State)), messageEvents),
            new ChangeSender(client, speakers, notes, reactions, polls, writer, messageEvents),
            new EventInterpreter(
                context, ids, notes, invitations, encrypted, exit, new MessageChanges(client, edits, reactions, logger), polls, groupEvents,
                new PolicyEvents(client, lists, guard, acls, notes, ids, options.Language, context.Network, logger),
                new GroupEncryption(client, names, groupNotes, groupGhosts, options.Language, context.Time), new ProfileNews(context, ids), loops, closed, ends, logger),
            new EventParties(context, ids, notes),
            new MediaReader(client, options.MaximumFileBytes),
            limit,
            new ContactProfiles(client, pictures),
            new UserSigns(client, ids, notes, new GhostProfiles(client, ids, ghosts, context.State), presences),
            presences,
            ignores,
            lists,
            guard,
            portalNotes,
            portals,
            new PortalSender(client, ids, aliases, speakers, portalNotes, writer, bridges, options.Language),
            loops,
            groupNotes,
            groupSettings);
    }

    public void Dispose()
    {
        Client.Dispose();
        Rooms.Dispose();
        Recent.Dispose();
        Ignores.Dispose();
        GroupNotes.Dispose();
        GroupSettings.Dispose();
    }
}
