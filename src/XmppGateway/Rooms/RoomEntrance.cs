using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>How clients come into rooms (XEP-0045 §7.2), and what they are called there (§7.6).</summary>
internal sealed class RoomEntrance(
    RoomBook book, IRoomStore store, RoomAddresses addresses, RoomPast past, TimeProvider time)
{
    /// <summary>
    /// Brings a client into a room, or tells it everything again when it is in it. The user is entered on the foreign network; what others
    /// see follows.
    /// </summary>
    /// <exception cref="StanzaErrorException">The client may not come in, and why.</exception>
    public async ValueTask EnterAsync(Network network, Stanza presence, RoomJoin wish, CancellationToken cancellationToken)
    {
        var client = new RoomClient(presence.From!, presence.To!.Bare);
        var wished = Nicks.Prepare(presence.To.Resource) ?? throw Refusal(StanzaConditions.JidMalformed, RoomTexts.NoNick);
        var address = await addresses.FindAddressAsync(network, client.Room, cancellationToken)
            ?? throw Refusal(StanzaConditions.ItemNotFound, RoomTexts.NoRoomsThere);
        var host = (IHostsRooms)network.Adapter;
        var user = client.Jid.Bare;
        var name = await NameOfAsync(network, client, cancellationToken) ?? wished;
        switch (await host.EnterAsync(address, user, name, cancellationToken))
        {
            case RoomEntry.Entered entered:
                var row = await store.PutRoomAsync(
                    new RoomRow(0, network.Name, entered.State.Id.Value, entered.State.Address.Value, entered.State.Name),
                    client.Room.Local!,
                    cancellationToken);
                var room = await book.GetAsync(network, row, cancellationToken);
                using (await room.EnterAsync(cancellationToken))
                {
                    room.Row = row;
                    room.State = entered.State;
                    await AdmitAsync(room, client, entered.Self, wished, presence.To.Resource!, wish, cancellationToken);
                }

                break;
            case RoomEntry.Refused refused:
                throw new StanzaErrorException(FailureConditions.ToStanzaError(refused.Condition, refused.Reason));
            default:
                throw new InvalidOperationException("Unknown entry.");
        }
    }

    /// <summary>§7.6: another name for somebody who is in the room; all their clients have it from now on.</summary>
    /// <exception cref="StanzaErrorException">They cannot have it, and why.</exception>
    public async ValueTask RenameAsync(HostedRoom room, Jid client, string? wished, CancellationToken cancellationToken)
    {
        var nick = Nicks.Prepare(wished) ?? throw Refusal(StanzaConditions.JidMalformed, RoomTexts.NoNick);
        var user = client.Bare;
        if (room.Occupants is not { } occupants || room.OccupantOf(user) is not { } self || self.Nick == nick)
        {
            return;
        }

        if (occupants.Find(nick) is not null)
        {
            throw Refusal(StanzaConditions.Conflict, RoomTexts.NickTaken);
        }

        if (await ((IHostsRooms)room.Network.Adapter).ChangeAsync(room.Id, user, new RoomChange.Nick(nick), cancellationToken) is RoomAnswer.Refused refused)
        {
            throw new StanzaErrorException(FailureConditions.ToStanzaError(refused.Condition, refused.Reason));
        }

        var row = room.Users[user] with { Nick = nick };
        await store.PutRoomUserAsync(row, cancellationToken);
        room.Users[user] = row;
        await RoomMembers.PutAsync(room, self.Member with { Who = self.Member.Who with { DisplayName = nick } }, cancellationToken);
    }

    /// <summary>§7.2.5: what a user is called who is in the room with another client; null when they are not, or by another address.</summary>
    private async ValueTask<string?> NameOfAsync(Network network, RoomClient client, CancellationToken cancellationToken) =>
        await book.FindAsync(network, client.Room, cancellationToken) is { } room && room.ClientsOf(client.Jid).Any()
            ? room.Users.GetValueOrDefault(client.Jid.Bare)?.Nick
            : null;

    private async ValueTask AdmitAsync(
        HostedRoom room, RoomClient client, RemoteUserId self, string wished, string asked, RoomJoin wish, CancellationToken cancellationToken)
    {
        var user = client.Jid.Bare;
        var wasEmpty = room.Users.IsEmpty;
        var known = room.Users.GetValueOrDefault(user);

        // §7.2.5: all clients of one user are one occupant, under the name that they have already.
        var row = new RoomUserRow(room.Row.Id, user.ToString(), self.Value, room.ClientsOf(user).Any() ? known!.Nick : wished);
        room.Users[user] = row;
        if (!await RoomMembers.ReadAsync(room, user, cancellationToken))
        {
            await TurnAwayAsync(room, user, known, cancellationToken);
            throw Refusal(StanzaConditions.RemoteServerTimeout, RoomTexts.MembersUnknown);
        }

        var occupants = room.Occupants!;
        if (occupants.Find(row.Nick) is { } holder && holder.Member.Who.Id != self)
        {
            await TurnAwayAsync(room, user, known, cancellationToken);
            throw Refusal(StanzaConditions.Conflict, RoomTexts.NickTaken);
        }

        if (wasEmpty)
        {
            await past.CatchUpAsync(room, user, cancellationToken);
        }

        await store.PutRoomUserAsync(row, cancellationToken);
        await store.PutRoomClientAsync(
            new RoomClientRow(room.Row.Id, client.Jid.ToString(), client.Room.WithResource(row.Nick).ToString()), cancellationToken);
        var member = occupants.Find(self)?.Member
            ?? new RoomMember(new RemoteContact(self, self.Value, row.Nick), RoomRank.Guest);
        room.Remove(client.Jid);

        // Those who are in it already see who comes; then the client sees everybody, itself last (§7.2.2).
        await RoomMembers.PutAsync(room, member, cancellationToken);
        room.Add(client);
        var me = occupants.Find(self)!;
        foreach (var occupant in occupants.All)
        {
            if (!ReferenceEquals(occupant, me))
            {
                await room.TellAsync(RoomPresences.Present(room, occupant, client), cancellationToken);
            }
        }

        // §7.2.9: 210 says that the room has chosen the name.
        int[] statuses = me.Nick == asked ? [RoomStatus.NonAnonymous] : [RoomStatus.NonAnonymous, RoomStatus.NickAssigned];
        await room.TellAsync(RoomPresences.Present(room, me, client, statuses), cancellationToken);
        foreach (var stanza in await past.RecallAsync(room, client, wish, cancellationToken))
        {
            await room.TellAsync(stanza, cancellationToken);
        }

        await room.TellAsync(SubjectOf(room, client), cancellationToken);
    }

    /// <summary>Who did not belong to the room before does not now.</summary>
    private static async ValueTask TurnAwayAsync(HostedRoom room, Jid user, RoomUserRow? known, CancellationToken cancellationToken)
    {
        if (known is not null)
        {
            room.Users[user] = known;
            return;
        }

        room.Users.TryRemove(user, out _);
        RoomBook.Rest(room);
        await ((IHostsRooms)room.Network.Adapter).LeaveAsync(room.Id, user, null, cancellationToken);
    }

    private Stanza SubjectOf(HostedRoom room, RoomClient client)
    {
        var subject = room.State?.Subject ?? RoomSubject.None;
        var from = subject.By is { } by
            ? client.Room.WithResource(room.Occupants?.Find(by.Id)?.Nick ?? Nicks.Of(by))
            : client.Room;
        var stanza = RoomMessages.Subject(from, client.Jid, subject);
        if (subject is { Text.Length: > 0, At: { } at } && at < time.GetUtcNow())
        {
            stanza.Payloads.Add(Delay.Create(at, client.Room));
        }

        return stanza;
    }

    private static StanzaErrorException Refusal(string condition, LocalText text) => new(StanzaError.Of(condition, text));
}
