using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;

namespace XmppGateway.Portals;

/// <summary>
/// A room of the network that an operator has connected goes on in another one: the connection goes with it, and in the XMPP room nobody notices. Called on
/// the lane of the room that has ended.
/// </summary>
internal sealed partial class PortalMoving(
    PortalBook book, PortalPost post, PortalKeeper keeper, Func<Portal, RemoteRoomId, CancellationToken, Task<bool>> isHosted, ILogger<PortalMoving> logger)
{
    /// <summary>Whoever replaces a room invites its members afterwards, and the gateway is one of them.</summary>
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3)];

    /// <summary>Returns when the portal goes on there, or has ended with the reason. Safe to do again after a crash.</summary>
    public async Task FollowAsync(Portal portal, RoomAddress successor, LaneWait wait)
    {
        var visits = (IVisitsRooms)portal.Network.Adapter;
        var offer = await ExamineAsync();
        for (var attempt = 0; offer is not PortalOffer.Ready && attempt < Pauses.Length && !portal.HasEnded; attempt++)
        {
            await wait.Pause(Pauses[attempt], wait.Until);
            offer = await ExamineAsync();
        }

        if (portal.HasEnded)
        {
            return;
        }

        var refusal = offer is PortalOffer.Ready ready ? await MoveAsync(portal, visits, ready.Room, wait.Until) : ((PortalOffer.Refused)offer).Reason;
        if (refusal is not null)
        {
            await keeper.EndAsync(portal, PortalTexts.NotFollowed(refusal), wait.Until);
        }

        ValueTask<PortalOffer> ExamineAsync() => wait.ForAsync(visits.FollowAsync(portal.RemoteRoom, successor, portal.Room, wait.Until));
    }

    private async Task<LocalText?> MoveAsync(Portal portal, IVisitsRooms visits, RemoteRoomId room, CancellationToken cancellationToken)
    {
        if (book.Find(portal.Network, room) is not null || await isHosted(portal, room, cancellationToken))
        {
            return PortalTexts.TakenElsewhere;
        }

        await visits.OpenAsync(room, portal.Room, cancellationToken);
        using (await portal.EnterAsync(cancellationToken))
        {
            if (!await post.MoveAsync(portal, room, PortalTexts.Moved, cancellationToken))
            {
                await visits.CloseAsync(room, portal.Room, cancellationToken);
                return PortalTexts.TakenElsewhere;
            }

            book.Move(portal, room);
        }

        Log.Moved(logger, portal.Network.Name);

        // Who does not come along has left the conversation. The keeper seats the others, and tells the room who is in the XMPP room.
        var there = await visits.GetVisitorsAsync(room, cancellationToken);
        foreach (var (who, seat) in portal.Seats.ToList())
        {
            if (there?.Any(visitor => visitor.Id == who) == false && portal.Seats.TryRemove(who, out _))
            {
                await PortalSeats.LeaveAsync(portal, seat, PortalTexts.Moved.In(portal.Language), cancellationToken);
            }
        }

        portal.Call();
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(3206, LogLevel.Information, "{Network}: a connected room was replaced, and the connection has gone with it")]
        public static partial void Moved(ILogger logger, string network);
    }
}
