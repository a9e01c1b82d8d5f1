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
        var name = ContentOf("m.room.name");
        var alias = ContentOf("m.room.canonical_alias");
        var rules = ContentOf("m.room.join_rules");
        var topic = client.GetStateEventAsync(ghost, roomId, "m.room.topic", cancellationToken);
        var levels = ReadLevelsAsync(ghost, roomId, cancellationToken).AsTask();
        await Task.WhenAll(name, alias, rules, topic, levels);
        if (name.Result.Error is { IsTemporary: true } || levels.Result is not { } powers)
        {
            return null;
        }

        var rule = Value(rules.Result).Text("join_rule");
        return new RoomState
        {
            Id = new RemoteRoomId(roomId),
            Address = new RoomAddress(Value(alias.Result).Text("alias") is { } main && TypedRoom.Read(main) == main ? main : roomId),
            Name = Value(name.Result).Text("name") is { Length: > 0 } called ? called : null,
            Subject = SubjectOf(Value(topic.Result)),
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
        await Task.WhenAll(levels, joined);
        if (levels.Result is not { } powers || joined.Result.Value?.Joined is not { } members)
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
        var levels = client.GetStateAsync(ghost, roomId, "m.room.power_levels", cancellationToken);
        var create = client.GetStateEventAsync(ghost, roomId, "m.room.create", cancellationToken);
        await Task.WhenAll(levels, create);
        return levels.Result.Error is { IsTemporary: true }
            ? null
            : new PowerLevels(Value(levels.Result), Value(create.Result).Child("content"), Value(create.Result).Text("sender"));
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
