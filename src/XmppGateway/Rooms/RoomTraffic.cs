using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
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
    RoomPictures pictures, RoomVoices voices, RoomEchoes echoes, RoomRules rules, RoomBookmarks bookmarks, RoomEnding end, RoomHearing hearing, Languages languages, ILogger<RoomTraffic> logger)
    : IRoomTraffic
{
    private const int Remembered = 4096;

    /// <summary>What this process has archived and may have to show again after a lost link, by stanza id.</summary>
    private readonly BoundedCache<string, string> _archived = new(Remembered);

    /// <inheritdoc/>
    public ValueTask<bool> ShowAsync(Network network, RoomEvent what, string stanzaId, CancellationToken attached) =>
        ShowAsync(network, what, stanzaId, FilesOfReaders.None, attached);

    private async ValueTask<bool> ShowAsync(Network network, RoomEvent what, string stanzaId, FilesOfReaders files, CancellationToken attached)
    {
        if (what is RoomSubjectChange or RoomStateChange or RoomRanksChange)
        {
            book.NoteChanged(network, what.Room);
        }

        if (await book.FindAsync(network, what.Room, attached) is not { } room)
        {
            book.NoteUnread(network, what.Room);
            Log.UnknownRoom(logger, network.Name);
            return false;
        }

        var shown = await ShowAsync(room, what, stanzaId, files, attached);
        if (what is RoomMemberChange { Passage: RoomPassage.Present, Member.Who: { DisplayName: { } name } who } && room.UserOf(who.Id) is { } user
            && room.Users.TryGetValue(user, out var row) && row.Nick != name)
        {
            // Networks put the name of a changed profile over the one that somebody has in a room; the network changes only what is not so by now.
            await ((IHostsRooms)network.Adapter).ChangeAsync(room.Id, user, new RoomChange.Nick(row.Nick), attached);
        }

        return shown;
    }

    private async ValueTask<bool> ShowAsync(HostedRoom room, RoomEvent what, string stanzaId, FilesOfReaders files, CancellationToken attached)
    {
        using var turn = await room.EnterAsync(attached);
        var isLate = what is not RoomRanksChange && await members.ReadLateAsync(room, attached);
        return await TellAsync(room, what, stanzaId, files, attached) | isLate;
    }

    private async ValueTask<bool> TellAsync(HostedRoom room, RoomEvent what, string stanzaId, FilesOfReaders files, CancellationToken attached)
    {
        switch (what)
        {
            case RoomMemberChange change:
                return await members.ChangeAsync(room, change, stanzaId, attached) | await TellDeclinedAsync(room, change, stanzaId, attached);
            case RoomRanksChange:
                // Who may speak is a right of people and a rule of the room.
                return await members.ReadAgainAsync(room, stanzaId, attached) | await RoomStates.ReadAgainAsync(room, attached);
            case RoomStateChange:
                var told = await RoomStates.ReadAgainAsync(room, attached);
                pictures.Look(room);
                return told;
            case RoomEnd over:
                return await end.EndAsync(room, over, stanzaId, attached);
            case RoomSubjectChange { Subject: var subject } when room.State is not null:
                room.State = room.State with { Subject = subject };
                break;
        }

        return await SayAsync(room, what, stanzaId, files, attached);
    }

    /// <summary>XEP-0045 §7.8.2: who has asked somebody in hears that they do not want to, wherever they are by now.</summary>
    private async ValueTask<bool> TellDeclinedAsync(HostedRoom room, RoomMemberChange change, string stanzaId, CancellationToken attached)
    {
        // No event of the inviter's: what the guard of those keeps from them is asked for here.
        if (change is not { Passage: RoomPassage.Left, InvitedBy: { } inviter }
            || !await hearing.ReachesAsync(room.Network, inviter, change.Member.Who, attached))
        {
            return false;
        }

        var asked = await people.GetJidAsync(room.Network, change.Member.Who, attached);
        var reason = change.Reason is { } words ? Translation.BodyText.CleanLine(words) : null;
        var from = await addresses.GetJidAsync(room.Network, new RoomAddress(room.Row.Address), attached);
        await room.TellAsync(RoomEnding.Decline(from, inviter, asked, reason, stanzaId), attached);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ShowAsync(Network network, RoomEvent what, string stanzaId, LaneWait wait, CancellationToken attached)
    {
        // What users of ours have said has taken its place when they said it.
        if (what is RoomMessage or RoomEdit or RoomRetraction or RoomReactions && !RoomHearing.IsOurs(network, what.By))
        {
            await rules.WaitAsync(network.Name, what.Room, wait);
        }

        return await ShowAsync(network, what, stanzaId, await wait.ForAsync(PutFilesAsync(network, what, stanzaId, wait.Until)), attached);
    }

    /// <inheritdoc/>
    public async ValueTask<RoomEvent?> ReflectAsync(
        Network network, GatewayEvent what, RemoteMessageId? id, string stanzaId, CancellationToken cancellationToken)
    {
        var roomId = new RemoteRoomId(what.Contact.Id.Value);
        if (await book.FindAsync(network, roomId, cancellationToken) is not { } room)
        {
            return null;
        }

        // Who has said something and gone has said it all the same: the others are told nothing of it in any other way.
        var self = room.Users.TryGetValue(what.User, out var user) ? new RemoteUserId(user.Self) : ((IHostsRooms)network.Adapter).IdentityOf(what.User);
        if (self is not { } author)
        {
            return null;
        }

        var by = new RemoteContact(author, author.Value, user?.Nick ?? await LastNickAsync(room, author, cancellationToken) ?? what.User.Local);
        var audience = await ((IHostsRooms)network.Adapter).AudienceOfAsync(roomId, what.User, cancellationToken);
        RoomEvent? said = what switch
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
        return said is null ? null : said with { Audience = audience };
    }

    /// <inheritdoc/>
    public async ValueTask<Stanza?> InviteAsync(
        Network network, RoomInvitation invitation, string stanzaId, CancellationToken cancellationToken)
    {
        if (!rules.Allows(invitation))
        {
            Log.Unwanted(logger, network.Name);

            // Unanswered it would stay open for ever. Who has come in by another way stays; and whether the network takes it or not, nobody is told.
            var id = new RemoteRoomId(invitation.Room.Value);
            if (await book.FindAsync(network, id, cancellationToken) is not { } inside || !inside.Users.ContainsKey(invitation.User.Bare))
            {
                await ((IHostsRooms)network.Adapter).LeaveAsync(id, invitation.User.Bare, null, cancellationToken);
            }

            return null;
        }

        var room = await addresses.GetJidAsync(network, invitation.Room, cancellationToken);
        var inviter = await people.GetJidAsync(network, invitation.Contact, cancellationToken);
        var reason = invitation.Reason is { } words ? Translation.BodyText.CleanLine(words) : null;

        var stanza = RoomEnding.Invitation(room, invitation.User, inviter, reason, stanzaId);
        if ((await book.FindAsync(network, new RemoteRoomId(invitation.Room.Value), cancellationToken)
            ?? await book.FindAsync(network, room, cancellationToken)) is { } known)
        {
            await store.PutRoomInvitationAsync(known.Row.Id, invitation.User.Bare.ToString(), cancellationToken);
        }

        bookmarks.Invited(network, invitation.User, room, invitation.IsAwaited);
        return stanza;
    }

    /// <inheritdoc/>
    public async ValueTask<Stanza> RefuseAsync(Network network, RoomRefusal refusal, string stanzaId, CancellationToken cancellationToken)
    {
        // XEP-0045 knows no answer to who was told to wait; their clients may have gone since, and a message waits for them.
        var room = await addresses.GetJidAsync(network, refusal.Room, cancellationToken);
        var stanza = Stanza.Message(room, refusal.User, type: null, stanzaId);
        var language = await languages.FindAsync(network.Name, refusal.User, null, cancellationToken);
        stanza.Lang = language;
        stanza.Body = RoomTexts.NotLetIn(refusal.IsBan, refusal.Reason is { } words ? Translation.BodyText.CleanLine(words) : null).In(language);
        return stanza.With(Hints.Store());
    }

    private async ValueTask<string?> LastNickAsync(HostedRoom room, RemoteUserId who, CancellationToken cancellationToken) =>
        await archive.ReadArchiveAsync(new ArchiveQuery(room.Row.Id, 1) { FromEnd = true, By = who.Value }, cancellationToken) is [{ Nick: var nick }] ? nick : null;

    /// <summary>
    /// Before the room's turn: while a slow server takes a file, people come and go, and who waits for the turn does not wait for a place that this
    /// lane has lent.
    /// </summary>
    private async ValueTask<FilesOfReaders> PutFilesAsync(Network network, RoomEvent what, string stanzaId, CancellationToken cancellationToken)
    {
        if (what is not RoomMessage { Attachments.Count: > 0 } message || await book.FindAsync(network, what.Room, cancellationToken) is not { Users.IsEmpty: false } room)
        {
            return FilesOfReaders.None;
        }

        // What is in the archive is shown again only by who has shown it; otherwise it is one of ours, coming back.
        var isShown = _archived.TryGet(stanzaId, out _) || await archive.FindArchivedAsync(room.Row.Id, message.Id.Value, null, cancellationToken) is null;
        return isShown ? await messages.PutFilesAsync(room, message, cancellationToken) : FilesOfReaders.None;
    }

    private async ValueTask<bool> SayAsync(HostedRoom room, RoomEvent what, string stanzaId, FilesOfReaders files, CancellationToken attached)
    {
        if (room.Users.IsEmpty)
        {
            // Somebody is on their way in. It belongs behind what they have missed, and both are read from the network's history when they are in: in the
            // archive already, it would look as if nothing was missing before it.
            book.NoteUnread(room.Network, what.Room);
            return false;
        }

        if (what is RoomRetraction retraction)
        {
            // It is asked for now: in the archive nothing is left of it.
            what = retraction with { Stanzas = await messages.CountAsync(room, retraction.Target, attached) };
        }

        var nick = await voices.NickOfAsync(room, what.By, attached);
        what = await echoes.CompleteAsync(room, what, attached);
        if (ArchivedEvents.Of(room.Row.Id, what, nick, stanzaId) is not { } archived)
        {
            return false;
        }

        IReadOnlySet<Jid>? seen = null;
        if (await archive.AddArchivedAsync(archived, attached))
        {
            _archived.Set(stanzaId, archived.Id);
        }
        else if (_archived.TryGet(stanzaId, out var known) && known is not null)
        {
            archived = await archive.FindArchivedAsync(room.Row.Id, known, null, attached) ?? archived;
        }
        else if (room.TakeRevealed(archived.Id) is { } clients)
        {
            // Somebody has come in before it was its turn, and it was read as their past: the others have not seen it.
            seen = clients;
            _archived.Set(stanzaId, archived.Id);
        }
        else
        {
            // The network has told it twice, or it is what one of our users said, coming back.
            return false;
        }

        var sent = false;
        foreach (var client in room.Clients.Where(client => seen?.Contains(client.Jid) != true))
        {
            foreach (var stanza in await messages.WriteAsync(room, archived, client.Room, client.Jid, files, attached))
            {
                await room.TellAsync(stanza, attached);
                sent = true;
            }
        }

        return sent;
    }

    private static partial class Log
    {
        [LoggerMessage(3120, LogLevel.Debug, "{Network}: an event of a room in which no user has ever been is not shown")]
        public static partial void UnknownRoom(ILogger logger, string network);

        [LoggerMessage(3122, LogLevel.Information, "{Network}: an invitation to a room, or by somebody, that Rooms:Deny names is declined")]
        public static partial void Unwanted(ILogger logger, string network);
    }
}
