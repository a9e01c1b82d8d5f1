using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>Any JSON object that was written by strangers, as an answer.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record JsonElementBox(JsonElement Value)
{
    public static JsonTypeInfo<JsonElementBox> TypeInfo => MatrixJson.Default.JsonElementBox;

    internal sealed class Converter : JsonConverter<JsonElementBox>
    {
        public override JsonElementBox Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonElement.ParseValue(ref reader));

        public override void Write(Utf8JsonWriter writer, JsonElementBox value, JsonSerializerOptions options) => value.Value.WriteTo(writer);
    }
}

/// <summary>Who is in a room: names by user id, null for who has none. Null as a whole when the answer has no such list.</summary>
internal sealed record JoinedMembers(IReadOnlyDictionary<string, string?>? Joined);

/// <summary>What a room says of itself to those who are not in it.</summary>
internal sealed record RoomSummary(string? JoinRule);

internal sealed record MemberRequest(string UserId, string? Reason);

/// <summary>Whether the homeserver's directory shows a room.</summary>
internal sealed record RoomListing(string? Visibility)
{
    public const string Public = "public";
    public const string Private = "private";
}

internal sealed record PublicRoomsRequest(int Limit, string? Since, PublicRoomsFilter? Filter);

internal sealed record PublicRoomsFilter(string? GenericSearchTerm);

internal sealed record PublicRooms(IReadOnlyList<JsonElement>? Chunk, string? NextBatch, long? TotalRoomCountEstimate);
