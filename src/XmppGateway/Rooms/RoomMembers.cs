using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>Who is in a room: read from the network when somebody looks, and kept in step from then on. Called with the room's turn.</summary>
internal sealed class RoomMembers(IRoomStore store, RoomBookmarks bookmarks, TimeProvider time)
{
    private const int Remembered = 4096;

    /// <summary>Whoever asks has the room's turn, and a homeserver may take long to say nothing.</summary>
    private static readonly TimeSpan UntilAskedAgain = TimeSpan.FromSeconds(30);

    /// <summary>What this process has changed and may have to tell again after a lost link, by stanza id.</summary>
    private readonly BoundedCache<(string StanzaId, RemoteUserId Who), Told> _told = new(Remembered);

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

    /// <summary>Somebody came, went or is something else; true when clients were told. What was told by this stanza id is told again.</summary>
    public async ValueTask<bool> ChangeAsync(HostedRoom room, RoomMemberChange change, string? stanzaId, CancellationToken attached) =>
        change.Passage == RoomPassage.Present ? await PutAsync(room, change.Member, stanzaId, attached) : await RemoveAsync(room, change, stanzaId, attached);

    /// <summary>Many ranks have changed: who is different now is told. What the network does not say now is asked again on the next occasion.</summary>
    public async ValueTask<bool> ReadAgainAsync(HostedRoom room, string? stanzaId, CancellationToken attached)
    {
        if (room.Occupants is null || room.Users.Keys.FirstOrDefault() is not { } user)
        {
            return false;
        }

        room.RanksDueAt = DateTimeOffset.MinValue;
        if (await HostOf(room).GetMembersAsync(room.Id, user, attached) is not { } all)
        {
            room.RanksDueAt = time.GetUtcNow() + UntilAskedAgain;
            return false;
        }

        var sent = false;
        foreach (var member in all)
        {
            sent |= await PutAsync(room, member, stanzaId, attached);
        }

        room.RanksDueAt = null;
        return sent;
    }

    /// <summary>The next occasion: something else happens in the room.</summary>
    public async ValueTask<bool> ReadLateAsync(HostedRoom room, CancellationToken attached) =>
        room.RanksDueAt <= time.GetUtcNow() && await ReadAgainAsync(room, null, attached);

    /// <summary>Somebody is in the room as they are from now on; true when clients were told, which they are not of what they know.</summary>
    public async ValueTask<bool> PutAsync(HostedRoom room, RoomMember member, string? stanzaId, CancellationToken attached)
    {
        if (room.Occupants is not { } occupants)
        {
            return false;
        }

        var (before, now) = Put(room, occupants, member);
        var told = Find(stanzaId, member.Who.Id);
        if (before != now)
        {
            told = Remember(stanzaId, member.Who.Id, new Told(before, null, []));
        }

        if (told is null)
        {
            return false;
        }

        try
        {
            foreach (var client in room.Clients)
            {
                if (told.Before is { } former && former.Nick != now.Nick)
                {
                    await room.TellAsync(RoomPresences.Renamed(room, former, now, client), attached);
                }

                await room.TellAsync(RoomPresences.Present(room, now, client), attached);
            }
        }
        catch (OperationCanceledException) when (stanzaId is null)
        {
            // Nobody comes back to it by itself: whoever does the same again finds it as it was.
            occupants.Undo(before, now);
            throw;
        }

        return room.Clients.Count > 0;
    }

    private Told? Find(string? stanzaId, RemoteUserId who) => stanzaId is not null && _told.TryGet((stanzaId, who), out var told) ? told : null;

    private Told Remember(string? stanzaId, RemoteUserId who, Told told)
    {
        if (stanzaId is not null)
        {
            _told.Set((stanzaId, who), told);
        }

        return told;
    }

    private async ValueTask<bool> RemoveAsync(HostedRoom room, RoomMemberChange change, string? stanzaId, CancellationToken attached)
    {
        var user = room.UserOf(change.Member.Who.Id);
        var told = room.Occupants?.Remove(change.Member.Who.Id) is { } present
            ? Remember(stanzaId, change.Member.Who.Id, new Told(present, user, user is null ? [] : [.. room.ClientsOf(user)]))
            : Find(stanzaId, change.Member.Who.Id);
        var sent = false;
        if (told is { Before: { } gone })
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
            foreach (var client in room.Clients.Concat(told.Clients.Where(client => room.Find(client.Jid) is null)))
            {
                int[] all = room.UserOf(gone.Who.Id) is null && client.Jid.Bare == told.User ? [RoomStatus.Self, .. statuses] : statuses;
                await room.TellAsync(RoomPresences.Gone(room, gone, client, why, all), attached);
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
            await ForgetAsync(room, user, attached);
            await store.RemoveRoomUserAsync(room.Row.Id, user.ToString(), attached);
            RoomBook.Rest(room);
        }
        else if (HostOf(room).UserOf(change.Member.Who.Id) is { } invited)
        {
            // An invitation was declined or taken back.
            await store.RemoveRoomUserAsync(room.Row.Id, invited.ToString(), attached);
        }

        return sent;
    }

    /// <summary>None of the user's clients is to go in again by itself.</summary>
    public ValueTask ForgetAsync(HostedRoom room, Jid user, CancellationToken cancellationToken) => MoveAsync(room, user, null, cancellationToken);

    /// <summary>The same, and they go into another room instead, if there is one.</summary>
    public async ValueTask MoveAsync(HostedRoom room, Jid user, Jid? next, CancellationToken cancellationToken)
    {
        var localparts = await store.LocalpartsOfRoomAsync(room.Row.Id, cancellationToken);
        bookmarks.Left(
            room.Network, user,
            [.. localparts.Select(localpart => Jid.TryCreate(localpart, room.Network.Link.Domain, null, out var jid) ? jid : null).OfType<Jid>()],
            next);
    }

    private static (Occupant? Before, Occupant Now) Put(HostedRoom room, Occupants occupants, RoomMember member)
    {
        var wished = room.UserOf(member.Who.Id) is { } user ? room.Users[user].Nick : null;
        return occupants.Put(member, wished is not null && occupants.Find(wished) is { } holder && holder.Member.Who.Id != member.Who.Id ? null : wished);
    }

    /// <summary>What clients were told, or not all of them.</summary>
    /// <param name="Before">Somebody as they were.</param>
    /// <param name="User">Which user of ours has gone, if one has.</param>
    /// <param name="Clients">Theirs, which are not in the room any more.</param>
    private sealed record Told(Occupant? Before, Jid? User, IReadOnlyList<RoomClient> Clients);

    private static IHostsRooms HostOf(HostedRoom room) => (IHostsRooms)room.Network.Adapter;
}
