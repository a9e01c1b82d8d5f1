using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Portals;

/// <summary>
/// Notices what another bridge between the same rooms brings back: what has just passed here, said or done once more by a ghost of that bridge on Matrix, or
/// by a puppet of it in the XMPP room. It is not passed on again, where that is proven, and once for each ghost or puppet. What people themselves repeat is,
/// unless the other bridge brings it anyway; and so is everything that nobody has said before.
/// </summary>
internal sealed partial class BridgeLoops(
    PortalNotes portals, BridgeInfo bridges, MemberNames names, GhostIds ids, string network, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    private const int MaxRooms = 2000;

    private readonly ConcurrentDictionary<string, HeardOfLate> _rooms = new(StringComparer.Ordinal);

    /// <summary>
    /// Something is about to be said or done by a ghost of ours, of which the homeserver does not tell us. When it is a copy of what somebody of Matrix said,
    /// by a puppet of another bridge: the result with which it ends here, the original in its place. Null when it is to be sent.
    /// </summary>
    public async ValueTask<DeliveryResult?> TakeAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var what = delivery.Event;
        if (!what.Contact.IsRoom || Traces.Of(what) is not { Count: > 0 } traces)
        {
            return null;
        }

        var roomId = what.Contact.Id.Value;
        var room = RoomOf(roomId);
        var said = new Heard(delivery.Id, null, what.User.Resource, traces, time.GetUtcNow());

        // Also what ends here: another bridge may bring it, and that is known then.
        room.Add(said);
        if (what.User.Resource is { } nick && await portals.FindAsync(roomId, cancellationToken) == what.User.Bare
            && await FindOriginalAsync(room, roomId, what.User.Bare, nick, said, cancellationToken) is { } original)
        {
            room.NoteCopy(original, said, nick);
            Log.Returned(logger, network);
            return new DeliveryResult.Delivered(what is Message && original.By is not null ? new RemoteMessageId(original.Id) : null);
        }

        return null;
    }

    /// <summary>True for what goes around. Called on the lane of the room; the same event again gets the same answer.</summary>
    public async ValueTask<bool> IsReturnedAsync(ClientEvent what, CancellationToken cancellationToken)
    {
        if (Traces.Of(what) is not { Count: > 0 } traces || await portals.FindAsync(what.RoomId, cancellationToken) is not { } xmppRoom)
        {
            return false;
        }

        var room = RoomOf(what.RoomId);
        var said = new Heard(what.Id, what.Sender, null, traces, time.GetUtcNow());
        if (!ids.IsOurs(what.Sender) && room.FindOriginals(said, what.Sender) is { Count: > 0 } candidates
            && await FindProvenAsync(room, what, xmppRoom, said, candidates, cancellationToken) is { } original)
        {
            room.NoteCopy(original, said, what.Sender);
            Log.Returned(logger, network);
            return true;
        }

        room.Add(said);
        return false;
    }

    private HeardOfLate RoomOf(string roomId)
    {
        if (_rooms.Count >= MaxRooms && !_rooms.ContainsKey(roomId))
        {
            _rooms.Clear();
        }

        return _rooms.GetOrAdd(roomId, static _ => new HeardOfLate());
    }

    /// <summary>
    /// Of what this is a copy, if that is sure. What a bridge says of itself counts: to a room that it joins with the same one it brings whatever an occupant
    /// has said, by whatever name. One that says nothing is known by the names of its ghosts, and one of those brings back what was said by somebody of that
    /// name, and nothing else: other people may say the same. What is gone is gone, whoever took it away.
    /// </summary>
    private async ValueTask<Heard?> FindProvenAsync(
        HeardOfLate room, ClientEvent what, Jid xmppRoom, Heard copy, IReadOnlyList<Heard> candidates, CancellationToken cancellationToken)
    {
        var own = (await ReadOthersAsync(room, what.RoomId, cancellationToken)).Where(bridge => BridgeNames.IsGhostOf(bridge.Bot, what.Sender)).ToList();
        var isSaid = own.Exists(bridge => bridge.Room == xmppRoom);
        if (!isSaid && (own.Count > 0 || !BridgeNames.IsKnownGhost(what.Sender)))
        {
            return null;
        }

        if (what.Type == EventTypes.Redaction)
        {
            return candidates[0];
        }

        var ghost = await names.FindAsync(ids.Bot, what.RoomId, what.Sender, cancellationToken);
        foreach (var heard in candidates)
        {
            var author = heard.By is { } by ? await names.FindAsync(ids.Bot, what.RoomId, by, cancellationToken) : null;
            if (BridgeNames.OfGhost(what.Sender, ghost.DisplayName).Concat(AuthorsIn(copy, heard)).Any(name => heard.Nick is { } nick
                ? BridgeNames.IsGhostName(name, nick)
                : BridgeNames.IsNameOf(name, author!.DisplayName, heard.By!) || BridgeNames.IsSeatName(name, author.DisplayName ?? heard.By!)))
            {
                return heard;
            }
        }

        return isSaid ? candidates.FirstOrDefault(heard => heard.By is null) : null;
    }

    /// <summary>
    /// XMPP has no mark for puppets. Where another bridge says that it joins the same two rooms, what is said twice comes to Matrix by it in any case; elsewhere
    /// the name of the author tells, in the occupant's name or before the text. A ghost with the name of a bridge proves none: it may be of another network's.
    /// </summary>
    private async ValueTask<Heard?> FindOriginalAsync(
        HeardOfLate room, string roomId, Jid xmppRoom, string nick, Heard copy, CancellationToken cancellationToken)
    {
        var all = room.FindOriginals(copy, nick);
        if (all.FirstOrDefault(heard => heard.Nick is { } other && BridgeNames.IsPuppetOfGhost(nick, other)) is { } echo)
        {
            // Our ghost of an occupant is somebody of Matrix to another bridge, and its puppet of that ghost says the same here again.
            return echo;
        }

        // What the bot says for the XMPP room itself comes back by a puppet of the bot.
        var candidates = all.Where(heard => heard.Nick is null).ToList();
        if (candidates.Count == 0)
        {
            return null;
        }

        foreach (var heard in candidates)
        {
            var by = heard.By ?? ids.Bot;
            var author = await names.FindAsync(ids.Bot, roomId, by, cancellationToken);
            if (BridgeNames.IsPuppetOf(nick, author.DisplayName, by) || AuthorsIn(copy, heard).Any(named => BridgeNames.IsNameOf(named, author.DisplayName, by)))
            {
                return heard;
            }
        }

        return (await ReadOthersAsync(room, roomId, cancellationToken)).Any(bridge => bridge.Room == xmppRoom) ? candidates[0] : null;
    }

    private static IEnumerable<string> AuthorsIn(Heard copy, Heard original) =>
        copy.Traces.SelectMany(trace => original.Traces.Select(said => Traces.AuthorIn(trace, said))).OfType<string>();

    private async ValueTask<IReadOnlyList<OtherBridge>> ReadOthersAsync(HeardOfLate room, string roomId, CancellationToken cancellationToken)
    {
        // What the homeserver does not tell now is asked again with the next message.
        var now = time.GetUtcNow();
        if (now - room.Others.At >= Fresh && await bridges.ReadOthersAsync(roomId, cancellationToken) is { } others)
        {
            room.Others = (others, now);
        }

        return room.Others.Bridges;
    }

    private static partial class Log
    {
        [LoggerMessage(4180, LogLevel.Warning, "{Network}: another bridge leads to the same XMPP room; what it brings back is not passed on. Disconnect one of them")]
        public static partial void Returned(ILogger logger, string network);
    }
}
