using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Portals;

/// <summary>Somebody puts the bot out of a portal: it is the bot that reads there and lets people in, so that it is a portal no more.</summary>
internal sealed class PortalEnds(IAdapterContext context, MatrixClient client, PortalNotes notes, GhostIds ids)
{
    /// <summary>What a membership of the bot means; null for one that ends nothing, as one does that comes late: the room may be a portal anew.</summary>
    public async ValueTask<RoomEnd?> FindAsync(ClientEvent what, CancellationToken cancellationToken) =>
        what.Content.Text("membership") is "leave" or "ban" && what.Sender != ids.Bot && await notes.FindAsync(what.RoomId, cancellationToken) is not null
        // Where the homeserver does not say now, the next look at who is in the room finds it out.
        && await IsInAsync(what.RoomId, cancellationToken) == false
            ? End(what.RoomId, new RemoteContact(new RemoteUserId(what.Sender), what.Sender), what.Timestamp, what.Content.Text("reason"))
            : null;

    /// <summary>
    /// The homeserver does not tell the bot who is in a room. True when it was put out of a portal, which may never have been told and has been now; other
    /// refusals may be mistakes of who has set up the homeserver, and end nothing.
    /// </summary>
    public async ValueTask<bool> TellAsync(string roomId, CancellationToken cancellationToken)
    {
        if (await notes.FindAsync(roomId, cancellationToken) is null || await IsInAsync(roomId, cancellationToken) != false)
        {
            return false;
        }

        // A room can become a portal again, and lose the bot again.
        var now = context.Time.GetUtcNow();
        var key = string.Create(CultureInfo.InvariantCulture, $"portal-end {roomId} {now.ToUnixTimeSeconds()}");
        await context.PublishAsync([new Arrival.Ready(key, End(roomId, new RemoteContact(new RemoteUserId(roomId), roomId), now, null))], cancellationToken);
        return true;
    }

    /// <summary>Whether the bot is in a room; null when the homeserver does not say now.</summary>
    private async ValueTask<bool?> IsInAsync(string roomId, CancellationToken cancellationToken) =>
        (await client.GetJoinedRoomsAsync(ids.Bot, cancellationToken)).Value?.JoinedRooms is { } joined ? joined.Contains(roomId) : null;

    private static RoomEnd End(string roomId, RemoteContact by, DateTimeOffset at, string? reason) =>
        new() { Room = new RemoteRoomId(roomId), By = by, Timestamp = at, Reason = reason, IsExclusion = true };
}
