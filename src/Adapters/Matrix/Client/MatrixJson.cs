using System.Text.Json;
using System.Text.Json.Serialization;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>The bodies of requests and answers. Null members are not written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Empty))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(Versions))]
[JsonSerializable(typeof(WhoAmI))]
[JsonSerializable(typeof(Ping))]
[JsonSerializable(typeof(Register))]
[JsonSerializable(typeof(DisplayName))]
[JsonSerializable(typeof(CreateRoom))]
[JsonSerializable(typeof(RoomReference))]
[JsonSerializable(typeof(MemberContent))]
[JsonSerializable(typeof(LeaveRoom))]
[JsonSerializable(typeof(MessageContent))]
[JsonSerializable(typeof(SentEvent))]
[JsonSerializable(typeof(MemberList))]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(Rooms.RoomNote))]
[JsonSerializable(typeof(History.RoomPosition[]))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class MatrixJson : JsonSerializerContext;

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

internal sealed record MemberContent(
    string? Membership, bool? IsDirect = null, [property: JsonPropertyName("displayname")] string? Displayname = null);

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
}

internal sealed record Relation([property: JsonPropertyName("m.in_reply_to")] EventReference? InReplyTo);

internal sealed record EventReference(string EventId);

internal sealed record SentEvent(string? EventId);

/// <summary>Events are kept as JSON: what is inside them was written by strangers.</summary>
internal sealed record MemberList(IReadOnlyList<JsonElement>? Chunk);

internal sealed record MessagePage(IReadOnlyList<JsonElement>? Chunk, string? End);
