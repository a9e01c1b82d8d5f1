using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Rooms;

/// <summary>How users whom the network has let into a room come to belong to it, or do not. Called with the room's turn.</summary>
internal sealed partial class RoomBelonging(RoomBook book, IRoomStore store, RoomMembers members, RoomPast past, ILogger<RoomBelonging> logger)
{
    /// <summary>
    /// A user belongs to the room from now on, which is stored before anything else is asked for: whoever is in it on the network is known here, whatever
    /// comes. Or why they cannot come in; who did not belong to it before does not then, where they can come again.
    /// </summary>
    public async ValueTask<StanzaErrorException?> BeginAsync(HostedRoom room, RoomUserRow row, RoomUserRow? known, CancellationToken cancellationToken)
    {
        var user = Jid.Parse(row.User);
        if (room.Users.IsEmpty)
        {
            await past.BeginAsync(room, cancellationToken);
        }

        if (known is null && ((IHostsRooms)room.Network.Adapter).HasPersonalHistory)
        {
            await RevealAsync(room, user, row, cancellationToken);
        }

        await store.PutRoomUserAsync(row, cancellationToken);
        room.Users[user] = row;
        return await CheckAsync(room, row, known, cancellationToken);
    }

    /// <summary>Somebody is in the room on the network whom nobody here knows: they leave it, or belong to it from now on, where they could not come in again.</summary>
    public async ValueTask GiveUpAsync(HostedRoom room, RoomUserRow row, CancellationToken cancellationToken)
    {
        if (room.Users.IsEmpty)
        {
            await past.BeginAsync(room, cancellationToken);
        }

        await store.PutRoomUserAsync(row, cancellationToken);
        room.Users[Jid.Parse(row.User)] = row;
        await RefuseAsync(room, row, null, cancellationToken);
        RoomBook.Rest(room);
    }

    /// <summary>Null for who can be shown in the room under their name; or why not, as <see cref="BeginAsync"/>.</summary>
    public async ValueTask<StanzaErrorException?> CheckAsync(HostedRoom room, RoomUserRow row, RoomUserRow? known, CancellationToken cancellationToken)
    {
        var isWhole = false;
        try
        {
            var refusal = !await RoomMembers.ReadAsync(room, Jid.Parse(row.User), cancellationToken) ? Refusal(StanzaConditions.RemoteServerTimeout, RoomTexts.MembersUnknown)
                : IsTaken(room, row, row.Nick) ? Refusal(StanzaConditions.Conflict, RoomTexts.NickTaken)
                : null;
            if (refusal is not null)
            {
                await RefuseAsync(room, row, known, cancellationToken);
            }

            isWhole = refusal is null;
            return refusal;
        }
        finally
        {
            if (!isWhole)
            {
                RoomBook.Rest(room);
            }
        }
    }

    private async ValueTask RefuseAsync(HostedRoom room, RoomUserRow row, RoomUserRow? known, CancellationToken cancellationToken)
    {
        var user = Jid.Parse(row.User);
        var isOpen = known is null && (room.State is { IsMembersOnly: false } || ((IHostsRooms)room.Network.Adapter).LetsBackIn);
        if (isOpen && await LeaveAsync(room, user, cancellationToken))
        {
            // Who did not belong to the room before does not now, and can come again.
            await store.RemoveRoomUserAsync(room.Row.Id, row.User, cancellationToken);
            room.Users.TryRemove(user, out _);
            return;
        }

        // An invitation is good for one entering: who left now would need another one. They belong to the room under the name that they
        // had before or another that is free, and come in when their client tries again.
        var nick = known?.Nick ?? FreeNick(room, row);
        if (nick != row.Nick && !isOpen)
        {
            // On the network they are called as they wished already.
            await ((IHostsRooms)room.Network.Adapter).ChangeAsync(room.Id, user, new RoomChange.Nick(nick), cancellationToken);
        }

        row = row with { Nick = nick };
        await store.PutRoomUserAsync(row, cancellationToken);
        room.Users[user] = row;
        if (isOpen)
        {
            // They are in the room on the network: until they could leave it they belong to it.
            await store.PutLeavingAsync(room.Row.Id, row.User, cancellationToken);
        }

        if (room.Occupants?.Find(new RemoteUserId(row.Self)) is null)
        {
            var who = new RemoteContact(new RemoteUserId(row.Self), row.Self, row.Nick);
            await members.PutAsync(room, new RoomMember(who, RoomRank.Guest), null, cancellationToken);
        }
    }

    /// <summary>
    /// What of the past is theirs is read before they belong to the room: an end in between would leave it out for ever. Networks of this kind show nobody
    /// standing in a room.
    /// </summary>
    private async ValueTask RevealAsync(HostedRoom room, Jid user, RoomUserRow row, CancellationToken cancellationToken)
    {
        room.Users[user] = row;
        try
        {
            if (await RoomMembers.ReadAsync(room, user, cancellationToken))
            {
                await past.RevealAsync(room, user, cancellationToken);
            }
        }
#pragma warning disable CA1031 // Whatever it was, they are in the room.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Unrevealed(logger, e, room.Network.Name);
        }
        finally
        {
            room.Users.TryRemove(user, out _);
        }
    }

    /// <summary>False when the network could not be told.</summary>
    private async ValueTask<bool> LeaveAsync(HostedRoom room, Jid user, CancellationToken cancellationToken)
    {
        try
        {
            return await ((IHostsRooms)room.Network.Adapter).LeaveAsync(room.Id, user, null, cancellationToken) is not RoomAnswer.Refused;
        }
#pragma warning disable CA1031 // Whatever it was, the user may still be there; it is tried again, and told then.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
        finally
        {
            // Another client of theirs that is on its way in has to ask the network once more.
            book.NoteLeft(room, user);
        }
    }

    /// <summary>Another of ours has the name also while nobody looks: who had it first keeps it.</summary>
    private static bool IsTaken(HostedRoom room, RoomUserRow row, string nick) =>
        (room.Occupants?.Find(nick) is { } holder && holder.Member.Who.Id.Value != row.Self)
        || room.Users.Any(other => other.Value.User != row.User && other.Value.Nick == nick);

    private static string FreeNick(HostedRoom room, RoomUserRow row)
    {
        var who = new RemoteContact(new RemoteUserId(row.Self), row.User, row.Nick);
        var nick = row.Nick;
        for (var attempt = 1; IsTaken(room, row, nick); attempt++)
        {
            nick = Nicks.Of(who, attempt);
        }

        return nick;
    }

    private static StanzaErrorException Refusal(string condition, LocalText text) => new(StanzaError.Of(condition, text));

    private static partial class Log
    {
        [LoggerMessage(3127, LogLevel.Warning, "{Network}: what was said in a room before a user came in could not be read for them")]
        public static partial void Unrevealed(ILogger logger, Exception exception, string network);
    }
}
