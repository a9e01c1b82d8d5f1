using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>Who is in a room: read from the network when somebody looks, and kept in step from then on. Called with the room's turn.</summary>
internal sealed class RoomMembers(IRoomStore store)
{
    /// <summary>Makes sure that it is known who is in the room; false when the network cannot tell now.</summary>
    public static async ValueTask<bool> ReadAsync(HostedRoom room, Jid user, CancellationToken cancellationToken)
    {
        if (room.Occupants is not null)
        {
            return true;
        }

        if (await HostOf(room).GetMembersAsync(room.Id, user, cancellationToken) is not { } all)
        {
            return false;
        }

        var occupants = new Occupants(all.Count + 1);

        // Our own users have the names that they chose; others make way.
        foreach (var member in all.Where(member => room.UserOf(member.Who.Id) is not null))
        {
            Put(room, occupants, member);
        }

        foreach (var member in all.Where(member => room.UserOf(member.Who.Id) is null))
        {
            Put(room, occupants, member);
        }

        room.Occupants = occupants;
        return true;
    }

    /// <summary>Somebody came, went or is something else; true when clients were told.</summary>
    public async ValueTask<bool> ChangeAsync(HostedRoom room, RoomMemberChange change, CancellationToken attached) =>
        change.Passage == RoomPassage.Present ? await PutAsync(room, change.Member, attached) : await RemoveAsync(room, change, attached);

    /// <summary>Many ranks have changed: who is different now is told.</summary>
    public static async ValueTask<bool> ReadAgainAsync(HostedRoom room, CancellationToken attached)
    {
        if (room.Occupants is null || room.Users.Keys.FirstOrDefault() is not { } user
            || await HostOf(room).GetMembersAsync(room.Id, user, attached) is not { } all)
        {
            return false;
        }

        var sent = false;
        foreach (var member in all)
        {
            sent |= await PutAsync(room, member, attached);
        }

        return sent;
    }

    /// <summary>Somebody is in the room as they are from now on; true when clients were told, which they are not of what they know.</summary>
    public static async ValueTask<bool> PutAsync(HostedRoom room, RoomMember member, CancellationToken attached)
    {
        if (room.Occupants is not { } occupants)
        {
            return false;
        }

        var (before, now) = Put(room, occupants, member);
        if (before == now)
        {
            return false;
        }

        foreach (var client in room.Clients)
        {
            if (before is not null && before.Nick != now.Nick)
            {
                await room.TellAsync(RoomPresences.Renamed(room, before, now, client), attached);
            }

            await room.TellAsync(RoomPresences.Present(room, now, client), attached);
        }

        return room.Clients.Count > 0;
    }

    private async ValueTask<bool> RemoveAsync(HostedRoom room, RoomMemberChange change, CancellationToken attached)
    {
        var user = room.UserOf(change.Member.Who.Id);
        var gone = room.Occupants?.Remove(change.Member.Who.Id);
        var sent = false;
        if (gone is not null)
        {
            int[] statuses = change.Passage switch
            {
                RoomPassage.Removed => [RoomStatus.Removed],
                RoomPassage.Banned => [RoomStatus.Banned],
                _ => [],
            };
            var why = new RoomItem
            {
                Affiliation = change.Passage == RoomPassage.Banned ? RoomAffiliation.Outcast : null,
                Reason = change.Reason is { } reason ? Translation.BodyText.CleanLine(reason) : null,
                Actor = change.Passage == RoomPassage.Left ? null : room.Occupants?.Find(change.By.Id)?.Nick,
            };
            foreach (var client in room.Clients)
            {
                await room.TellAsync(RoomPresences.Gone(room, gone, client, why, statuses), attached);
                sent = true;
            }
        }

        if (user is not null)
        {
            foreach (var client in room.ClientsOf(user).ToList())
            {
                room.Remove(client.Jid);
            }

            room.Users.TryRemove(user, out _);
            await store.RemoveRoomUserAsync(room.Row.Id, user.ToString(), attached);
            RoomBook.Rest(room);
        }

        return sent;
    }

    private static (Occupant? Before, Occupant Now) Put(HostedRoom room, Occupants occupants, RoomMember member)
    {
        var wished = room.UserOf(member.Who.Id) is { } user ? room.Users[user].Nick : null;
        return occupants.Put(member, wished is not null && occupants.Find(wished) is { } holder && holder.Member.Who.Id != member.Who.Id ? null : wished);
    }

    private static IHostsRooms HostOf(HostedRoom room) => (IHostsRooms)room.Network.Adapter;
}
