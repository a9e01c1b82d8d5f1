using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>What a room is like, kept in step with its network.</summary>
internal static class RoomStates
{
    /// <summary>
    /// Name or rules may be others now: who is in the room is told so when they are, once, whoever says it first and how often. Called
    /// with the room's turn.
    /// </summary>
    /// <returns>True when clients were told.</returns>
    public static async ValueTask<bool> ReadAgainAsync(HostedRoom room, CancellationToken attached)
    {
        var before = room.State;
        room.State = null;
        if (room.Clients.Count == 0)
        {
            return false;
        }

        if (room.Users.Keys.FirstOrDefault() is { } user)
        {
            room.State = await ((IHostsRooms)room.Network.Adapter).GetStateAsync(room.Id, user, attached);
        }

        return (before is null || room.State is null || !IsSame(before, room.State)) && await TellAsync(room, attached);
    }

    /// <summary>
    /// What somebody who came in on the network has read there was the newest, unless it has changed since: then it may be older than what is known, or than the
    /// change. Called with the room's turn.
    /// </summary>
    public static async ValueTask TakeAsync(HostedRoom room, RoomState read, bool hasChanged, Jid user, CancellationToken cancellationToken)
    {
        if (!hasChanged)
        {
            room.State = read;
        }
        else
        {
            room.State ??= await ((IHostsRooms)room.Network.Adapter).GetStateAsync(room.Id, user, cancellationToken) ?? read;
        }
    }

    /// <summary>
    /// What the room is like for somebody who may see it (§6.4): who belongs to it, and for one that is public or open, everybody. Null when it is
    /// not known, or not for them.
    /// </summary>
    public static async ValueTask<RoomState?> SeenByAsync(HostedRoom room, Jid asker, CancellationToken cancellationToken)
    {
        var belongs = room.Users.ContainsKey(asker.Bare);
        return room.State is { } known ? belongs || known.IsPublic || !known.IsMembersOnly ? known : null
            : belongs ? await ((IHostsRooms)room.Network.Adapter).GetStateAsync(room.Id, asker.Bare, cancellationToken)
            : null;
    }

    /// <summary>§10.2.1, status 104: clients ask for the rest themselves. Called with the room's turn.</summary>
    public static async ValueTask<bool> TellAsync(HostedRoom room, CancellationToken attached)
    {
        foreach (var client in room.Clients)
        {
            var notice = Stanza.Message(client.Room, client.Jid, "groupchat");
            notice.Payloads.Add(new RoomNews { Statuses = [RoomStatus.ConfigurationChanged] }.ToElement());
            await room.TellAsync(notice, attached);
        }

        return room.Clients.Count > 0;
    }

    /// <summary>In all that belongs to the configuration: subject, members and picture (<see cref="RoomPictures"/>) have stanzas of their own.</summary>
    private static bool IsSame(RoomState before, RoomState now) =>
        before with { Subject = now.Subject, MemberCount = now.MemberCount, Avatar = now.Avatar } == now;
}
