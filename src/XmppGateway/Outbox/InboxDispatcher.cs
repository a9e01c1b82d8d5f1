using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Metrics;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <summary>
/// Takes what foreign networks hand over: commits it, and puts it on its lane, where <see cref="IncomingDelivery"/> turns it into stanzas.
/// Lanes run only while the network's link is attached; until then arrivals wait in the store, up to a limit.
/// </summary>
internal sealed partial class InboxDispatcher(
    IInboxStore store,
    IMessageMap map,
    IEventTranslator translator,
    IPrivileges privileges,
    FailedArrivals failed,
    IQueueGuard guard,
    DeliverySettings settings,
    TimeProvider time,
    ILogger<InboxDispatcher> logger) : IInbox
{
    private readonly Persistence _persistence = new(time, logger);
    private readonly ConcurrentDictionary<string, NetworkInbox> _networks = new(StringComparer.Ordinal);

    /// <summary>Where events of rooms go. Set before the first one.</summary>
    public IRoomTraffic Rooms { get; set; } = new NoRoomTraffic();

    /// <summary>Arrivals of a network that the XMPP server has not yet taken.</summary>
    public long Open(string network) => _networks.TryGetValue(network, out var inbox) ? inbox.Open : 0;

    /// <inheritdoc/>
    public async ValueTask<Acceptance> AcceptAsync(
        Network network, IReadOnlyList<Arrival> arrivals, CancellationToken cancellationToken)
    {
        if (guard.IsStopped(network.Name))
        {
            return Acceptance.TryAgain;
        }

        // What is understood already can be thrown away before it costs a commit.
        Arrival[] wanted = [.. arrivals.Where(arrival => arrival is not Arrival.Ready { Event: GatewayEvent what } || !guard.Drops(network, what))];
        if (wanted.Length == 0)
        {
            return Acceptance.Taken;
        }

        try
        {
            var inbox = await GetAsync(network, cancellationToken);
            if (inbox.Open + wanted.Length > settings.InboxLimit)
            {
                Log.Full(logger, network.Name, settings.InboxLimit);
                network.Metrics.TurnedAway(Way.In, wanted.Length);
                return Acceptance.TryAgain;
            }

            await inbox.AddAsync([.. wanted.Select(arrival => ToIncoming(network, arrival, ReleasedKey.Outside(arrival.Key)))], cancellationToken);
            return Acceptance.Taken;
        }
        catch (StoreUnavailableException exception)
        {
            Log.NotTaken(logger, network.Name, exception.Message);
            network.Metrics.TurnedAway(Way.In, wanted.Length);
            return Acceptance.TryAgain;
        }
    }

    /// <summary>
    /// Adds an event of the gateway's own (a receipt or failure that must survive): not subject to the limit, and not given up
    /// while the store is away.
    /// </summary>
    public Task AddOwnAsync(Network network, string key, GatewayEvent what, CancellationToken stopping) =>
        AddOwnAsync(network, [new Arrival.Ready(key, what)], stopping);

    /// <summary>The same for several, in their order, in one commit.</summary>
    public Task AddOwnAsync(Network network, IReadOnlyList<Arrival.Ready> own, CancellationToken stopping) => _persistence.KeepTryingAsync(
        async token =>
        {
            var inbox = await GetAsync(network, token);
            await inbox.AddAsync([.. own.Select(one => ToIncoming(network, one, one.Key))], token);
        },
        stopping);

    /// <summary>
    /// The same for what is added by a commit that does more than that: it is given the entry, and says how many entries there are more.
    /// </summary>
    public Task AddOwnAsync(Network network, string key, GatewayEvent what, Func<InboxEntry, Task<int>> commit, CancellationToken stopping)
    {
        var entry = ToIncoming(network, new Arrival.Ready(key, what), key).Entry;
        return _persistence.KeepTryingAsync(
            async token => await (await GetAsync(network, token)).CommitAsync([entry.Lane], () => commit(entry)), stopping);
    }

    /// <summary>The same for what one of our users did in a room, now that the network has taken it.</summary>
    public Task AddOwnAsync(Network network, string key, RoomEvent what, CancellationToken stopping) =>
        AddOwnAsync(network, [new Arrival.Ready(key, what)], stopping);

    /// <summary>Serves one attachment of the network's link: replays what is open, then goes on. Returns when it is finished, or the token is cancelled.</summary>
    public async Task ServeAsync(Network network, CancellationToken attached)
    {
        var inbox = await _persistence.KeepTryingAsync(token => GetAsync(network, token), attached);
        await inbox.ServeAsync(attached);
    }

    /// <summary>Does what the operator has asked for arrivals of a network that were put aside.</summary>
    /// <exception cref="StoreUnavailableException">The store is away: some of it may be done, the rest is still asked for.</exception>
    public async Task DoAskedAsync(Network network, CancellationToken stopping) =>
        await failed.DoAskedAsync(await GetAsync(network, stopping), stopping);

    /// <summary>
    /// Delivers nothing more, and returns when what was sent is confirmed by a last fence: an orderly stop repeats nothing. For good; the
    /// network is not served again.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token has ended the wait; what is unconfirmed comes again.</exception>
    public Task FinishAsync(Network network, CancellationToken cancellationToken) =>
        _networks.TryGetValue(network.Name, out var inbox) ? inbox.FinishAsync(cancellationToken) : Task.CompletedTask;

    private async Task<NetworkInbox> GetAsync(Network network, CancellationToken cancellationToken)
    {
        if (!_networks.TryGetValue(network.Name, out var inbox))
        {
            var open = await store.CountIncomingAsync(network.Name, cancellationToken);
            var delivery = new IncomingDelivery(network, map, translator, privileges, guard, Rooms, time, logger);
            inbox = _networks.GetOrAdd(network.Name, new NetworkInbox(network, store, delivery, failed, settings, open, time, logger));
        }

        return inbox;
    }

    private Incoming ToIncoming(Network network, Arrival arrival, string key)
    {
        var ready = arrival as Arrival.Ready;
        var id = StableId.Create();
        var entry = new InboxEntry
        {
            Network = network.Name,
            Lane = arrival.Lane,
            Key = key,
            StanzaId = id,
            IsRaw = ready is null,
            Payload = ready is not null ? EventJson.Serialize(ready.Event) : ((Arrival.Raw)arrival).Payload.ToArray(),
            AcceptedAt = time.GetUtcNow(),
            Map = ready?.Event is GatewayEvent what ? MapRow.Of(network, what, id, time.GetUtcNow()) : null,
        };
        return new Incoming(entry, ready?.Event);
    }

    private static partial class Log
    {
        [LoggerMessage(3030, LogLevel.Warning, "{Network}: {Limit} arrivals wait for the XMPP server; sources are told to try again")]
        public static partial void Full(ILogger logger, string network, int limit);

        [LoggerMessage(3031, LogLevel.Error, "{Network}: arrivals cannot be stored, sources are told to try again: {Reason}")]
        public static partial void NotTaken(ILogger logger, string network, string reason);
    }
}
