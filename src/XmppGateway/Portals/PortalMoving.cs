using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;

namespace XmppGateway.Portals;

/// <summary>
/// A room of the network that an operator has connected goes on in another one: the connection goes with it, and in the XMPP room nobody notices. Called on
/// the lane of the room that has ended.
/// </summary>
internal sealed partial class PortalMoving(
    PortalBook book, PortalPost post, PortalKeeper keeper, Func<string, bool> wants, Func<Portal, RemoteRoomId, CancellationToken, Task<bool>> isHosted,
    TimeProvider time, ILogger<PortalMoving> logger)
{
    /// <summary>Whoever replaces a room invites its members afterwards, and the gateway is one of them.</summary>
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3)];

    private static readonly TimeSpan Unanswered = TimeSpan.FromSeconds(15);

    /// <summary>People come along when they next look at their clients. Until then they keep their seats.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>Returns when the portal goes on there, or has ended with the reason. Safe to do again after a crash.</summary>
    public async Task FollowAsync(Portal portal, RoomAddress successor, LaneWait wait)
    {
        if (!wants(successor.Value))
        {
            await keeper.EndAsync(portal, PortalTexts.NotFollowed(PortalTexts.NotAllowed), wait.Until);
            return;
        }

        var visits = (IVisitsRooms)portal.Network.Adapter;
        var offer = await ExamineAsync();
        for (var refusals = 0; offer is not PortalOffer.Ready && refusals < Pauses.Length && !portal.HasEnded;)
        {
            // A network that does not answer has refused nothing.
            await wait.Pause(offer is PortalOffer.Refused ? Pauses[refusals++] : Unanswered, wait.Until);
            offer = await ExamineAsync();
        }

        if (portal.HasEnded)
        {
            return;
        }

        var refusal = offer is PortalOffer.Ready ready ? await MoveAsync(portal, visits, ready.Room, wait.Until) : (offer as PortalOffer.Refused)?.Reason;
        if (refusal is not null && !portal.HasEnded)
        {
            await keeper.EndAsync(portal, PortalTexts.NotFollowed(refusal), wait.Until);
        }

        ValueTask<PortalOffer> ExamineAsync() => wait.ForAsync(visits.FollowAsync(portal.RemoteRoom, successor, portal.Room, wait.Until));
    }

    private async Task<LocalText?> MoveAsync(Portal portal, IVisitsRooms visits, RemoteRoomId room, CancellationToken cancellationToken)
    {
        if (!wants(room.Value))
        {
            return PortalTexts.NotAllowed;
        }

        if (book.Find(portal.Network, room) is not null || await isHosted(portal, room, cancellationToken))
        {
            return PortalTexts.TakenElsewhere;
        }

        await visits.OpenAsync(room, portal.Room, cancellationToken);
        if (!await TryMoveAsync(portal, room, cancellationToken) || portal.HasEnded)
        {
            // Somebody was faster. A room that is no portal would be closed to everybody by the adapter's note.
            await visits.CloseAsync(room, portal.Room, cancellationToken);
            return PortalTexts.TakenElsewhere;
        }

        // The keeper seats who is there, and tells the room who is in the XMPP room.
        Log.Moved(logger, portal.Network.Name);
        portal.Call();
        return null;
    }

    /// <summary>False when the room is part of another portal.</summary>
    private async Task<bool> TryMoveAsync(Portal portal, RemoteRoomId room, CancellationToken cancellationToken)
    {
        using var turn = await portal.EnterAsync(cancellationToken);
        if (!await post.MoveAsync(portal, room, PortalTexts.Moved, cancellationToken))
        {
            return false;
        }

        book.Move(portal, room);
        portal.LeavingAt = time.GetUtcNow() + Grace;
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(3206, LogLevel.Information, "{Network}: a connected room was replaced, and the connection has gone with it")]
        public static partial void Moved(ILogger logger, string network);
    }
}
