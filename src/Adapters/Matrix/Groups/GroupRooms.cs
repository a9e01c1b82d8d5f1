using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>Rooms of several people, each user of ours in them as their ghost. The homeserver decides who may do what; its words are the answer.</summary>
internal sealed class GroupRooms(
    MatrixClient client, GhostIds ids, Ghosts ghosts, GroupReader reader, GroupNotes notes, GroupEvents events, TimeProvider time)
{
    private static readonly RoomAnswer Done = new RoomAnswer.Done();
    private static readonly RoomAnswer Unnameable = new RoomAnswer.Refused(
        "This address is too long to appear on Matrix, which allows 255 bytes.", FailureCondition.InvalidAddress);

    public async ValueTask<RoomEntry> EnterAsync(RoomAddress room, Jid user, string nick, CancellationToken cancellationToken)
    {
        if (ids.Of(user) is not { } ghost)
        {
            return new RoomEntry.Refused(((RoomAnswer.Refused)Unnameable).Reason, FailureCondition.InvalidAddress);
        }

        if (await ghosts.EnsureAsync(user, ghost, cancellationToken) is { } noGhost)
        {
            return RefusedEntry(noGhost);
        }

        var joined = await client.JoinByAddressAsync(ghost, room.Value, ViaOf(room.Value), cancellationToken);
        if (!joined.Succeeded || joined.Value.RoomId is not { } roomId)
        {
            return RefusedEntry(joined.Error ?? new MatrixError(MatrixErrorKind.Unavailable, "", "The homeserver did not say which room it is."));
        }

        // From here on what comes from the room is understood: also what is said while the rest is read.
        await notes.SetGhostAsync(roomId, ghost, cancellationToken);
        if (await SetNickAsync(ghost, roomId, nick, cancellationToken) is { IsTemporary: true } unnamed)
        {
            return RefusedEntry(unnamed);
        }

        return await reader.ReadStateAsync(ghost, roomId, cancellationToken) is { } state
            ? new RoomEntry.Entered(state, new RemoteUserId(ghost))
            : RefusedEntry(new MatrixError(MatrixErrorKind.Unavailable, "", "The homeserver does not say what this room is like."));
    }

    public async ValueTask<RoomAnswer> LeaveAsync(RemoteRoomId room, Jid user, string? reason, CancellationToken cancellationToken) =>
        ids.Of(user) is { } ghost ? AnswerOf((await client.LeaveAsync(ghost, room.Value, reason, cancellationToken)).Error) : Unnameable;

    public async ValueTask<RoomState?> GetStateAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ids.Of(user) is { } ghost ? await reader.ReadStateAsync(ghost, room.Value, cancellationToken) : null;

    public async ValueTask<IReadOnlyList<RoomMember>?> GetMembersAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ids.Of(user) is { } ghost ? await reader.ReadMembersAsync(ghost, room.Value, cancellationToken) : null;

    public async ValueTask<RoomHistory?> GetHistoryAsync(RemoteRoomId room, Jid user, string? before, int limit, CancellationToken cancellationToken) =>
        ids.Of(user) is { } ghost
            ? await events.ReadHistoryAsync(ghost, room.Value, before, limit, time.GetUtcNow(), cancellationToken)
            : null;

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
            RoomChange.Retract retract => (await client.RedactAsync(
                ghost, roomId, "retract-" + retract.Target.Value, retract.Target.Value, retract.Reason, cancellationToken)).Error,
            RoomChange.Rank rank => await SetRankAsync(ghost, roomId, rank, cancellationToken),
            RoomChange.Voice voice => await SetLevelAsync(
                ghost, roomId, levels => levels.With(voice.Who.Value, levels.LevelForVoice(voice.MaySpeak)), cancellationToken),
            RoomChange.Configuration configuration => await ConfigureAsync(ghost, roomId, configuration, cancellationToken),
            _ => throw new InvalidOperationException($"Unknown change {change.GetType().Name}."),
        };
        return AnswerOf(error);
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

    private async ValueTask<MatrixError?> SetRankAsync(string ghost, string roomId, RoomChange.Rank rank, CancellationToken cancellationToken)
    {
        if (rank.To == RoomRank.Banned)
        {
            return (await client.ChangeMemberAsync(ghost, roomId, "ban", rank.Who.Value, rank.Reason, cancellationToken)).Error;
        }

        var member = await client.GetMemberAsync(ghost, roomId, rank.Who.Value, cancellationToken);
        if (member.Value?.Membership == "ban")
        {
            return (await client.ChangeMemberAsync(ghost, roomId, "unban", rank.Who.Value, rank.Reason, cancellationToken)).Error;
        }

        return await SetLevelAsync(ghost, roomId, levels => levels.With(rank.Who.Value, levels.LevelFor(rank.To)), cancellationToken);
    }

    private async ValueTask<MatrixError?> SetLevelAsync(
        string ghost, string roomId, Func<PowerLevels, JsonObject> change, CancellationToken cancellationToken)
    {
        // The event is replaced as a whole; nothing tells when somebody else has replaced it meanwhile.
        if (await reader.ReadLevelsAsync(ghost, roomId, cancellationToken) is not { } levels)
        {
            return new MatrixError(MatrixErrorKind.Unavailable, "", "The homeserver does not say who may do what in this room.");
        }

        return (await client.PutStateAsync(ghost, roomId, "m.room.power_levels", "", change(levels), cancellationToken)).Error;
    }

    private async ValueTask<MatrixError?> ConfigureAsync(
        string ghost, string roomId, RoomChange.Configuration configuration, CancellationToken cancellationToken)
    {
        var error = configuration.Name is { } name
            ? (await client.PutStateAsync(ghost, roomId, "m.room.name", "", new JsonObject { ["name"] = name }, cancellationToken)).Error
            : null;
        if (error is null && configuration.IsMembersOnly is { } closed)
        {
            error = (await client.PutStateAsync(
                ghost, roomId, "m.room.join_rules", "", new JsonObject { ["join_rule"] = closed ? "invite" : "public" }, cancellationToken)).Error;
        }

        if (error is null && configuration.IsModerated is { } moderated)
        {
            error = await SetLevelAsync(ghost, roomId, levels => levels.WithModeration(moderated), cancellationToken);
        }

        return error;
    }

    /// <summary>The name in this room alone; others know the ghost by its own.</summary>
    private async ValueTask<MatrixError?> SetNickAsync(string ghost, string roomId, string nick, CancellationToken cancellationToken)
    {
        var member = await client.GetMemberAsync(ghost, roomId, ghost, cancellationToken);
        if (member.Value?.Displayname == nick)
        {
            return null;
        }

        var content = new JsonObject { ["membership"] = "join", ["displayname"] = nick };
        return (await client.PutStateAsync(ghost, roomId, "m.room.member", ghost, content, cancellationToken)).Error;
    }

    private static string? ViaOf(string address) => address.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? address[(colon + 1)..] : null;

    private static RoomEntry.Refused RefusedEntry(MatrixError error) => new(error.Text, ConditionOf(error));

    private static RoomAnswer AnswerOf(MatrixError? error) => error is null ? Done : new RoomAnswer.Refused(error.Text, ConditionOf(error));

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
