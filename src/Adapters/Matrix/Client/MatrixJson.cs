using System.Text.Json;
using System.Text.Json.Serialization;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>The bodies of requests and answers. Null members are not written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = MatrixJson.DeepestEvent)]
[JsonSerializable(typeof(Empty))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(Versions))]
[JsonSerializable(typeof(WhoAmI))]
[JsonSerializable(typeof(Ping))]
[JsonSerializable(typeof(Register))]
[JsonSerializable(typeof(DisplayName))]
[JsonSerializable(typeof(CreateRoom))]
[JsonSerializable(typeof(RoomReference))]
[JsonSerializable(typeof(RoomsOfUser))]
[JsonSerializable(typeof(MemberContent))]
[JsonSerializable(typeof(LeaveRoom))]
[JsonSerializable(typeof(MessageContent))]
[JsonSerializable(typeof(ReactionContent))]
[JsonSerializable(typeof(PollResponse))]
[JsonSerializable(typeof(RedactionRequest))]
[JsonSerializable(typeof(SentEvent))]
[JsonSerializable(typeof(FoundEvent))]
[JsonSerializable(typeof(MemberList))]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(Groups.JsonElementBox))]
[JsonSerializable(typeof(Groups.RoomSummary))]
[JsonSerializable(typeof(Groups.MemberRequest))]
[JsonSerializable(typeof(Groups.RoomListing))]
[JsonSerializable(typeof(Groups.PublicRoomsRequest))]
[JsonSerializable(typeof(Groups.PublicRooms))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(Media.Uploaded))]
[JsonSerializable(typeof(Media.MediaConfig))]
[JsonSerializable(typeof(Media.UploadNote))]
[JsonSerializable(typeof(People.UserProfile))]
[JsonSerializable(typeof(People.AvatarUrl))]
[JsonSerializable(typeof(People.TypingContent))]
[JsonSerializable(typeof(People.PresenceContent))]
[JsonSerializable(typeof(People.GhostNote))]
[JsonSerializable(typeof(Rooms.RoomNote))]
[JsonSerializable(typeof(Rooms.PollNote))]
[JsonSerializable(typeof(Rooms.ReactionNote[]))]
[JsonSerializable(typeof(History.RoomPosition[]))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class MatrixJson : JsonSerializerContext
{
    /// <summary>Answers hold events, which are at most 64 KiB: none can be nested deeper, and a lower limit would make one unreadable.</summary>
    public const int DeepestEvent = 64 * 1024;
}

internal sealed record Empty;

internal sealed record ErrorBody(string? Errcode, string? Error, double? RetryAfterMs, int? Status);

[method: JsonConstructor]
internal sealed record Versions([property: JsonPropertyName("versions")] IReadOnlyList<string>? Supported);

internal sealed record WhoAmI(string? UserId);

internal sealed record Ping(string TransactionId);

internal sealed record Register(string Type, string Username, bool InhibitLogin);

internal sealed record DisplayName([property: JsonPropertyName("displayname")] string? Value);

internal sealed record CreateRoom(
    string Preset, string Name, bool IsDirect, IReadOnlyList<string> Invite, string RoomAliasName, string Visibility = "private");

internal sealed record RoomReference(string? RoomId);

/// <summary>The ids of the rooms that somebody has joined.</summary>
internal sealed record RoomsOfUser(IReadOnlyList<string>? JoinedRooms);

internal sealed record MemberContent(
    string? Membership, bool? IsDirect = null, [property: JsonPropertyName("displayname")] string? Displayname = null, string? AvatarUrl = null);

internal sealed record LeaveRoom(string? Reason);

/// <summary>The content of an `m.room.message` of ours.</summary>
/// <param name="Delivery">Our own mark: which delivery this was, so that an uncertain one can be looked up.</param>
internal sealed record MessageContent(
    string Msgtype,
    string Body,
    [property: JsonPropertyName("m.relates_to")] Relation? RelatesTo = null,
    [property: JsonPropertyName(MessageContent.DeliveryKey)] string? Delivery = null)
{
    public const string DeliveryKey = "xmpp_gateway.delivery";

    public string? Format { get; init; }

    public string? FormattedBody { get; init; }

    /// <summary>Of a file: what it is called. Beside it the body describes the file.</summary>
    public string? Filename { get; init; }

    public string? Url { get; init; }

    public MediaInfo? Info { get; init; }

    /// <summary>MSC3245: there for a voice message.</summary>
    [JsonPropertyName("org.matrix.msc3245.voice")]
    public Empty? Voice { get; init; }

    /// <summary>Who is named, and wants to know it.</summary>
    [JsonPropertyName("m.mentions")]
    public Mentions? Mentions { get; init; }

    /// <summary>Of an edit: what the message says from now on.</summary>
    [JsonPropertyName("m.new_content")]
    public MessageContent? NewContent { get; init; }
}

/// <summary>Empty for nobody.</summary>
internal sealed record Mentions(IReadOnlyList<string>? UserIds = null);

/// <summary>What is known of a file.</summary>
/// <param name="Duration">In milliseconds.</param>
internal sealed record MediaInfo(string Mimetype, long Size, int? W, int? H, long? Duration);

/// <summary>How an event belongs to another one (client-server API, "Forming relationships between events").</summary>
internal sealed record Relation([property: JsonPropertyName("m.in_reply_to")] EventReference? InReplyTo = null)
{
    public string? RelType { get; init; }

    public string? EventId { get; init; }

    public string? Key { get; init; }

    public bool? IsFallingBack { get; init; }
}

internal sealed record ReactionContent([property: JsonPropertyName("m.relates_to")] Relation RelatesTo);

/// <summary>A vote, in one of its two forms.</summary>
internal sealed record PollResponse([property: JsonPropertyName("m.relates_to")] Relation RelatesTo)
{
    [JsonPropertyName("m.selections")]
    public IReadOnlyList<string>? Selections { get; init; }

    [JsonPropertyName(Events.Poll.UnstableResponse)]
    public PollAnswers? Unstable { get; init; }

    [JsonPropertyName(MessageContent.DeliveryKey)]
    public string? Delivery { get; init; }
}

internal sealed record PollAnswers(IReadOnlyList<string> Answers);

internal sealed record RedactionRequest(string? Reason);

internal sealed record EventReference(string EventId);

internal sealed record SentEvent(string? EventId);

/// <summary>An event that was asked for by its id. Servers add to `unsigned` what came after it.</summary>
internal sealed record FoundEvent(string? Type, string? Sender, JsonElement Content, JsonElement Unsigned);

/// <summary>Events are kept as JSON: what is inside them was written by strangers.</summary>
internal sealed record MemberList(IReadOnlyList<JsonElement>? Chunk);

internal sealed record MessagePage(IReadOnlyList<JsonElement>? Chunk, string? End);
