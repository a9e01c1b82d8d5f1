using System.Collections.Concurrent;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Media;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>What a room is like and who is in it, as the homeserver says now.</summary>
internal sealed class GroupReader(MatrixClient client, MemberNames names, PictureReader pictures)
{
    private const int MaxRemembered = 1000;

    /// <summary>As their events leave them: everybody who joins would have them asked for.</summary>
    private readonly ConcurrentDictionary<string, GroupRanks> _ranks = new(StringComparer.Ordinal);

    /// <summary>Null when the homeserver does not say.</summary>
    public async ValueTask<RoomState?> ReadStateAsync(string ghost, string roomId, CancellationToken cancellationToken)
    {
        Task<Answer<JsonElementBox>> ContentOf(string type) => client.GetStateAsync(ghost, roomId, type, cancellationToken);
        var asked = (
            Name: ContentOf("m.room.name"),
            Alias: ContentOf("m.room.canonical_alias"),
            Rules: ContentOf("m.room.join_rules"),
            Picture: ContentOf("m.room.avatar"),
            Listing: client.GetListingAsync(ghost, roomId, cancellationToken),
            Topic: client.GetStateEventAsync(ghost, roomId, "m.room.topic", cancellationToken),
            Levels: ReadLevelsAsync(ghost, roomId, cancellationToken).AsTask());
        var name = await asked.Name;
        var alias = Value(await asked.Alias).Text("alias");
        var rule = Value(await asked.Rules).Text("join_rule");
        var topic = Value(await asked.Topic);
        if (await asked.Levels is not { } powers || name.Error is { IsTemporary: true })
        {
            return null;
        }

        return new RoomState
        {
            Id = new RemoteRoomId(roomId),
            Address = new RoomAddress(alias is not null && TypedRoom.Read(alias) == alias ? alias : roomId),
            Name = Value(name).Text("name") is { Length: > 0 } called ? called : null,
            Subject = SubjectOf(topic),
            Avatar = pictures.Read(Value(await asked.Picture).Text("url")),
            // Client-server API, "m.room.join_rules": whatever else there is, nobody comes in without being let in.
            IsMembersOnly = rule is not (null or "public"),
            IsModerated = powers.IsModerated,
            IsPublic = (await asked.Listing).Value?.Visibility == RoomListing.Public,
            EverybodySetsSubject = powers.EverybodySetsSubject,
            EverybodyInvites = powers.EverybodyInvites,
        };
    }

    /// <summary>Everybody who has joined; null when the homeserver does not say.</summary>
    public async ValueTask<IReadOnlyList<RoomMember>?> ReadMembersAsync(string ghost, string roomId, CancellationToken cancellationToken)
    {
        var asked = ReadRanksAsync(ghost, roomId, cancellationToken).AsTask();
        var joined = client.GetJoinedMembersAsync(ghost, roomId, cancellationToken);
        var (answer, ranks) = (await joined, await asked);
        if (ranks is null || answer.Value?.Joined is not { } members)
        {
            return null;
        }

        return [.. members.Select(member => ranks.MemberOf(names.Set(roomId, member.Key, member.Value)))];
    }

    /// <summary>Null when the homeserver does not say.</summary>
    public async ValueTask<GroupRanks?> ReadRanksAsync(string ghost, string roomId, CancellationToken cancellationToken)
    {
        var programs = client.GetStateAsync(ghost, roomId, GroupRanks.ProgramsType, cancellationToken);
        var levels = await ReadLevelsAsync(ghost, roomId, cancellationToken);
        var known = await programs;
        if (levels is null)
        {
            return null;
        }

        var ranks = new GroupRanks(levels, GroupRanks.ReadPrograms(Value(known)));
        if (known.Error is not { IsTemporary: true })
        {
            if (_ranks.Count >= MaxRemembered)
            {
                _ranks.Clear();
            }

            _ranks[roomId] = ranks;
        }

        return ranks;
    }

    /// <summary>The same as they were when nobody had changed them since.</summary>
    public async ValueTask<GroupRanks?> FindRanksAsync(string ghost, string roomId, CancellationToken cancellationToken) =>
        _ranks.TryGetValue(roomId, out var known) ? known : await ReadRanksAsync(ghost, roomId, cancellationToken);

    /// <summary>They have changed, or may have while nobody of ours was told.</summary>
    public void ForgetRanks(string roomId) => _ranks.TryRemove(roomId, out _);

    /// <summary>Those who are banned, or have a rank by name; null when the homeserver does not say.</summary>
    public async ValueTask<IReadOnlyList<RoomMember>?> ReadListedAsync(
        string ghost, string roomId, RoomRank rank, CancellationToken cancellationToken)
    {
        if (rank == RoomRank.Banned)
        {
            return (await client.PickBannedAsync(ghost, roomId, BannedIn, cancellationToken)).Value?.Found;
        }

        return await ReadLevelsAsync(ghost, roomId, cancellationToken) is { } levels
            ? [.. from who in levels.Named
                  where Mxid.TryParse(who, out _) && levels.RankOf(who) == rank
                  select new RoomMember(new RemoteContact(new RemoteUserId(who), who), rank, levels.MaySpeak(who))]
            : null;
    }

    private static RoomMember? BannedIn(JsonElement what) =>
        what.Text("state_key") is { } who && Mxid.TryParse(who, out _) && what.Child("content").Text("membership") == "ban"
            ? new RoomMember(new RemoteContact(new RemoteUserId(who), who), RoomRank.Banned, false)
            : null;

    /// <summary>Null when the homeserver does not say.</summary>
    public async ValueTask<PowerLevels?> ReadLevelsAsync(string ghost, string roomId, CancellationToken cancellationToken)
    {
        var creating = client.GetStateEventAsync(ghost, roomId, "m.room.create", cancellationToken);
        var levels = await client.GetStateAsync(ghost, roomId, "m.room.power_levels", cancellationToken);
        var create = Value(await creating);
        return levels.Error is { IsTemporary: true } ? null : new PowerLevels(Value(levels), create.Child("content"), create.Text("sender"));
    }

    /// <summary>The subject in an `m.room.topic` event; none in anything else.</summary>
    public static RoomSubject SubjectOf(JsonElement topic)
    {
        if (topic.Child("content").Text("topic") is not { Length: > 0 } text)
        {
            return RoomSubject.None;
        }

        var by = topic.Text("sender") is { } sender ? new RemoteContact(new RemoteUserId(sender), sender) : null;
        return new RoomSubject(
            text, by, topic.Number("origin_server_ts") is { } ms and > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null);
    }

    private static JsonElement Value(Answer<JsonElementBox> answer) => answer.Value?.Value ?? default;
}
