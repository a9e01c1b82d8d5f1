using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>The rooms of all networks, put together.</summary>
internal sealed class RoomParts : IDisposable
{
    private const int Page = 256;
    private const int AskedAtOnce = 16;

    private readonly IRoomStore _store;
    private readonly RoomBook _book;
    private readonly RoomArrivals _arrivals;

    public RoomParts(
        Networks networks, IRoomStore store, IRoomArchive archive, IStateStore notes, IProfileStore profiles, int largestPicture, IMessageMap map, IOutboxStore outgoing, IAddressBook people,
        IFileTranslation files, MessageIntake intake,
        Languages languages, Lazy<IOutbox> outbox, IPrivileges privileges, RoomOptions options, RoomHearing hearing, TimeProvider time, ILoggerFactory loggers)
    {
        _store = store;
        _book = new RoomBook(store);
        var addresses = new RoomAddresses(networks, store);
        var messages = new RoomMessages(archive, files, hearing, languages, time);
        Bookmarks = new RoomBookmarks(privileges, options.Bookmarks, time, loggers.CreateLogger<RoomBookmarks>());
        var members = new RoomMembers(store, Bookmarks, time);
        var histories = new RoomHistories(store);
        var gaps = new RoomGaps(archive, histories, loggers.CreateLogger<RoomGaps>());
        var past = new RoomPast(_book, archive, histories, gaps, messages, options.History);
        var rules = new RoomRules(options, time);
        Departure = new RoomDeparture(_book, members, store, time, loggers.CreateLogger<RoomDeparture>());
        Absence = new RoomAbsence(networks, store, _book, Departure, options.LeaveAfter, time, loggers.CreateLogger<RoomAbsence>());
        Pictures = new RoomPictures(profiles, largestPicture, time, loggers.CreateLogger<RoomPictures>());
        Traffic = new RoomTraffic(
            _book, store, archive, messages, members, addresses, people, Pictures, new RoomVoices(archive), new RoomEchoes(map, outgoing), rules, Bookmarks,
            new RoomEnding(_book, store, addresses, members, rules), hearing, languages, loggers.CreateLogger<RoomTraffic>());
        var directory = new RoomDirectory(addresses, time);
        var belonging = new RoomBelonging(_book, store, members, past, loggers.CreateLogger<RoomBelonging>());
        var door = new RoomDoor(_book, store, addresses, belonging, rules);
        _arrivals = new RoomArrivals(_book, store, notes, door, belonging, time, loggers.CreateLogger<RoomArrivals>());
        var entrance = new RoomEntrance(
            _book, store, door, _arrivals, members, belonging, past, Departure, Pictures, Bookmarks,
            new RoomMoving(_book, store, addresses, Bookmarks, languages), options.MaximumPerUser, languages, time, loggers.CreateLogger<RoomEntrance>());
        Commands = [new FindRoomsCommand(directory)];
        Handlers =
        [
            new RoomDirectoryHandler(networks, directory, languages),
            new RoomPresenceHandler(networks, addresses, _book, entrance, Departure, time),
            new RoomDeclineHandler(networks, addresses, _book, store),
            new RoomOrderHandler(networks, addresses, _book, people, new AffiliationLists(people), hearing),
            new DirectInvitationHandler(networks, addresses, _book, people, hearing),
            new RoomOwnerHandler(networks, addresses, _book, languages),
            new RoomMessageHandler(
                networks, addresses, _book, new RoomIntake(intake, new MessageReferences(map), files, time), Departure, rules, outbox),
            new RoomArchiveHandler(networks, addresses, _book, archive, new RoomPages(archive, messages, past, gaps, options)),
            new RoomPictureHandler(networks, addresses, _book, Pictures),
            new OccupantDiscoHandler(networks, addresses, _book),
            new RoomDiscoHandler(networks, addresses, _book, Pictures, rules),
            new RoomPromptHandler(networks, addresses, rules),
        ];
    }

    /// <summary>The rooms that are in memory.</summary>
    internal RoomBook Book => _book;

    /// <summary>What the queues call.</summary>
    public IRoomTraffic Traffic { get; }

    /// <summary>How clients go out of rooms, and what is not decided about it yet.</summary>
    public RoomDeparture Departure { get; }

    /// <summary>The pictures of rooms, and what is read of them beside everything else.</summary>
    public RoomPictures Pictures { get; }

    /// <summary>What people can have done without being in a room.</summary>
    public IReadOnlyList<ICommand> Commands { get; }

    /// <summary>Rooms among the bookmarks of users.</summary>
    public RoomBookmarks Bookmarks { get; }

    /// <summary>What is done about users who never come back.</summary>
    public RoomAbsence Absence { get; }

    /// <summary>In the order in which they are asked; before those for people.</summary>
    public IReadOnlyList<IStanzaHandler> Handlers { get; }

    /// <summary>
    /// A link has attached. Clients that an earlier process had in rooms do not know that it is gone: they are told (status 333), and come in
    /// again by themselves. Those that this process has in rooms are asked whether they are still there: the server may have started anew. And who was on
    /// their way into a room is in it or not.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Not all could be told.</exception>
    /// <exception cref="OperationCanceledException">The link went; the rest is told at the next attaching.</exception>
    public async Task AnnounceAsync(Network network, CancellationToken attached)
    {
        List<(HostedRoom Room, RoomClient Client)> inside = [.. _book.LiveOf(network).SelectMany(room => room.Clients.Select(client => (room, client)))];
        RoomClientRow? last = null;
        while (await _store.ClientsInRoomsAsync(network.Name, last, Page, attached) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                last = row;
                if (_book.LiveOf(network).Any(room => room.Row.Id == row.Room && room.Find(Jid.Parse(row.Client)) is not null))
                {
                    continue;
                }

                if (!await network.Link.SendAsync(
                    RoomPresences.PutOut(Jid.Parse(row.Client), Jid.Parse(row.Occupant), RoomStatus.Technical), attached))
                {
                    throw new OperationCanceledException("The link went.", attached);
                }

                await _store.RemoveRoomClientAsync(row.Room, row.Client, attached);
            }
        }

        foreach (var some in inside.Chunk(AskedAtOnce))
        {
            await Task.WhenAll(some.Select(each => Departure.CheckAsync(each.Room, each.Client, attached)));
        }

        await _arrivals.SettleAsync(network, attached);
    }

    /// <summary>
    /// The gateway stops: all clients are told that they are not in their rooms any more (status 332). Who cannot be told now is told by the next
    /// process.
    /// </summary>
    public async Task WithdrawAsync(Network network, CancellationToken cancellationToken)
    {
        await Departure.DecideAllAsync(cancellationToken);
        foreach (var room in _book.LiveOf(network))
        {
            using var turn = await room.EnterAsync(cancellationToken);
            foreach (var client in room.Clients.ToList())
            {
                var occupant = client.Room.WithResource(room.OccupantOf(client.Jid)?.Nick ?? "?");
                if (!await network.Link.SendAsync(RoomPresences.PutOut(client.Jid, occupant, RoomStatus.ShuttingDown), cancellationToken))
                {
                    return;
                }

                room.Remove(client.Jid);
                await _store.RemoveRoomClientAsync(room.Row.Id, client.Jid.ToString(), cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Departure.Dispose();
        _book.Dispose();
    }
}
