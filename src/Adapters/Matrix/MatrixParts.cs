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
    UserSigns Signs) : IDisposable
{
    public static MatrixParts Create(
        IAdapterContext context, MatrixOptions options, Registration registration, GhostIds ids, Func<double> jitter, ILogger logger)
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
        var exit = new RoomExit(client, notes, logger);
        var encrypted = new EncryptedRooms(client, rooms, notes);
        var early = new EarlyMessages(client, notes, polls, context.Time);
        var invitations = new Invitations(context, client, ids, ghosts, rooms, notes, encrypted, early, exit, logger);
        var probe = new HomeserverProbe(client, context.Network, registration.Id, ids.Bot, context.Time, jitter, logger)
        {
            Worked = secondLook.Begin,
        };
        var reader = new TransactionReader(ids);
        var groupNotes = new GroupNotes(context.State);
        var names = new MemberNames(client);
        var groupReader = new GroupReader(client, names);
        var groupEvents = new GroupEvents(client, groupReader, names, groupNotes, reactions, ids);
        var recent = new RecentRooms(context.State, context.Time);
        var catchUp = new CatchUp(context, session, recent, new MissedEvents(client, notes, groupNotes, ids, reader, context.Time), ids, logger);
        var watched = new WatchedConnection();
        var watching = new MatrixClient(watched.CreateHandler(), options.Homeserver, registration.AsToken, context.Time, jitter)
        {
            Failed = session.SawError,
        };
        var watch = new HomeserverWatch(
            watching, () => watched.Opened, session, catchUp, secondLook, context.Network, context.Time, logger)
        {
            Returned = probe.Start,
        };
        var messageEvents = new MessageEvents(context.State, writer);
        var limit = new UploadLimit(client, context.Time);
        var users = new UserQuery(context, ids, ghosts);
#pragma warning restore CA2000
        var endpoint = new AppServiceEndpoint(context, reader, users.RunAsync, registration.HsToken, logger)
        {
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
            new GroupRooms(client, ids, ghosts, groupReader, groupNotes, groupEvents, context.Time),
            probe,
            watch,
            recent,
            endpoint,
            new MessageSender(
                ids, ghosts, rooms, notes, polls, writer, new FileUploads(context, client, limit, new UploadNotes(context.State)), messageEvents),
            new ChangeSender(client, ids, notes, reactions, polls, writer, messageEvents),
            new EventInterpreter(
                context, ids, notes, invitations, encrypted, exit, new MessageChanges(client, context.State, reactions, logger), polls, groupEvents,
                new ProfileNews(context, ids), logger),
            new EventParties(context, ids, notes),
            new MediaReader(client),
            limit,
            new ContactProfiles(client),
            new UserSigns(client, ids, notes, new GhostProfiles(client, ids, ghosts, context.State)));
    }

    public void Dispose()
    {
        Client.Dispose();
        Rooms.Dispose();
        Recent.Dispose();
    }
}
