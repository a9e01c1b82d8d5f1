using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>How clients come into rooms (XEP-0045 §7.2), and what they are called there (§7.6).</summary>
internal sealed partial class RoomEntrance(
    RoomBook book, IRoomStore store, RoomDoor door, RoomArrivals arrivals, RoomMembers members, RoomBelonging belonging, RoomPast past, RoomDeparture departure, RoomPictures pictures, RoomBookmarks bookmarks,
    RoomMoving moving, int maximumPerUser, Languages languages, TimeProvider time, ILogger<RoomEntrance> logger)
{
    /// <summary>How often somebody is overtaken before they are told to try again later.</summary>
    private const int MostAttempts = 5;

    /// <summary>
    /// Brings a client into a room, or tells it everything again when it is in it. The user is entered on the foreign network; what others
    /// see follows.
    /// </summary>
    /// <exception cref="StanzaErrorException">The client may not come in, and why.</exception>
    public async ValueTask EnterAsync(Network network, Stanza presence, RoomJoin wish, CancellationToken cancellationToken)
    {
        var client = new RoomClient(presence.From!, presence.To!.Bare) { Language = await languages.FindAsync(network.Name, presence, cancellationToken) };
        var wished = Nicks.Prepare(presence.To.Resource) ?? throw Refusal(StanzaConditions.JidMalformed, RoomTexts.NoNick);
        await CountAsync(network, client, cancellationToken);
        for (var attempt = 1; !await TryEnterAsync(network, presence, client, wished, wish, cancellationToken); attempt++)
        {
            if (attempt == MostAttempts)
            {
                throw Refusal(StanzaConditions.RemoteServerTimeout, RoomTexts.StateUnknown);
            }
        }
    }

    /// <summary>
    /// Once. On the network first, then here, where it is stored at once: what comes then may take as long as the network takes, and others do not wait for
    /// it. False when that was overtaken by what happened meanwhile.
    /// </summary>
    private async ValueTask<bool> TryEnterAsync(
        Network network, Stanza presence, RoomClient client, string wished, RoomJoin wish, CancellationToken cancellationToken)
    {
        var user = client.Jid.Bare;
        var name = await NameOfAsync(network, client, cancellationToken) ?? wished;
        var changes = book.Changes;
        var before = await book.FindAsync(network, client.Room, cancellationToken);
        ValueTask<Inside> BringInAsync() => this.BringInAsync(network, client, before, name, wished, changes, cancellationToken);
        var (room, entered, known, next) = before?.Users.ContainsKey(user) == true
            ? await BringInAsync()
            : await arrivals.WatchAsync(network, client, name, BringInAsync, cancellationToken);
        if (before is not null && before.Id != room.Id)
        {
            await moving.MoveAsync(before, client.Room, client.Jid, next, cancellationToken);
        }

        await PrepareAsync(room, client, wish, cancellationToken);
        using (await room.EnterAsync(cancellationToken))
        {
            if (!room.Users.TryGetValue(user, out var self))
            {
                // They have left meanwhile, or were put out.
                return false;
            }

            // What is said to an address is said where it leads. It goes nowhere else as long as we have the turn.
            if (await store.FindRoomByLocalpartAsync(network.Name, client.Room.Local!, cancellationToken) is { } led && led.Id == room.Row.Id)
            {
                room.Row = led;
                if (room.State is null)
                {
                    await RoomStates.TakeAsync(room, entered.State, book.HasChangedSince(room, changes), user, cancellationToken);
                }

                await AdmitAsync(room, client, self, known, presence.To!.Resource!, wish, cancellationToken);
                bookmarks.Entered(network, user, client.Room, entered.State.Name, self.Nick);
                return true;
            }
        }

        if (known is null)
        {
            // They wanted into the room to which the address leads, and have seen nothing of this one.
            await departure.EndAsync(room, user, null, cancellationToken);
        }

        return false;
    }

    /// <summary>Into the room on the network, and among those who belong to it here.</summary>
    private async ValueTask<Inside> BringInAsync(
        Network network, RoomClient client, HostedRoom? before, string name, string wished, long changes, CancellationToken cancellationToken)
    {
        var user = client.Jid.Bare;
        var leavings = book.Leavings;
        var entered = await door.EnterAsync(network, client, name, cancellationToken);
        var next = new RoomRow(0, network.Name, entered.State.Id.Value, entered.State.Address.Value, entered.State.Name);
        var isMove = before is not null && before.Id != entered.State.Id;
        var row = await store.PutRoomAsync(next, isMove ? null : client.Room.Local, cancellationToken);
        var room = await book.GetAsync(network, row, cancellationToken);
        using var turn = await room.EnterAsync(cancellationToken);
        if (book.HasLeftSince(room, user, leavings))
        {
            // Another client of theirs has taken them out meanwhile. Nobody can as long as we have the turn.
            entered = await door.EnterAsync(network, client, name, cancellationToken);
        }

        room.Row = await store.FindRoomAsync(network.Name, row.RemoteId, cancellationToken) ?? row;
        await RoomStates.TakeAsync(room, entered.State, book.HasChangedSince(room, changes), user, cancellationToken);
        var known = room.Users.GetValueOrDefault(user);

        // §7.2.5: all clients of one user are one occupant, under the name that they have already.
        var self = new RoomUserRow(room.Row.Id, user.ToString(), entered.Self.Value, known is not null && room.ClientsOf(user).Any() ? known.Nick : wished);
        return await belonging.BeginAsync(room, self, known, cancellationToken) is { } refusal ? throw refusal : new Inside(room, entered, known, next);
    }

    /// <summary>Where it cannot be had now, they come in all the same: what is missing is read when somebody wants it.</summary>
    private async ValueTask PrepareAsync(HostedRoom room, RoomClient client, RoomJoin wish, CancellationToken cancellationToken)
    {
        try
        {
            await past.PrepareAsync(room, client.Jid, wish, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever it was.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Unprepared(logger, e, room.Network.Name);
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
        foreach (var each in room.ClientsOf(user))
        {
            // By this name a later process tells them that they are not in the room any more.
            await store.PutRoomClientAsync(
                new RoomClientRow(room.Row.Id, each.Jid.ToString(), each.Room.WithResource(nick).ToString()), cancellationToken);
        }

        await members.PutAsync(room, self.Member with { Who = self.Member.Who with { DisplayName = nick } }, null, cancellationToken);
    }

    private async ValueTask CountAsync(Network network, RoomClient client, CancellationToken cancellationToken)
    {
        var user = client.Jid.Bare;
        if (await book.FindAsync(network, client.Room, cancellationToken) is { } known && known.Users.ContainsKey(user))
        {
            return;
        }

        if ((await store.RoomsOfUserAsync(network.Name, user.ToString(), cancellationToken)).Count >= maximumPerUser)
        {
            throw Refusal(StanzaConditions.ResourceConstraint, RoomTexts.TooManyRooms(maximumPerUser));
        }
    }

    /// <summary>§7.2.5: what a user is called who is in the room with another client; null when they are not, or by another address.</summary>
    private async ValueTask<string?> NameOfAsync(Network network, RoomClient client, CancellationToken cancellationToken) =>
        await book.FindAsync(network, client.Room, cancellationToken) is { } room && room.ClientsOf(client.Jid).Any()
            ? room.Users.GetValueOrDefault(client.Jid.Bare)?.Nick
            : null;

    private async ValueTask AdmitAsync(
        HostedRoom room, RoomClient client, RoomUserRow row, RoomUserRow? known, string asked, RoomJoin wish, CancellationToken cancellationToken)
    {
        if (await belonging.CheckAsync(room, row, known, cancellationToken) is { } refusal)
        {
            throw refusal;
        }

        var id = new RemoteUserId(row.Self);
        var occupants = room.Occupants!;
        await store.PutRoomClientAsync(
            new RoomClientRow(room.Row.Id, client.Jid.ToString(), client.Room.WithResource(row.Nick).ToString()), cancellationToken);
        var member = occupants.Find(id)?.Member
            ?? new RoomMember(new RemoteContact(id, id.Value, row.Nick), RoomRank.Guest);
        if (room.Find(client.Jid) is { } before)
        {
            if (before.Room != client.Room && room.OccupantOf(client.Jid) is { } self)
            {
                // It has come in by another address, and is one client: its first window ends here.
                await room.TellAsync(RoomPresences.Gone(room, self, before, null), cancellationToken);
            }

            room.Remove(client.Jid);
        }

        // Those who are in it already see who comes; then the client sees everybody, itself last (§7.2.2).
        await members.PutAsync(room, member, null, cancellationToken);
        room.Add(client);
        var me = occupants.Find(id)!;
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
        await pictures.ShowAsync(room, client, cancellationToken);
        foreach (var stanza in await past.RecallAsync(room, client, wish, cancellationToken))
        {
            await room.TellAsync(stanza, cancellationToken);
        }

        await room.TellAsync(SubjectOf(room, client), cancellationToken);
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

    /// <param name="Room">The room.</param>
    /// <param name="Entered">What the network has said.</param>
    /// <param name="Known">What they were here before; null for nobody.</param>
    /// <param name="Next">The room, as its address leads to it.</param>
    private sealed record Inside(HostedRoom Room, RoomEntry.Entered Entered, RoomUserRow? Known, RoomRow Next);

    private static partial class Log
    {
        [LoggerMessage(3128, LogLevel.Warning, "{Network}: what was said in a room before a client came in could not be read")]
        public static partial void Unprepared(ILogger logger, Exception exception, string network);
    }
}
