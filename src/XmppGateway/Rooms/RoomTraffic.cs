using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>What happens in rooms: into their archives, and to the clients that are in them.</summary>
internal sealed partial class RoomTraffic(
    RoomBook book, IRoomStore store, IRoomArchive archive, RoomMessages messages, RoomMembers members, RoomAddresses addresses, IAddressBook people,
    ILogger<RoomTraffic> logger)
    : IRoomTraffic
{
    private const int Remembered = 4096;

    /// <summary>What this process has archived and may have to show again after a lost link, by stanza id.</summary>
    private readonly BoundedCache<string, string> _archived = new(Remembered);

    /// <inheritdoc/>
    public async ValueTask<bool> ShowAsync(Network network, RoomEvent what, string stanzaId, CancellationToken attached)
    {
        if (await book.FindAsync(network, what.Room, attached) is not { } room)
        {
            Log.UnknownRoom(logger, network.Name);
            return false;
        }

        using var turn = await room.EnterAsync(attached);
        switch (what)
        {
            case RoomMemberChange change:
                return await members.ChangeAsync(room, change, attached);
            case RoomRanksChange:
                return await RoomMembers.ReadAgainAsync(room, attached);
            case RoomStateChange:
                return await ChangeStateAsync(room, attached);
            case RoomEnd end:
                return await EndAsync(room, end, attached);
            case RoomSubjectChange { Subject: var subject } when room.State is not null:
                room.State = room.State with { Subject = subject };
                break;
        }

        return await SayAsync(room, what, stanzaId, attached);
    }

    /// <inheritdoc/>
    public async ValueTask<RoomEvent?> ReflectAsync(
        Network network, GatewayEvent what, RemoteMessageId? id, string stanzaId, CancellationToken cancellationToken)
    {
        var roomId = new RemoteRoomId(what.Contact.Id.Value);
        if (await book.FindAsync(network, roomId, cancellationToken) is not { } room || !room.Users.TryGetValue(what.User, out var user))
        {
            return null;
        }

        var by = new RemoteContact(new RemoteUserId(user.Self), user.Self, user.Nick);
        return what switch
        {
            Message message when id is { } own => new RoomMessage
            {
                Room = roomId,
                By = by,
                Timestamp = message.Timestamp,
                Body = message.Body,
                Attachments = message.Attachments,
                Id = own,
                Thread = message.Thread,
                ReplyTo = message.ReplyTo,
                StanzaId = stanzaId.Length == 0 ? null : stanzaId,
            },
            Edit edit when id is { } own => new RoomEdit
            {
                Room = roomId,
                By = by,
                Timestamp = edit.Timestamp,
                Target = edit.Target,
                Body = edit.Body,
                Id = own,
            },
            Retraction retraction => new RoomRetraction
            {
                Room = roomId,
                By = by,
                Timestamp = retraction.Timestamp,
                Target = retraction.Target,
                Reason = retraction.Reason,
            },
            Reactions reactions => new RoomReactions
            {
                Room = roomId,
                By = by,
                Timestamp = reactions.Timestamp,
                Target = reactions.Target,
                Emoji = reactions.Emoji,
            },
            _ => null,
        };
    }

    /// <inheritdoc/>
    public async ValueTask<Stanza> InviteAsync(
        Network network, RoomInvitation invitation, string stanzaId, CancellationToken cancellationToken)
    {
        var room = await addresses.GetJidAsync(network, invitation.Room, cancellationToken);
        var inviter = await people.GetJidAsync(network, invitation.Contact, cancellationToken);
        var reason = invitation.Reason is { } words ? Translation.BodyText.CleanLine(words) : null;

        // §7.8.2, as the room sends it; and XEP-0249 for clients that know only that.
        var stanza = Stanza.Message(room, invitation.User, type: null, stanzaId);
        stanza.Payloads.Add(new RoomNews { Invites = [new RoomInvite(inviter, null, reason)] }.ToElement());
        stanza.Payloads.Add(DirectInvitation.Create(room, reason));
        return stanza;
    }

    private async ValueTask<bool> SayAsync(HostedRoom room, RoomEvent what, string stanzaId, CancellationToken attached)
    {
        var nick = room.Occupants?.Find(what.By.Id)?.Nick ?? Nicks.Of(what.By);
        if (ArchivedEvents.Of(room.Row.Id, what, nick, stanzaId) is not { } archived)
        {
            return false;
        }

        if (await archive.AddArchivedAsync(archived, attached))
        {
            _archived.Set(stanzaId, archived.Id);
        }
        else if (!_archived.TryGet(stanzaId, out _))
        {
            // The network has told it twice, or it is what one of our users said, coming back.
            return false;
        }

        var sent = false;
        foreach (var client in room.Clients)
        {
            foreach (var stanza in await messages.WriteAsync(room, archived, client.Room, client.Jid, attached))
            {
                await room.TellAsync(stanza, attached);
                sent = true;
            }
        }

        return sent;
    }

    /// <summary>§10.2.1: clients ask for the rest themselves.</summary>
    private static async ValueTask<bool> ChangeStateAsync(HostedRoom room, CancellationToken attached)
    {
        room.State = null;
        foreach (var client in room.Clients)
        {
            var notice = Stanza.Message(client.Room, client.Jid, "groupchat");
            notice.Payloads.Add(new RoomNews { Statuses = [RoomStatus.ConfigurationChanged] }.ToElement());
            await room.TellAsync(notice, attached);
        }

        return room.Clients.Count > 0;
    }

    /// <summary>§10.9: everybody is told where people go on.</summary>
    private async ValueTask<bool> EndAsync(HostedRoom room, RoomEnd end, CancellationToken attached)
    {
        var alternate = end.Successor is { } successor ? await addresses.GetJidAsync(room.Network, successor, attached) : null;
        foreach (var client in room.Clients.ToList())
        {
            if (room.OccupantOf(client.Jid) is { } self)
            {
                await room.TellAsync(RoomPresences.Destroyed(self, client, new RoomDestruction(alternate, end.Reason)), attached);
            }

            room.Remove(client.Jid);
        }

        foreach (var user in room.Users.Values.ToList())
        {
            await store.RemoveRoomUserAsync(room.Row.Id, user.User, attached);
            room.Users.TryRemove(Jid.Parse(user.User), out _);
        }

        RoomBook.Rest(room);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(3120, LogLevel.Debug, "{Network}: an event of a room in which no user has ever been is not shown")]
        public static partial void UnknownRoom(ILogger logger, string network);
    }
}
