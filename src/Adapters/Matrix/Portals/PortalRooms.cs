using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Portals;

/// <summary>Rooms of Matrix that are portals to XMPP rooms, or are to become one.</summary>
internal sealed class PortalRooms(
    IAdapterContext context, MatrixClient client, GhostIds ids, RoomAliases aliases, PortalNotes notes, GroupReader reader, MemberNames names,
    RoomServers servers, BridgeInfo bridges, PortalEnds ends)
{
    private static readonly PortalOffer.Unknown NoAnswer = new(new("The homeserver does not answer.", "Der Homeserver antwortet nicht."));

    /// <summary>
    /// Whether there is a room behind an alias of ours; makes it when people may come into it and nobody has before. Asked again after a crash,
    /// it goes on where it was: the room is noted before it is a portal, and has its alias only as one.
    /// </summary>
    public async Task<QueryResult> FindByAliasAsync(string alias, CancellationToken cancellationToken)
    {
        if (aliases.RoomOf(alias) is not { } room || context.XmppRooms is not { } xmpp)
        {
            return QueryResult.Unknown;
        }

        try
        {
            return await xmpp.FindAsync(room, cancellationToken) switch
            {
                XmppRoomAnswer.Found found => await MakeAsync(xmpp, alias, room, found.Name, cancellationToken),
                XmppRoomAnswer.None => QueryResult.Unknown,
                _ => QueryResult.Unsure,
            };
        }
        catch (StateUnavailableException)
        {
            return QueryResult.Unsure;
        }
    }

    /// <summary>True for the alias of an XMPP room, whether there is one or not.</summary>
    public bool IsAliasOfPortal(string alias) => aliases.RoomOf(alias) is not null;

    /// <summary>The people of Matrix in a room; null when the homeserver does not say.</summary>
    public async ValueTask<IReadOnlyList<RemoteContact>?> GetVisitorsAsync(string roomId, CancellationToken cancellationToken)
    {
        var joined = await client.GetJoinedMembersAsync(ids.Bot, roomId, cancellationToken);
        if (joined.Value?.Joined is not { } members)
        {
            // Who was put out of the room sees nobody in it, and has nobody to speak for.
            return joined.Error is { Kind: MatrixErrorKind.Forbidden or MatrixErrorKind.NotFound } && !await ends.TellAsync(roomId, cancellationToken) ? [] : null;
        }

        return [.. members.Where(member => !ids.IsOurs(member.Key)).Select(member => names.Set(roomId, member.Key, member.Value))];
    }

    /// <summary>Comes into a room that an operator wants to be a portal, and looks whether the bot has there what that needs.</summary>
    public async ValueTask<PortalOffer> ExamineAsync(RoomAddress address, Jid xmppRoom, CancellationToken cancellationToken)
    {
        await client.RegisterAsync(GhostIds.BotLocalpart, cancellationToken);
        var joined = await client.JoinByAddressAsync(ids.Bot, address.Value, servers.Of(address.Value), cancellationToken);
        if (joined.Value?.RoomId is not { } roomId)
        {
            var words = joined.Error?.Text ?? "";
            var why = new LocalText(
                $"{ids.Bot} cannot come into this room; invite it first. The homeserver says: {words}",
                $"{ids.Bot} kann diesen Raum nicht betreten; laden Sie es zuerst ein. Der Homeserver sagt: {words}");
            return joined.Error is { IsTemporary: true } ? new PortalOffer.Unknown(why) : new PortalOffer.Refused(why);
        }

        // Connected with the same one it was by an attempt that did not come to its end.
        if (await notes.FindAsync(roomId, cancellationToken) is { } other && other != xmppRoom)
        {
            return Refused($"This room is connected with {other} already.", $"Dieser Raum ist schon mit {other} verbunden.");
        }

        if ((await client.GetEncryptionAsync(ids.Bot, roomId, cancellationToken)).Succeeded)
        {
            return Refused("This room is encrypted; what is said there cannot be bridged.", "Dieser Raum ist verschlüsselt; was dort gesagt wird, lässt sich nicht übertragen.");
        }

        if (await reader.ReadLevelsAsync(ids.Bot, roomId, cancellationToken) is not { } levels || levels.RankOf(ids.Bot) < RoomRank.Administrator)
        {
            return Refused($"{ids.Bot} needs the power level of a moderator in this room.", $"{ids.Bot} braucht in diesem Raum die Rechte einer Moderation.");
        }

        if (BridgeInfo.Types.FirstOrDefault(type => !levels.MaySetState(ids.Bot, type)) is { } type)
        {
            return Refused(
                $"{ids.Bot} needs the power level to send {type} in this room: {levels.LevelToSetState(type)}.",
                $"{ids.Bot} braucht in diesem Raum das Recht, {type} zu senden: {levels.LevelToSetState(type)}.");
        }

        if (await bridges.ReadOthersAsync(roomId, cancellationToken) is not { } others)
        {
            return NoAnswer;
        }

        return others.FirstOrDefault(other => other.Room == xmppRoom) is { } bridge
            ? Refused(
                $"Another bridge, {bridge.Bot}, connects this room with {xmppRoom} already; with two of them every message would go around.",
                $"Eine andere Brücke, {bridge.Bot}, verbindet diesen Raum schon mit {xmppRoom}; mit zweien liefe jede Nachricht im Kreis.")
            : new PortalOffer.Ready(new RemoteRoomId(roomId));
    }

    /// <summary>The same for a room that is to take the place of a portal's. Anybody may write that theirs is replaced by any other one: that one must say so, too.</summary>
    public async ValueTask<PortalOffer> FollowAsync(string ended, RoomAddress successor, Jid xmppRoom, CancellationToken cancellationToken)
    {
        var offer = await ExamineAsync(successor, xmppRoom, cancellationToken);
        if (offer is not PortalOffer.Ready ready)
        {
            return offer;
        }

        // Client-server API, m.room.create: "predecessor".
        var created = await client.GetStateAsync(ids.Bot, ready.Room.Value, "m.room.create", cancellationToken);
        if (created.Error is { IsTemporary: true })
        {
            return NoAnswer;
        }

        if (created.Value?.Value.Child("predecessor").Text("room_id") == ended)
        {
            return ready;
        }

        if (await notes.FindAsync(ready.Room.Value, cancellationToken) is null)
        {
            await client.LeaveAsync(ids.Bot, ready.Room.Value, null, cancellationToken);
        }

        return Refused("The room that it names does not say that it is its successor.", "Der Raum, den er nennt, sagt nicht, dass er sein Nachfolger ist.");
    }

    /// <summary>The room is a portal from now on, and says so. Safe to do twice.</summary>
    public async ValueTask OpenAsync(string roomId, Jid room, CancellationToken cancellationToken)
    {
        await notes.AddAsync(roomId, room, cancellationToken);
        await bridges.WriteAsync(roomId, room, cancellationToken);
    }

    /// <summary>The room is no portal to this XMPP room after all. Safe to do twice.</summary>
    public async ValueTask CloseAsync(string roomId, Jid room, CancellationToken cancellationToken)
    {
        if (await notes.FindAsync(roomId, cancellationToken) == room)
        {
            await bridges.RemoveAsync(roomId, room, cancellationToken);
            await notes.RemoveAsync(roomId, cancellationToken);
        }
    }

    private async Task<QueryResult> MakeAsync(IXmppRooms xmpp, string alias, Jid room, string? name, CancellationToken cancellationToken)
    {
        await client.RegisterAsync(GhostIds.BotLocalpart, cancellationToken);
        var roomId = await notes.FindPreparedAsync(alias, cancellationToken);
        if (roomId is null)
        {
            var created = await client.CreatePublicRoomAsync(
                ids.Bot, string.IsNullOrWhiteSpace(name) ? room.Local! : name, "", cancellationToken);
            if (created.Value?.RoomId is not { } made)
            {
                return QueryResult.Unsure;
            }

            roomId = await notes.PrepareAsync(alias, made, cancellationToken);
        }

        await notes.AddAsync(roomId, room, cancellationToken);
        if (!await xmpp.OpenAsync(room, new RemoteRoomId(roomId), cancellationToken))
        {
            // An operator has joined it with another room: people come in there.
            await notes.RemoveAsync(roomId, cancellationToken);
            return QueryResult.Unknown;
        }

        await bridges.WriteAsync(roomId, room, cancellationToken);
        var named = await client.AddAliasAsync(ids.Bot, alias, roomId, cancellationToken);
        return named.Error is { Kind: not MatrixErrorKind.InUse } ? QueryResult.Unsure : QueryResult.Exists;
    }

    private static PortalOffer.Refused Refused(string english, string german) => new(new LocalText(english, german));
}
