using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>The rooms of all networks, put together.</summary>
internal sealed class RoomParts : IDisposable
{
    private const int Page = 256;

    private readonly IRoomStore _store;
    private readonly RoomBook _book;

    public RoomParts(
        Networks networks, IRoomStore store, IRoomArchive archive, IMessageMap map, IAddressBook people, IFileTranslation files, MessageIntake intake,
        Lazy<IOutbox> outbox, TimeProvider time, ILoggerFactory loggers)
    {
        _store = store;
        _book = new RoomBook(store);
        var addresses = new RoomAddresses(networks, store);
        var messages = new RoomMessages(archive, files, time);
        var members = new RoomMembers(store);
        var past = new RoomPast(archive, messages);
        var departure = new RoomDeparture(members, store, time);
        Traffic = new RoomTraffic(_book, store, archive, messages, members, addresses, people, loggers.CreateLogger<RoomTraffic>());
        Handlers =
        [
            new RoomPresenceHandler(
                networks, addresses, _book, new RoomEntrance(_book, store, addresses, past, time), departure, time),
            new RoomOrderHandler(networks, addresses, _book, people),
            new RoomMessageHandler(
                networks, addresses, _book, new RoomIntake(intake, new MessageReferences(map), files, time), departure, outbox),
            new RoomArchiveHandler(networks, addresses, _book, archive, messages, past),
            new RoomDiscoHandler(networks, addresses, _book),
        ];
    }

    /// <summary>What the queues call.</summary>
    public IRoomTraffic Traffic { get; }

    /// <summary>In the order in which they are asked; before those for people.</summary>
    public IReadOnlyList<IStanzaHandler> Handlers { get; }

    /// <summary>
    /// A link has attached. Clients that an earlier process had in rooms do not know that it is gone: they are told (status 333), and come in
    /// again by themselves.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Not all could be told.</exception>
    /// <exception cref="OperationCanceledException">The link went; the rest is told at the next attaching.</exception>
    public async Task AnnounceAsync(Network network, CancellationToken attached)
    {
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
    }

    /// <summary>
    /// The gateway stops: all clients are told that they are not in their rooms any more (status 332). Who cannot be told now is told by the next
    /// process.
    /// </summary>
    public async Task WithdrawAsync(Network network, CancellationToken cancellationToken)
    {
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
    public void Dispose() => _book.Dispose();
}
