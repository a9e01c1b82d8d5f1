using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>
/// Keeps one portal while the link is attached: comes into the XMPP room while somebody of the network is in it, reads what was missed, seats the
/// network's people, and looks now and then whether the room still knows it (XEP-0410).
/// </summary>
internal sealed partial class PortalKeeper(
    IPortalStore store, PortalBook book, PortalSeats seats, PortalHearing hearing, PortalArchive archive, PortalPost post,
    Func<RemoteContact, Network, bool> allows, PortalLimits limits, TimeProvider time, ILogger<PortalKeeper> logger)
{
    /// <summary>Between two looks whether the room still knows us.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>So often an archive is asked that does not answer. Then what the room itself remembers has to do.</summary>
    private const int MaximumLooks = 6;

    // What somebody reads who comes into a portal.
    private const int History = 20;

    /// <summary>Works until the link goes or the portal ends.</summary>
    public async Task RunAsync(Portal portal, CancellationToken attached)
    {
        await BeginAsync(portal, attached);
        var wait = FirstWait;
        var looks = 0;
        while (!portal.HasEnded)
        {
            if (!portal.IsOpen)
            {
                await portal.WaitForCallAsync(Timeout.InfiniteTimeSpan, time, attached);
                continue;
            }

            try
            {
                if (await ComeInAsync(portal, looks++ < MaximumLooks, attached))
                {
                    (wait, looks) = (FirstWait, 0);
                    await StayAsync(portal, attached);
                    continue;
                }
            }
            catch (StoreUnavailableException exception)
            {
                Log.StoreAway(logger, portal.Network.Name, exception.Message);
            }

            await Task.Delay(wait, time, attached);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    /// <summary>Somebody of the network is in it, or nobody any more.</summary>
    public async Task SetOpenAsync(Portal portal, bool isOpen, CancellationToken cancellationToken)
    {
        if (portal.IsOpen == isOpen)
        {
            return;
        }

        await store.SetPortalOpenAsync(portal.Row.Id, isOpen, cancellationToken);
        portal.IsOpen = isOpen;
        if (!isOpen)
        {
            portal.SetReady(false);
            foreach (var seat in portal.AllSeats)
            {
                await PortalSeats.LeaveAsync(portal, seat, null, cancellationToken);
            }

            // What is said while nobody is there is for nobody.
            portal.Position = (null, time.GetUtcNow());
        }

        portal.Call();
    }

    /// <summary>It is over: everybody of ours leaves, and the network is told why.</summary>
    public async Task EndAsync(Portal portal, LocalText reason, CancellationToken cancellationToken)
    {
        await post.EndAsync(portal, reason, cancellationToken);
        portal.SetReady(false);
        foreach (var seat in portal.AllSeats)
        {
            await PortalSeats.LeaveAsync(portal, seat, reason.In(portal.Language), cancellationToken);
        }

        book.Remove(portal);
        Log.Ended(logger, portal.Network.Name, reason.English);
    }

    /// <summary>The same, where the gateway itself can do nothing any more in the network's room: each occupant leaves it on their own.</summary>
    public async Task WithdrawAsync(Portal portal, LocalText reason, CancellationToken cancellationToken)
    {
        using (await portal.EnterAsync(cancellationToken))
        {
            await hearing.TellGoneAsync(portal, cancellationToken);
        }

        await EndAsync(portal, reason, cancellationToken);
    }

    /// <summary>Nothing of an earlier stream is believed.</summary>
    private async Task BeginAsync(Portal portal, CancellationToken attached)
    {
        portal.SetReady(false);
        portal.Waiting = null;
        foreach (var seat in portal.AllSeats)
        {
            seat.Take(SeatSignal.Lost);
        }

        while (true)
        {
            try
            {
                var told = await store.PortalOccupantsAsync(portal.Row.Id, attached);
                using var turn = await portal.EnterAsync(attached);
                portal.TellsOccupants = false;
                portal.Told.Clear();
                portal.Told.UnionWith(told);
                return;
            }
            catch (StoreUnavailableException exception)
            {
                Log.StoreAway(logger, portal.Network.Name, exception.Message);
                await Task.Delay(FirstWait, time, attached);
            }
        }
    }

    /// <summary>True when the gateway listens in the room and has read what it missed.</summary>
    private async Task<bool> ComeInAsync(Portal portal, bool asksArchive, CancellationToken attached)
    {
        var hasArchive = asksArchive && await PortalQuestions.HasArchiveAsync(portal, attached);
        var isKnown = portal.Position.Id is not null;
        List<Stanza>? waited;
        using (await portal.EnterAsync(attached))
        {
            // Who comes in anew hears the past first; who was away asks the archive for it, and what is said meanwhile waits.
            waited = portal.Waiting;
            portal.Waiting = isKnown && hasArchive ? waited ?? [] : null;
            portal.Occupants.Clear();
            portal.TellsOccupants = false;
        }

        var join = isKnown
            ? hasArchive ? new RoomJoin { MaximumStanzas = 0 } : new RoomJoin { Since = portal.Position.At.AddSeconds(-1) }
            : portal.Row.IsBridge ? new RoomJoin { MaximumStanzas = 0 } : new RoomJoin { MaximumStanzas = History };
        portal.Ear.Take(SeatSignal.Lost);
        var outcome = await seats.SeatAsync(portal, portal.Ear, join, attached);
        if (outcome is SeatOutcome.Refused or SeatOutcome.Unknown)
        {
            using var turn = await portal.EnterAsync(attached);
            portal.Waiting ??= waited;
        }

        switch (outcome)
        {
            case SeatOutcome.Refused { Error.Condition: StanzaConditions.Conflict or StanzaConditions.RegistrationRequired } when portal.WasIn || isKnown || portal.Told.Count > 0:
                // Whoever takes all names from us, or a room that is closed for a while, does not end what has stood so far.
                Log.NotLetIn(logger, portal.Network.Name);
                return false;
            case SeatOutcome.Refused refused:
                await EndAsync(portal, PortalTexts.NotLetIn(refused.Error), attached);
                return false;
            case SeatOutcome.Unknown:
                return false;
            default:
                break;
        }

        // Who comes by a room's address cannot be told before; an operator was asked, and one that has grown since stays.
        var others = portal.Occupants.Keys.Count(nick => !portal.IsOurs(nick));
        if (!isKnown && !portal.Row.IsBridge && others > limits.Occupants)
        {
            await EndAsync(portal, PortalTexts.TooManyOccupants(others, limits.Occupants), attached);
            return false;
        }

        if (portal.Waiting is not null)
        {
            if (!await archive.CatchUpAsync(portal, attached))
            {
                // What is said now goes on waiting: heard before what was missed, it would hide that for ever.
                Log.NotCaughtUp(logger, portal.Network.Name);
                return false;
            }

            waited = portal.Waiting;
        }

        using (await portal.EnterAsync(attached))
        {
            // Also of an archive that was given up: the room may have told some of it again, which is known by its ids. A store that goes now finds it here.
            portal.Waiting = waited;
            foreach (var stanza in waited ?? [])
            {
                await hearing.HearAsync(portal, stanza, null, null, attached);
            }

            portal.Waiting = null;
        }

        portal.NoteEntry();
        portal.SetReady(true);
        Log.CameIn(logger, portal.Network.Name);
        return true;
    }

    /// <summary>Returns when the gateway is not in the room any more, or has no reason to be.</summary>
    private async Task StayAsync(Portal portal, CancellationToken attached)
    {
        var isSeated = await SeatVisitorsAsync(portal, attached);

        // Behind everything else: what rooms do not answer (ejabberd with mod_privilege keeps the question) holds up nothing that is said.
        await hearing.LiftBansAsync(portal, attached);
        while (portal is { IsOpen: true, HasEnded: false })
        {
            if (await portal.WaitForCallAsync(isSeated ? Interval : Soon, time, attached) && portal.LastWords is { } words)
            {
                portal.LastWords = null;
                await EndAsync(portal, words, attached);
                return;
            }

            if (portal is { IsOpen: false } or { HasEnded: true })
            {
                return;
            }

            var isForgotten = portal.Ear.State == SeatState.Seated ? await PortalQuestions.IsForgottenAsync(portal, attached) : true;
            if (isForgotten is null && !portal.Ready.IsCompleted)
            {
                // Something was said and not confirmed. Answers come behind what was said before the question: without one, saying it again could double it.
                isSeated = false;
                continue;
            }

            if (isForgotten == true)
            {
                portal.SetReady(false);
                foreach (var seat in portal.AllSeats)
                {
                    seat.Take(SeatSignal.Lost);
                }

                return;
            }

            if (isForgotten == false)
            {
                portal.SetReady(true);
            }

            isSeated = await SeatVisitorsAsync(portal, attached);
        }
    }

    /// <summary>True when the network said who is there and all of them have a seat, or know why not.</summary>
    private async Task<bool> SeatVisitorsAsync(Portal portal, CancellationToken attached)
    {
        if (await ((IVisitsRooms)portal.Network.Adapter).GetVisitorsAsync(portal.RemoteRoom, attached) is not { } visitors)
        {
            return false;
        }

        if (visitors.Count == 0)
        {
            await SetOpenAsync(portal, false, attached);
            return true;
        }

        var all = true;
        foreach (var visitor in visitors)
        {
            if (!allows(visitor, portal.Network))
            {
                // A rule came after they did: who has no seat does not read, either. Once, however often it is looked.
                if (!portal.Row.IsBridge && portal.Denied.TryAdd(visitor.Id, true))
                {
                    await post.PutOutAsync(
                        portal, visitor.Id, portal.Room, RoomPassage.Removed, portal.Room, PortalTexts.NotAllowed.In(portal.Language), attached);
                }

                continue;
            }

            if (!limits.HasSeatFor(portal, visitor.Id))
            {
                continue;
            }

            var seat = await seats.GetAsync(portal, visitor, attached);
            if (seat.State != SeatState.Seated && portal.Ear.State == SeatState.Seated)
            {
                all &= await seats.SeatAsync(portal, seat, null, attached) is not SeatOutcome.Unknown;
            }
        }

        using (await portal.EnterAsync(attached))
        {
            if (!portal.TellsOccupants)
            {
                await hearing.TellOccupantsAsync(portal, attached);
            }
        }

        // Behind it: a name whose seat is gone is taken for one of the XMPP room until that has said that it left.
        await DismissStrayAsync(portal, visitors, attached);
        return all;
    }

    /// <summary>Who has not come along when the network's room was replaced has left the conversation.</summary>
    private async Task DismissStrayAsync(Portal portal, IReadOnlyList<RemoteContact> visitors, CancellationToken attached)
    {
        if (portal.LeavingAt is not { } at || time.GetUtcNow() < at)
        {
            return;
        }

        portal.LeavingAt = null;
        foreach (var (who, seat) in portal.Seats.Where(seat => visitors.All(visitor => visitor.Id != seat.Key)).ToList())
        {
            portal.Seats.TryRemove(who, out _);
            await PortalSeats.LeaveAsync(portal, seat, PortalTexts.Moved.In(portal.Language), attached);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3201, LogLevel.Warning, "{Network}: a portal waits for the store: {Reason}")]
        public static partial void StoreAway(ILogger logger, string network, string reason);

        [LoggerMessage(3202, LogLevel.Information, "{Network}: the gateway has come into an XMPP room")]
        public static partial void CameIn(ILogger logger, string network);

        [LoggerMessage(3203, LogLevel.Warning, "{Network}: the archive of an XMPP room does not tell what was said while the gateway was away")]
        public static partial void NotCaughtUp(ILogger logger, string network);

        [LoggerMessage(3205, LogLevel.Warning, "{Network}: an XMPP room does not let the gateway in again; it is tried until it does")]
        public static partial void NotLetIn(ILogger logger, string network);

        [LoggerMessage(3204, LogLevel.Warning, "{Network}: a portal has ended: {Reason}")]
        public static partial void Ended(ILogger logger, string network, string reason);
    }
}
