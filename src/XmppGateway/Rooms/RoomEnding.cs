using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// The end of a room (XEP-0045 §10.9). Where another one takes its place, people are led there: their clients by the announcement, those who are
/// offline by an invitation, and all others by the bookmark. On the network they go there when they enter it.
/// </summary>
internal sealed class RoomEnding(RoomBook book, IRoomStore store, RoomAddresses addresses, RoomMembers members, RoomRules rules)
{
    /// <summary>Everybody is told, and leaves on the network, too. Called with the room's turn; again after a lost link.</summary>
    public async ValueTask<bool> EndAsync(HostedRoom room, RoomEnd end, string stanzaId, CancellationToken attached)
    {
        var reason = end.Reason is { } words ? Translation.BodyText.CleanLine(words) : null;
        var next = end.Successor is { } successor && rules.Allows(successor.Value)
            ? await addresses.GetJidAsync(room.Network, successor, attached)
            : null;
        foreach (var client in room.Clients.ToList())
        {
            if (room.OccupantOf(client.Jid) is { } self)
            {
                await room.TellAsync(RoomPresences.Destroyed(self, client, new RoomDestruction(next, reason)), attached);
            }

            room.Remove(client.Jid);
            await store.RemoveRoomClientAsync(room.Row.Id, client.Jid.ToString(), attached);
        }

        foreach (var (user, _) in room.Users.ToList())
        {
            if (next is not null)
            {
                var old = await addresses.GetJidAsync(room.Network, new RoomAddress(room.Row.Address), attached);
                await room.TellAsync(Invitation(next, user, old, reason, stanzaId), attached);
            }

            await members.MoveAsync(room, user, next, attached);
            await LeaveAsync(room, user, end.SuccessorAdmitsMembers && next is not null, attached);
        }

        RoomBook.Rest(room);
        return true;
    }

    /// <summary>§7.8.2, as a room sends it; and XEP-0249 for clients that know only that.</summary>
    public static Stanza Invitation(Jid room, Jid user, Jid inviter, string? reason, string id)
    {
        var stanza = Stanza.Message(room, user, type: null, id);
        stanza.Payloads.Add(new RoomNews { Invites = [new RoomInvite(inviter, null, reason)] }.ToElement());
        stanza.Payloads.Add(DirectInvitation.Create(room, reason));
        return stanza;
    }

    /// <summary>§7.8.2: the answer to an invitation, as a room sends it.</summary>
    public static Stanza Decline(Jid room, Jid inviter, Jid asked, string? reason, string id)
    {
        var stanza = Stanza.Message(room, inviter, type: null, id);
        stanza.Payloads.Add(new RoomNews { Decline = new RoomInvite(asked, null, reason) }.ToElement());
        return stanza;
    }

    /// <summary>Nobody is to stand in a dead room for ever; where the network cannot be told now, it is tried again.</summary>
    private async ValueTask LeaveAsync(HostedRoom room, Jid user, bool later, CancellationToken attached)
    {
        if (later)
        {
            // By being in this one people come into the next: their clients have until the hourly look.
            await store.PutLeavingAsync(room.Row.Id, user.ToString(), attached);
            return;
        }

        var answer = await ((IHostsRooms)room.Network.Adapter).LeaveAsync(room.Id, user, null, attached);
        book.NoteLeft(room, user);
        if (answer is RoomAnswer.Refused)
        {
            await store.PutLeavingAsync(room.Row.Id, user.ToString(), attached);
            return;
        }

        await store.RemoveRoomUserAsync(room.Row.Id, user.ToString(), attached);
        room.Users.TryRemove(user, out _);
    }
}
