using System.Text.Json;
using System.Text.Json.Nodes;
using XmppGateway.Adapters.Matrix.Client;
using static System.Uri;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>The operations of the client-server API that rooms of several people need. <c>ghost</c> is the user to act as.</summary>
internal static class GroupCalls
{
    private const string V3 = "/_matrix/client/v3/";

    /// <summary>Joins by alias or id; <paramref name="via"/> is a server that knows the room.</summary>
    public static Task<Answer<RoomReference>> JoinByAddressAsync(
        this MatrixClient client, string ghost, string address, string? via, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Post,
            // "via" since Matrix 1.12, "server_name" before.
            $"{V3}join/{EscapeDataString(address)}{As(ghost)}" + (via is null ? "" : $"&via={EscapeDataString(via)}&server_name={EscapeDataString(via)}"),
            "{}"u8.ToArray(),
            MatrixJson.Default.RoomReference,
            cancellationToken);

    /// <summary>The content of a state event; NotFound when the room has none.</summary>
    public static Task<Answer<JsonElementBox>> GetStateAsync(
        this MatrixClient client, string ghost, string roomId, string type, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Get, $"{Room(roomId)}state/{EscapeDataString(type)}/{As(ghost)}", null, JsonElementBox.TypeInfo, cancellationToken);

    /// <summary>A whole state event (<c>format=event</c>), with its sender and time.</summary>
    public static Task<Answer<JsonElementBox>> GetStateEventAsync(
        this MatrixClient client, string ghost, string roomId, string type, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Get, $"{Room(roomId)}state/{EscapeDataString(type)}/{As(ghost)}&format=event", null, JsonElementBox.TypeInfo, cancellationToken);

    public static Task<Answer<SentEvent>> PutStateAsync(
        this MatrixClient client, string ghost, string roomId, string type, string key, JsonObject content, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Put,
            $"{Room(roomId)}state/{EscapeDataString(type)}/{EscapeDataString(key)}{As(ghost)}",
            JsonSerializer.SerializeToUtf8Bytes(content, MatrixJson.Default.JsonObject),
            MatrixJson.Default.SentEvent,
            cancellationToken);

    public static Task<Answer<JoinedMembers>> GetJoinedMembersAsync(
        this MatrixClient client, string ghost, string roomId, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Get, $"{Room(roomId)}joined_members{As(ghost)}", null, MatrixJson.Default.JoinedMembers, cancellationToken);

    /// <summary><paramref name="what"/> is one of <c>kick</c>, <c>ban</c>, <c>unban</c>, <c>invite</c>.</summary>
    public static Task<Answer<Empty>> ChangeMemberAsync(
        this MatrixClient client, string ghost, string roomId, string what, string user, string? reason, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Post,
            Room(roomId) + what + As(ghost),
            JsonSerializer.SerializeToUtf8Bytes(new MemberRequest(user, reason), MatrixJson.Default.MemberRequest),
            MatrixJson.Default.Empty,
            cancellationToken);

    public static Task<Answer<PublicRooms>> GetPublicRoomsAsync(
        this MatrixClient client, string ghost, PublicRoomsRequest request, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Post,
            V3 + "publicRooms" + As(ghost),
            JsonSerializer.SerializeToUtf8Bytes(request, MatrixJson.Default.PublicRoomsRequest),
            MatrixJson.Default.PublicRooms,
            cancellationToken);

    private static string Room(string roomId) => $"{V3}rooms/{EscapeDataString(roomId)}/";

    private static string As(string ghost) => "?user_id=" + EscapeDataString(ghost);
}
