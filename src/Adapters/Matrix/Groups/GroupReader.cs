using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>What a room is like and who is in it, as the homeserver says now.</summary>
internal sealed class GroupReader(MatrixClient client, MemberNames names)
{
    /// <summary>Null when the homeserver does not say.</summary>
    public async ValueTask<RoomState?> ReadStateAsync(string ghost, string roomId, CancellationToken cancellationToken)
    {
        Task<Answer<JsonElementBox>> ContentOf(string type) => client.GetStateAsync(ghost, roomId, type, cancellationToken);
        var asked = (
            Name: ContentOf("m.room.name"),
            Alias: ContentOf("m.room.canonical_alias"),
            Rules: ContentOf("m.room.join_rules"),
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
            IsMembersOnly = rule is not (null or "public" or "knock"),
            IsModerated = powers.IsModerated,
            IsPublic = rule == "public",
        };
    }

    /// <summary>Everybody who has joined; null when the homeserver does not say.</summary>
    public async ValueTask<IReadOnlyList<RoomMember>?> ReadMembersAsync(string ghost, string roomId, CancellationToken cancellationToken)
    {
        var levels = ReadLevelsAsync(ghost, roomId, cancellationToken).AsTask();
        var joined = client.GetJoinedMembersAsync(ghost, roomId, cancellationToken);
        var (answer, powers) = (await joined, await levels);
        if (powers is null || answer.Value?.Joined is not { } members)
        {
            return null;
        }

        return
        [
            .. from member in members
               select new RoomMember(
                   names.Set(roomId, member.Key, member.Value.Text("display_name")), powers.RankOf(member.Key), powers.MaySpeak(member.Key)),
        ];
    }

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
