using System.Text.Json;
using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Events;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>
/// Who may do what in a room (client-server API, "m.room.power_levels"), as ranks. Read from what strangers wrote: what is not as expected has
/// its default.
/// </summary>
internal sealed class PowerLevels
{
    /// <summary>Above every level that can be given: from room version 12 on creators can do everything.</summary>
    private const long Creators = long.MaxValue;

    private const long OwnerLevel = 100;
    private const long UsualAdministrator = 50;

    private readonly JsonElement _content;
    private readonly IReadOnlyList<string> _creators;

    /// <summary>The levels of a room's state events.</summary>
    /// <param name="content">The content of `m.room.power_levels`; undefined when the room has none.</param>
    /// <param name="create">The content of `m.room.create`.</param>
    /// <param name="creator">The sender of `m.room.create`; null when unknown.</param>
    public PowerLevels(JsonElement content, JsonElement create, string? creator)
    {
        _content = content;
        var privileged = int.TryParse(create.Text("room_version"), out var version) && version >= 12;
        var additional = create.Child("additional_creators");
        _creators = !privileged || creator is null ? []
            : [creator, .. additional.ValueKind == JsonValueKind.Array
                ? additional.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!)
                : []];
        Creator = content.ValueKind == JsonValueKind.Object ? null : creator;
    }

    /// <summary>Of whom a room without levels has its creator alone to decide everything (ibid., "the room's creator has 100").</summary>
    private string? Creator { get; }

    public long LevelOf(string user) =>
        _creators.Contains(user) ? Creators
        : Creator == user ? OwnerLevel
        : _content.Child("users").Number(user) ?? _content.Number("users_default") ?? 0;

    /// <summary>The rank of somebody who is in the room.</summary>
    public RoomRank RankOf(string user) => LevelOf(user) switch
    {
        >= OwnerLevel => RoomRank.Owner,
        var level when level >= Administrator => RoomRank.Administrator,
        var level when level > (_content.Number("users_default") ?? 0) => RoomRank.Member,
        _ => RoomRank.Guest,
    };

    /// <summary>True when they may send messages.</summary>
    public bool MaySpeak(string user) => LevelOf(user) >= Speaking;

    /// <summary>True in a room where only some may speak.</summary>
    public bool IsModerated => Speaking > (_content.Number("users_default") ?? 0);

    /// <summary>The level that a rank is given as.</summary>
    public long LevelFor(RoomRank rank) => rank switch
    {
        RoomRank.Owner => OwnerLevel,
        RoomRank.Administrator => Math.Min(Administrator, OwnerLevel - 1),
        RoomRank.Member => Math.Max(Speaking, Default + 1) is var level && level < Administrator ? level : Default,
        _ => Default,
    };

    /// <summary>The level that lets somebody speak, or takes that from them.</summary>
    public long LevelForVoice(bool maySpeak) => maySpeak ? Math.Max(Speaking, Default) : Default;

    /// <summary>The content with another level for somebody.</summary>
    public JsonObject With(string user, long level)
    {
        var content = Copy();
        if (content["users"] is not JsonObject users)
        {
            users = [];
            content["users"] = users;
        }

        if (level == Default)
        {
            users.Remove(user);
        }
        else
        {
            users[user] = level;
        }

        return content;
    }

    /// <summary>The content with other rights to speak for everybody.</summary>
    public JsonObject WithModeration(bool isModerated)
    {
        var content = Copy();
        (content["events"] as JsonObject)?.Remove(EventTypes.Message);
        content["events_default"] = isModerated ? Math.Max(Math.Min(Administrator, OwnerLevel), Default == long.MaxValue ? Default : Default + 1) : Default;
        return content;
    }

    /// <summary>The content to be changed. The first one of a room would take the power from its creator.</summary>
    private JsonObject Copy() =>
        _content.ValueKind == JsonValueKind.Object ? (JsonObject)JsonNode.Parse(_content.GetRawText())!
        : Creator is null || _creators.Contains(Creator) ? []
        : new JsonObject { ["users"] = new JsonObject { [Creator] = OwnerLevel } };

    private long Default => _content.Number("users_default") ?? 0;

    private long Speaking => _content.Child("events").Number(EventTypes.Message) ?? _content.Number("events_default") ?? 0;

    /// <summary>Who may put people out.</summary>
    private long Administrator => Math.Max(
        1, Math.Max(_content.Number("kick") ?? UsualAdministrator, _content.Number("ban") ?? UsualAdministrator));
}
