using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.AppService;
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

    private const string Topic = "m.room.topic";
    private const long OwnerLevel = 100;
    private const long UsualAdministrator = 50;
    private const int LongestText = 40;

    /// <summary>Until room version 9 levels could be texts ("m.room.power_levels": "may be represented as a string").</summary>
    private const int LastWithTexts = 9;

    private readonly JsonElement _content;
    private readonly bool _allowsTexts;
    private readonly IReadOnlyList<string> _creators;

    /// <summary>The levels of a room's state events.</summary>
    /// <param name="content">The content of `m.room.power_levels`; undefined when the room has none.</param>
    /// <param name="create">The content of `m.room.create`.</param>
    /// <param name="creator">The sender of `m.room.create`; null when unknown.</param>
    public PowerLevels(JsonElement content, JsonElement create, string? creator)
    {
        _content = content;
        var isNumbered = int.TryParse(create.Text("room_version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        var privileged = isNumbered && version >= 12;

        // A room without a version is of the first one.
        _allowsTexts = isNumbered ? version <= LastWithTexts : create.Text("room_version") is null;
        _creators = !privileged || creator is null ? []
            : [creator, .. create.Texts("additional_creators")];
        Creator = content.ValueKind == JsonValueKind.Object ? null : creator;
    }

    /// <summary>Of whom a room without levels has its creator alone to decide everything (ibid., "the room's creator has 100").</summary>
    private string? Creator { get; }

    /// <summary>Those who have a level of their own, in no order; nobody twice.</summary>
    public IEnumerable<string> Named
    {
        get
        {
            var named = _content.Child("users").Members().Select(user => user.Name);
            return named.Concat(_creators).Concat(Creator is null ? [] : [Creator]).Distinct(StringComparer.Ordinal);
        }
    }

    public long LevelOf(string user) =>
        _creators.Contains(user) ? Creators
        : Creator == user ? OwnerLevel
        : Level(_content.Child("users"), user) ?? Default;

    /// <summary>True for those who can do everything for ever (room version 12).</summary>
    public bool IsCreator(string user) => _creators.Contains(user);

    /// <summary>The level of somebody whose rank does not say it: between the usual ones, or beyond them. Null for all others.</summary>
    public long? SpecialLevelOf(string user) =>
        LevelOf(user) is var level && level != Creators && level != Default && level != OwnerLevel && level != Administrator ? level : null;

    /// <summary>The rank of somebody who is in the room.</summary>
    public RoomRank RankOf(string user) => LevelOf(user) switch
    {
        >= OwnerLevel => RoomRank.Owner,
        var level when level >= Administrator => RoomRank.Administrator,
        var level when level > Default => RoomRank.Member,
        _ => RoomRank.Guest,
    };

    /// <summary>True when they may send messages.</summary>
    public bool MaySpeak(string user) => LevelOf(user) >= Speaking;

    /// <summary>True when they may set a state of the room.</summary>
    public bool MaySetState(string user, string type) => LevelOf(user) >= LevelToSetState(type);

    /// <summary>Who may set a state of the room.</summary>
    public long LevelToSetState(string type) => Level(_content.Child("events"), type) ?? Stating;

    /// <summary>True in a room where only some may speak.</summary>
    public bool IsModerated => Speaking > Default;

    /// <summary>True where everybody may change the topic.</summary>
    public bool EverybodySetsSubject => (_content.Child("events").Number(Topic) ?? Stating) <= Default;

    /// <summary>True where everybody may invite.</summary>
    public bool EverybodyInvites => (_content.Number("invite") ?? 0) <= Default;

    /// <summary>The level that a rank is given as.</summary>
    public long LevelFor(RoomRank rank) => rank switch
    {
        RoomRank.Owner => OwnerLevel,
        RoomRank.Administrator => Math.Min(Administrator, OwnerLevel - 1),
        RoomRank.Member => Math.Max(Speaking, Default + 1) is var level && level < Administrator ? level : Default,
        _ => Default,
    };

    /// <summary>
    /// The content with which somebody may speak, or may not; null where that is so already. Who may do more than speak loses none of it for a voice,
    /// and nobody's is taken where everybody has one.
    /// </summary>
    public JsonObject? WithVoice(string user, bool maySpeak) =>
        maySpeak == MaySpeak(user) || (!maySpeak && (!IsModerated || RankOf(user) >= RoomRank.Administrator)) ? null : With(user, maySpeak ? Speaking : Default);

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

    /// <summary>The content with other rights to change the topic for everybody.</summary>
    public JsonObject WithSubjectFor(bool everybody)
    {
        var content = Copy();
        if (content["events"] is not JsonObject events)
        {
            events = [];
            content["events"] = events;
        }

        events[Topic] = everybody ? Default : Math.Max(Administrator, Default == long.MaxValue ? Default : Default + 1);
        return content;
    }

    /// <summary>The content with other rights to invite for everybody.</summary>
    public JsonObject WithInvitationsFor(bool everybody)
    {
        var content = Copy();
        content["invite"] = everybody ? Default : Math.Max(Administrator, Default == long.MaxValue ? Default : Default + 1);
        return content;
    }

    /// <summary>The content to be changed. The first one of a room would take the power from its creator.</summary>
    private JsonObject Copy() =>
        _content.ValueKind == JsonValueKind.Object ? (JsonObject)JsonNode.Parse(_content.GetRawText(), documentOptions: TransactionReader.Options)!
        : Creator is null || _creators.Contains(Creator) ? []
        : new JsonObject { ["users"] = new JsonObject { [Creator] = OwnerLevel } };

    private long Default => Level(_content, "users_default") ?? 0;

    private long Speaking => Level(_content.Child("events"), EventTypes.Message) ?? Level(_content, "events_default") ?? 0;

    /// <summary>Who may send state; without an event of levels everybody may.</summary>
    private long Stating => _content.Number("state_default") ?? (_content.ValueKind == JsonValueKind.Object ? UsualAdministrator : 0);

    /// <summary>Who may put people out.</summary>
    private long Administrator => Math.Max(
        1, Math.Max(Level(_content, "kick") ?? UsualAdministrator, Level(_content, "ban") ?? UsualAdministrator));

    // Room version 1, "Authorization rules": as Python's int() reads a text, with spaces around it and a sign.
    private long? Level(JsonElement of, string name) => of.Number(name)
        ?? (_allowsTexts && of.Text(name) is { Length: <= LongestText } text
            && long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var level)
                ? level
                : null);
}
