using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Portals;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>Rooms of several people, each user of ours in them as their ghost. The homeserver decides who may do what; its words are the answer.</summary>
internal sealed class GroupRooms(
    MatrixClient client, GhostIds ids, Ghosts ghosts, GroupReader reader, GroupSettings settings, GroupNotes notes, PortalNotes portals, RoomNotes chats, RoomServers servers,
    GroupAudiences audiences, GroupHistory history, MessageEvents events, ClosedRooms closed, RoomExit exit)
{
    private static readonly RoomAnswer Done = new RoomAnswer.Done();
    private static readonly RoomAnswer Unnameable = new RoomAnswer.Refused(MatrixTexts.AddressTooLong, FailureCondition.InvalidAddress);

    /// <summary>Only aliases are in a directory; of a room's id a homeserver knows no more than whether it is in there.</summary>
    public async ValueTask<bool> IsThereAsync(RoomAddress room, CancellationToken cancellationToken) =>
        !room.Value.StartsWith('#') || await client.FindRoomAsync(room.Value, cancellationToken) is not { Error.Kind: MatrixErrorKind.NotFound };

    public async ValueTask<RoomEntry> EnterAsync(RoomAddress room, Jid user, string nick, CancellationToken cancellationToken)
    {
        if (ids.Of(user) is not { } ghost)
        {
            return new RoomEntry.Refused(MatrixTexts.AddressTooLong, FailureCondition.InvalidAddress);
        }

        if (await ghosts.EnsureAsync(user, ghost, cancellationToken) is { } noGhost)
        {
            return RefusedEntry(noGhost);
        }

        if (await notes.HasGhostAsync(room.Value, ghost, cancellationToken) && await FindEndAsync(ghost, room.Value, cancellationToken) is { } ended)
        {
            if (ended.Successor is not { } next || !await closed.AdmitsMembersOfOthersAsync(ghost, next, cancellationToken))
            {
                await client.LeaveAsync(ghost, room.Value, null, cancellationToken);
            }

            // By being in this room people come into the next one: who is in it stays until they have.
            return ended;
        }

        var joined = await client.JoinByAddressAsync(ghost, room.Value, servers.Of(room.Value), cancellationToken);
        if (joined.Error is { Kind: MatrixErrorKind.Forbidden } && await closed.AskAsync(ghost, room, joined.Error, cancellationToken) is { } waits)
        {
            return waits;
        }

        if (!joined.Succeeded || joined.Value.RoomId is not { } roomId)
        {
            return RefusedEntry(joined.Error ?? MatrixError.Of(MatrixErrorKind.Unavailable, "", MatrixTexts.WhichRoom));
        }

        if (await portals.FindAsync(roomId, cancellationToken) is { } xmppRoom)
        {
            // A room of XMPP is no room of Matrix: here its people would meet themselves.
            await client.LeaveAsync(ghost, roomId, null, cancellationToken);
            return new RoomEntry.Refused(MatrixTexts.IsXmppRoom(xmppRoom.ToString()), FailureCondition.NotAllowed);
        }

        if (await FindEndAsync(ghost, roomId, cancellationToken) is { } over)
        {
            await client.LeaveAsync(ghost, roomId, null, cancellationToken);
            return over;
        }

        if (await EndChatAsync(ghost, roomId, cancellationToken) is { IsTemporary: true } unsure)
        {
            return RefusedEntry(unsure);
        }

        await closed.ForgetAsync(ghost, roomId, cancellationToken);

        // From here on what comes from the room is understood: also what is said while the rest is read.
        reader.ForgetRanks(roomId);
        await notes.SetGhostAsync(roomId, ghost, cancellationToken);
        await audiences.LookAsync(ghost, roomId, cancellationToken);
        if (await SetNickAsync(ghost, roomId, nick, cancellationToken) is { IsTemporary: true } unnamed)
        {
            return Unfinished(roomId, ghost, unnamed);
        }

        return await reader.ReadStateAsync(ghost, roomId, cancellationToken) is { } state
            ? new RoomEntry.Entered(state, new RemoteUserId(ghost))
            : Unfinished(roomId, ghost, MatrixError.Of(MatrixErrorKind.Unavailable, "", MatrixTexts.UnknownState));
    }

    public async ValueTask<RoomAnswer> LeaveAsync(RemoteRoomId room, Jid user, string? reason, CancellationToken cancellationToken)
    {
        if (ids.Of(user) is not { } ghost)
        {
            return Unnameable;
        }

        // Who was only invited may have no ghost yet that could say no.
        if (await ghosts.EnsureAsync(user, ghost, cancellationToken) is { IsTemporary: true } noGhost)
        {
            return AnswerOf(noGhost);
        }

        // Leaving is refused to nobody but those who are not in the room.
        var error = (await client.LeaveAsync(ghost, room.Value, reason, cancellationToken)).Error;
        if (error?.Kind is not (null or MatrixErrorKind.Forbidden or MatrixErrorKind.NotFound))
        {
            return AnswerOf(error);
        }

        // Our own leaving is not told to us.
        await notes.RemoveGhostAsync(room.Value, ghost, cancellationToken);
        return Done;
    }

    public async ValueTask<RoomState?> GetStateAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ids.Of(user) is { } ghost ? await reader.ReadStateAsync(ghost, room.Value, cancellationToken) : null;

    public async ValueTask<IReadOnlyList<RoomMember>?> GetMembersAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ids.Of(user) is { } ghost ? await reader.ReadMembersAsync(ghost, room.Value, cancellationToken) : null;

    public async ValueTask<IReadOnlyList<RoomMember>?> GetListedAsync(
        RemoteRoomId room, Jid user, RoomRank rank, CancellationToken cancellationToken) =>
        ids.Of(user) is { } ghost ? await reader.ReadListedAsync(ghost, room.Value, rank, cancellationToken) : null;

    public async ValueTask<RoomHistory?> GetHistoryAsync(RemoteRoomId room, Jid user, string? before, int limit, CancellationToken cancellationToken) =>
        ids.Of(user) is { } ghost
            ? await history.ReadAsync(ghost, room.Value, before, limit, cancellationToken)
            : null;

    public async ValueTask<RoomAudience> AudienceOfAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ids.Of(user) is { } ghost
            ? await audiences.FindAsync(ghost, room.Value, DateTimeOffset.MaxValue, cancellationToken)
            : RoomAudience.Present;

    public async ValueTask<RoomAnswer> ChangeAsync(RemoteRoomId room, Jid user, RoomChange change, CancellationToken cancellationToken)
    {
        if (ids.Of(user) is not { } ghost)
        {
            return Unnameable;
        }

        var roomId = room.Value;
        var error = change switch
        {
            RoomChange.Subject subject => (await client.PutStateAsync(
                ghost, roomId, "m.room.topic", "", new JsonObject { ["topic"] = subject.Text }, cancellationToken)).Error,
            RoomChange.Nick nick => await SetNickAsync(ghost, roomId, nick.Name, cancellationToken),
            RoomChange.Remove remove => (await client.ChangeMemberAsync(ghost, roomId, "kick", remove.Who.Value, remove.Reason, cancellationToken)).Error,
            RoomChange.Invite invite => (await client.ChangeMemberAsync(ghost, roomId, "invite", invite.Who.Value, invite.Reason, cancellationToken)).Error,
            RoomChange.Retract retract => await RetractAsync(ghost, roomId, retract, cancellationToken),
            RoomChange.Rank rank => await SetRankAsync(ghost, roomId, rank, cancellationToken),
            RoomChange.Voice voice => await settings.SetLevelsAsync(
                ghost, roomId, levels => levels.WithVoice(voice.Who.Value, voice.MaySpeak), cancellationToken),
            RoomChange.Configuration configuration => await settings.ConfigureAsync(ghost, roomId, configuration, cancellationToken),
            RoomChange.Photo photo => await settings.SetPictureAsync(ghost, roomId, photo.Picture, cancellationToken),
            _ => throw new InvalidOperationException($"Unknown change {change.GetType().Name}."),
        };
        // Who is inside and may not is no guest at the door: XEP-0045 §7.8.2 has "forbidden" for an invitation, too.
        return error is { Kind: MatrixErrorKind.Forbidden } ? new RoomAnswer.Refused(error.Words, FailureCondition.NotAllowed) : AnswerOf(error);
    }

    public async ValueTask<RoomList?> ListAsync(Jid user, string? search, string? after, int limit, CancellationToken cancellationToken)
    {
        if (ids.Of(user) is not { } ghost || await ghosts.EnsureAsync(user, ghost, cancellationToken) is not null)
        {
            return null;
        }

        var listed = await client.GetPublicRoomsAsync(
            ghost, new PublicRoomsRequest(limit, after, search is null ? null : new PublicRoomsFilter(search)), cancellationToken);
        if (!listed.Succeeded)
        {
            return null;
        }

        var rooms =
            from element in listed.Value.Chunk ?? []
            let id = element.Text("room_id")
            let alias = element.Text("canonical_alias")
            where id is not null && TypedRoom.Read(id) == id
            select new RoomState
            {
                Id = new RemoteRoomId(id),
                Address = new RoomAddress(alias is not null && TypedRoom.Read(alias) == alias ? alias : id),
                Name = element.Text("name"),
                Subject = new RoomSubject(element.Text("topic") ?? ""),
                IsPublic = true,
                MemberCount = (int)Math.Clamp(element.Number("num_joined_members") ?? 0, 0, int.MaxValue),
            };
        return new RoomList([.. rooms], listed.Value.NextBatch, (int?)listed.Value.TotalRoomCountEstimate);
    }

    /// <summary>Client-server API, "Room upgrades": nobody speaks in a room with a tombstone, and homeservers let people into it all the same.</summary>
    private async ValueTask<RoomEntry.Over?> FindEndAsync(string ghost, string roomId, CancellationToken cancellationToken) =>
        (await client.GetStateEventAsync(ghost, roomId, "m.room.tombstone", cancellationToken)).Value is { } stone
            ? new RoomEntry.Over(GroupEvents.SuccessorOf(stone.Value.Child("content"), stone.Value.Text("sender"), servers))
            : null;

    private async ValueTask<MatrixError?> SetRankAsync(string ghost, string roomId, RoomChange.Rank rank, CancellationToken cancellationToken)
    {
        if (rank.To == RoomRank.Banned)
        {
            return (await client.ChangeMemberAsync(ghost, roomId, "ban", rank.Who.Value, rank.Reason, cancellationToken)).Error;
        }

        var member = await client.GetMemberAsync(ghost, roomId, rank.Who.Value, cancellationToken);
        if (member.Value?.Membership == "ban"
            && (await client.ChangeMemberAsync(ghost, roomId, "unban", rank.Who.Value, rank.Reason, cancellationToken)).Error is { } banned)
        {
            return banned;
        }

        // Who may ban need not be one who may give ranks: where there is none to give, none is.
        return await settings.SetLevelsAsync(
            ghost,
            roomId,
            levels => levels.LevelFor(rank.To) is var level && level == levels.LevelOf(rank.Who.Value) ? null : levels.With(rank.Who.Value, level),
            cancellationToken);
    }

    /// <summary>A message of a user of ours can be several events; the first goes last, as for their own retraction.</summary>
    private async ValueTask<MatrixError?> RetractAsync(string ghost, string roomId, RoomChange.Retract retract, CancellationToken cancellationToken)
    {
        foreach (var part in await events.FindLaterAsync(retract.Target.Value, cancellationToken))
        {
            var gone = await client.RedactAsync(ghost, roomId, "retract-" + part, part, retract.Reason, cancellationToken);
            if (gone.Error is { Kind: not MatrixErrorKind.NotFound } error)
            {
                return error;
            }
        }

        var first = retract.Target.Value;
        return (await client.RedactAsync(ghost, roomId, "retract-" + first, first, retract.Reason, cancellationToken)).Error;
    }

    /// <summary>The name in this room alone; others know the ghost by its own.</summary>
    private async ValueTask<MatrixError?> SetNickAsync(string ghost, string roomId, string nick, CancellationToken cancellationToken)
    {
        var member = await client.GetMemberAsync(ghost, roomId, ghost, cancellationToken);
        if (!member.Succeeded)
        {
            return member.Error;
        }

        if (member.Value.Membership != "join")
        {
            // The name is written with the membership: who was put out meanwhile would come in again.
            return MatrixError.Of(MatrixErrorKind.Forbidden, "", MatrixTexts.NotInside);
        }

        if (member.Value.Displayname == nick)
        {
            return null;
        }

        var content = new JsonObject { ["membership"] = "join", ["displayname"] = nick };
        if (member.Value.AvatarUrl is { } picture)
        {
            content["avatar_url"] = picture;
        }

        return (await client.PutStateAsync(ghost, roomId, "m.room.member", ghost, content, cancellationToken)).Error;
    }

    /// <summary>A room that was a direct chat is one no more. A chat of somebody else's ends as when a third person comes: their ghost leaves.</summary>
    private async ValueTask<MatrixError?> EndChatAsync(string ghost, string roomId, CancellationToken cancellationToken)
    {
        if (await chats.FindAsync(roomId, cancellationToken) is not { } note)
        {
            return null;
        }

        if (RoomChat.Of(note, ids, null)?.Ghost is { } other && other != ghost && !await chats.IsOverAsync(roomId, cancellationToken)
            && await client.LeaveAsync(other, roomId, exit.NoGroups, cancellationToken) is { Error: { IsTemporary: true } unsure })
        {
            return unsure;
        }

        await chats.ForgetAsync(roomId, note, cancellationToken);
        return null;
    }

    private static RoomEntry.Unfinished Unfinished(string roomId, string ghost, MatrixError error) =>
        new(new RemoteRoomId(roomId), new RemoteUserId(ghost), error.Words, ConditionOf(error));

    private static RoomEntry.Refused RefusedEntry(MatrixError error) => new(error.Words, ConditionOf(error));

    private static RoomAnswer AnswerOf(MatrixError? error) => error is null ? Done : new RoomAnswer.Refused(error.Words, ConditionOf(error));

    private static FailureCondition ConditionOf(MatrixError error) => error.Kind switch
    {
        MatrixErrorKind.NotFound => FailureCondition.NoSuchRecipient,

        // Homeservers have one code for it; who is banned hears so in their words.
        MatrixErrorKind.Forbidden when error.Text.Contains("invite", StringComparison.OrdinalIgnoreCase) => FailureCondition.MembersOnly,
        MatrixErrorKind.Forbidden => FailureCondition.NotAllowed,
        MatrixErrorKind.LimitExceeded => FailureCondition.ResourceConstraint,
        MatrixErrorKind.Unavailable or MatrixErrorKind.UnknownToken => FailureCondition.RemoteServerTimeout,
        MatrixErrorKind.TooLarge => FailureCondition.PolicyViolation,
        _ => FailureCondition.ServiceUnavailable,
    };
}
