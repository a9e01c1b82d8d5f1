using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Portals;

/// <summary>The portals of all networks, put together.</summary>
internal sealed class PortalParts : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IRoomStore _hosted;
    private readonly PortalLimits _limits;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Action<Portal>> _serving = new(StringComparer.Ordinal);

    public PortalParts(
        IStore store, IRoomTraffic hosted, IAddressBook people, IFileTranslation files, Lazy<IOutbox> outbox, PortalRules rules,
        Func<RemoteContact, Network, bool> allows, PortalLimits limits, DeliverySettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        Rules = rules;
        (_hosted, _limits, _time) = (store, limits, time);
        Book = new PortalBook(store) { Added = portal => _serving.GetValueOrDefault(portal.Network.Name)?.Invoke(portal) };
        var post = new PortalPost(store, outbox, settings, time);
        var seats = new PortalSeats(people, time);
        var hearing = new PortalHearing(store, people, new PortalReader(store, files, time), post, limits, time, loggers.CreateLogger<PortalHearing>());
        Keeper = new PortalKeeper(
            store, Book, seats, hearing, new PortalArchive(hearing, time), post, allows, limits, time, loggers.CreateLogger<PortalKeeper>());
        var voice = new PortalVoice(store, seats, new PortalStanzas(store, store, files, time), post, limits, settings, time);
        var moving = new PortalMoving(
            Book, post, Keeper, room => Wants(room), (portal, room, token) => IsHostedAsync(portal.Network, room, token), time, loggers.CreateLogger<PortalMoving>());
        Traffic = new PortalTraffic(hosted, Book, Keeper, moving, voice, post, allows, time);
        Probe = new RoomProbe(time);
        Scout = new RoomScout(time);
        Permission = new BridgePermission(Scout, limits, time);
        Ear = new PortalEar(Book, hearing, post, time);
    }

    /// <summary>False for a room of a network that the operator does not want here.</summary>
    public Func<string, bool> Wants { get; init; } = _ => true;

    public PortalRules Rules { get; }

    public PortalBook Book { get; }

    public PortalKeeper Keeper { get; }

    /// <summary>What the queues call, for hosted rooms too.</summary>
    public IRoomTraffic Traffic { get; }

    /// <summary>Asked before all others: what a room sends is for nobody else.</summary>
    public IStanzaHandler Ear { get; }

    /// <summary>Finds rooms. Asked for stanzas before all others, too.</summary>
    public RoomProbe Probe { get; }

    /// <summary>Looks into rooms that are to be connected. Asked for stanzas before all others, too.</summary>
    public RoomScout Scout { get; }

    /// <summary>True for an XMPP room with which the gateway has to do.</summary>
    public bool IsVisited(Jid room) => Book.Knows(room) || Scout.Visits(room);

    private BridgePermission Permission { get; }

    /// <summary>Keeps the portals of a network while its link is attached.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be read now.</exception>
    public async Task ServeAsync(Network network, CancellationToken attached)
    {
        if (network.Adapter is not IVisitsRooms)
        {
            return;
        }

        await Book.LoadAsync(network, attached);
        var running = new ConcurrentDictionary<Portal, Task>();
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _serving[network.Name] = Start;
        foreach (var portal in Book.Of(network))
        {
            Start(portal);
        }

        try
        {
            await failed.Task.WaitAsync(attached);
        }
        finally
        {
            _serving.TryRemove(network.Name, out _);
            await Task.WhenAll(running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        void Start(Portal portal) => running.GetOrAdd(portal, kept => KeepAsync(kept));

        async Task KeepAsync(Portal portal)
        {
            try
            {
                await Keeper.RunAsync(portal, attached);
            }
            catch (OperationCanceledException) when (attached.IsCancellationRequested)
            {
                // The link went.
            }
            catch (Exception exception)
            {
                // A mistake: what serves the attachment is started again.
                failed.TrySetException(exception);
                throw;
            }
        }
    }

    /// <summary>Joins two rooms, when both and who is behind them allow it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="xmppRoom">The XMPP room.</param>
    /// <param name="address">The network's room.</param>
    /// <param name="user">Who wants it; null for the operator at the command line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">It cannot be stored now.</exception>
    public async Task<PortalConnection> ConnectAsync(
        Network network, Jid xmppRoom, RoomAddress address, Jid? user, CancellationToken cancellationToken)
    {
        if (await Probe.FindAsync(network, xmppRoom, cancellationToken) is not XmppRoomAnswer.Found)
        {
            return new PortalConnection.Refused(
                new("The XMPP room does not answer, or does not exist.", "Der XMPP-Raum antwortet nicht oder existiert nicht."), IsOfNetwork: false);
        }

        switch (await ((IVisitsRooms)network.Adapter).ExamineAsync(address, xmppRoom, cancellationToken))
        {
            case PortalOffer.Refused refused:
                return new PortalConnection.Refused(refused.Reason, IsOfNetwork: true);
            case PortalOffer.Unknown unknown:
                return new PortalConnection.Refused(unknown.Reason, IsOfNetwork: true);
            case PortalOffer.Ready ready:
                return await BridgeAsync(network, xmppRoom, ready.Room, user, cancellationToken) is { } failure
                    ? new PortalConnection.Refused(failure, IsOfNetwork: false)
                    : new PortalConnection.Connected();
            default:
                throw new InvalidOperationException("Not a known offer.");
        }
    }

    /// <summary>
    /// An operator joins two rooms: what both allow is looked at before anything is stored. Null when they are connected; otherwise why not.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="xmppRoom">The XMPP room.</param>
    /// <param name="room">The network's room, which has been examined.</param>
    /// <param name="user">Who wants it; null for the operator at the command line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">It cannot be stored now.</exception>
    private async Task<LocalText?> BridgeAsync(Network network, Jid xmppRoom, RemoteRoomId room, Jid? user, CancellationToken cancellationToken)
    {
        await Book.LoadAsync(network, cancellationToken);
        if (Book.Find(network.Link.Domain, xmppRoom) is not null || Book.Find(network, room) is not null || await IsHostedAsync(network, room, cancellationToken))
        {
            return new(
                "One of the rooms is connected already, or people of this server are in it as a room of the network.",
                "Einer der Räume ist schon verbunden, oder Leute dieses Servers sind in ihm als einem Raum des Netzes.");
        }

        if (await Permission.RefuseAsync(network, xmppRoom, user, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var visits = (IVisitsRooms)network.Adapter;
        if (await visits.GetVisitorsAsync(room, cancellationToken) is { } visitors && visitors.Count > _limits.Visitors)
        {
            return PortalTexts.TooManyVisitors(visitors.Count, _limits.Visitors);
        }

        await visits.OpenAsync(room, xmppRoom, cancellationToken);
        var row = new PortalRow(0, network.Name, room.Value, xmppRoom.ToString(), IsBridge: true, IsOpen: true, null, _time.GetUtcNow());
        if (await Book.AddAsync(network, row, cancellationToken) is not { } portal)
        {
            // Somebody was faster. A room that is no portal would be closed to everybody by the adapter's note, and one that is needs it.
            await (Book.Find(network, room) is { } faster
                ? visits.OpenAsync(room, faster.Room, cancellationToken)
                : visits.CloseAsync(room, xmppRoom, cancellationToken));
            return new("One of the rooms is connected already.", "Einer der Räume ist schon verbunden.");
        }

        // Whether the room lets the gateway in: the keeper has knocked, and ends what cannot be. Being let in is not being there for long: a portal
        // that nobody of the network visits is left at once.
        await Task.WhenAny(portal.FirstEntry, Task.Delay(Patience, _time, cancellationToken));
        return portal.HasEnded
            ? new("The XMPP room does not let the gateway in.", "Der XMPP-Raum lässt das Gateway nicht hinein.")
            : null;
    }

    /// <summary>The gateway stops: everybody of ours leaves, so that nobody is taken to be there meanwhile.</summary>
    public async Task WithdrawAsync(Network network, CancellationToken cancellationToken)
    {
        foreach (var seat in Book.Of(network).SelectMany(portal => portal.AllSeats.Select(seat => (portal, seat))))
        {
            await PortalSeats.LeaveAsync(seat.portal, seat.seat, null, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Book.Dispose();

    private async Task<bool> IsHostedAsync(Network network, RemoteRoomId room, CancellationToken cancellationToken) =>
        await _hosted.FindRoomAsync(network.Name, room.Value, cancellationToken) is { } row
        && (await _hosted.UsersOfRoomAsync(row.Id, cancellationToken)).Count > 0;
}
