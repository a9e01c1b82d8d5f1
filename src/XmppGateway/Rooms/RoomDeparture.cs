using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// How clients go out of rooms (XEP-0045 §7.14). Leaving means leaving, on the foreign network too. A lost connection does not: then the user
/// still belongs to the room, and comes back to it.
/// </summary>
internal sealed class RoomDeparture(RoomMembers members, IRoomStore store, TimeProvider time)
{
    /// <summary>A client says that it leaves; or its server does, because it has gone.</summary>
    public async ValueTask LeaveAsync(HostedRoom room, Jid client, string? words, CancellationToken cancellationToken)
    {
        if (!await TakeOutAsync(room, client, cancellationToken))
        {
            return;
        }

        // Servers send the same presence for a client that was cut off. But then there is no client any more that could answer.
        if (await IsThereAsync(room.Network, client, cancellationToken))
        {
            await EndAsync(room, client.Bare, words, cancellationToken);
        }
    }

    /// <summary>A client cannot be reached: it is not in the room any more; its user still belongs to it.</summary>
    public async ValueTask LoseAsync(HostedRoom room, Jid client, CancellationToken cancellationToken)
    {
        using var turn = await room.EnterAsync(cancellationToken);
        await ForgetAsync(room, client, cancellationToken);
    }

    /// <summary>A user does not belong to a room any more.</summary>
    public async ValueTask EndAsync(HostedRoom room, Jid user, string? words, CancellationToken cancellationToken)
    {
        using var turn = await room.EnterAsync(cancellationToken);
        if (room.ClientsOf(user).Any() || !room.Users.TryGetValue(user.Bare, out var row))
        {
            // Another client of theirs has come in meanwhile.
            return;
        }

        await ((IHostsRooms)room.Network.Adapter).LeaveAsync(room.Id, user.Bare, words, cancellationToken);
        var who = new RemoteContact(new RemoteUserId(row.Self), row.Self, row.Nick);
        await members.ChangeAsync(
            room,
            new RoomMemberChange
            {
                Room = room.Id,
                By = who,
                Timestamp = time.GetUtcNow(),
                Member = new RoomMember(who, RoomRank.Guest),
                Passage = RoomPassage.Left,
            },
            cancellationToken);
    }

    /// <summary>True when it was the last client of its user.</summary>
    private async ValueTask<bool> TakeOutAsync(HostedRoom room, Jid client, CancellationToken cancellationToken)
    {
        using var turn = await room.EnterAsync(cancellationToken);
        if (room.Find(client) is not { } inside)
        {
            return false;
        }

        if (room.OccupantOf(client) is { } self)
        {
            await room.TellAsync(RoomPresences.Gone(room, self, inside, null), cancellationToken);
        }

        await ForgetAsync(room, client, cancellationToken);
        return !room.ClientsOf(client).Any();
    }

    private async ValueTask ForgetAsync(HostedRoom room, Jid client, CancellationToken cancellationToken)
    {
        room.Remove(client);
        await store.RemoveRoomClientAsync(room.Row.Id, client.ToString(), cancellationToken);
        RoomBook.Rest(room);
    }

    /// <summary>RFC 6121 §8.5.3.2.3: for a client that has gone its server answers; one that is there answers itself, whatever it says.</summary>
    private static async ValueTask<bool> IsThereAsync(Network network, Jid client, CancellationToken cancellationToken)
    {
        var question = Ping.Request(Jid.Parse(network.Link.Domain), client, "there");
        var answer = await network.Link.AskAsync(question, cancellationToken);
        return answer is { IsError: false } || (answer is not null && StanzaError.Find(answer) is { Condition: StanzaConditions.FeatureNotImplemented });
    }
}
