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
        client.JoinByAddressAsync(ghost, address, via is null ? [] : [via], cancellationToken);

    /// <summary>Joins by alias or id; <paramref name="via"/> are servers that know the room.</summary>
    public static Task<Answer<RoomReference>> JoinByAddressAsync(
        this MatrixClient client, string ghost, string address, IReadOnlyList<string> via, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Post,
            $"{V3}join/{EscapeDataString(address)}{As(ghost)}{Via(via)}",
            "{}"u8.ToArray(),
            MatrixJson.Default.RoomReference,
            cancellationToken);

    /// <summary>Asks to be let in (since Matrix 1.1); Forbidden where the room takes no such questions.</summary>
    public static Task<Answer<RoomReference>> KnockAsync(
        this MatrixClient client, string ghost, string address, IReadOnlyList<string> via, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Post,
            $"{V3}knock/{EscapeDataString(address)}{As(ghost)}{Via(via)}",
            "{}"u8.ToArray(),
            MatrixJson.Default.RoomReference,
            cancellationToken);

    /// <summary>What a room says of itself to those who could come in (since Matrix 1.15); an error for all others.</summary>
    public static Task<Answer<RoomSummary>> GetSummaryAsync(
        this MatrixClient client, string ghost, string address, IReadOnlyList<string> via, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Get,
            $"/_matrix/client/v1/room_summary/{EscapeDataString(address)}{As(ghost)}{Via(via)}",
            null,
            MatrixJson.Default.RoomSummary,
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

    /// <summary>The whole event that says what somebody is to a room.</summary>
    public static Task<Answer<JsonElementBox>> GetMemberEventAsync(
        this MatrixClient client, string ghost, string roomId, string user, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Get,
            $"{Room(roomId)}state/m.room.member/{EscapeDataString(user)}{As(ghost)}&format=event",
            null,
            JsonElementBox.TypeInfo,
            cancellationToken);

    /// <summary>Of all state events of a room those of which something is picked; each is there only while it is looked at.</summary>
    public static Task<Answer<PickedEvents<T>>> PickStateAsync<T>(
        this MatrixClient client, string ghost, string roomId, Func<JsonElement, T?> pick, CancellationToken cancellationToken)
        where T : class =>
        client.ReadAsItComesAsync(
            $"{Room(roomId)}state{As(ghost)}", (answer, largest, token) => new EventsReader<T>(null, pick).ReadAsync(answer, largest, token), cancellationToken);

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
        client.ReadAsItComesAsync($"{Room(roomId)}joined_members{As(ghost)}", JoinedMembersReader.ReadAsync, cancellationToken);

    /// <summary>Of the events that ban somebody those of which something is picked.</summary>
    public static Task<Answer<PickedEvents<T>>> PickBannedAsync<T>(
        this MatrixClient client, string ghost, string roomId, Func<JsonElement, T?> pick, CancellationToken cancellationToken)
        where T : class =>
        client.ReadAsItComesAsync(
            $"{Room(roomId)}members{As(ghost)}&membership=ban",
            (answer, largest, token) => new EventsReader<T>("chunk", pick).ReadAsync(answer, largest, token),
            cancellationToken);

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

    /// <summary>Whether the homeserver's own directory shows the room.</summary>
    public static Task<Answer<RoomListing>> GetListingAsync(
        this MatrixClient client, string ghost, string roomId, CancellationToken cancellationToken) =>
        client.CallAsync(HttpMethod.Get, Listing(ghost, roomId), null, MatrixJson.Default.RoomListing, cancellationToken);

    public static Task<Answer<Empty>> SetListingAsync(
        this MatrixClient client, string ghost, string roomId, bool isPublic, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Put,
            Listing(ghost, roomId),
            JsonSerializer.SerializeToUtf8Bytes(
                new RoomListing(isPublic ? RoomListing.Public : RoomListing.Private), MatrixJson.Default.RoomListing),
            MatrixJson.Default.Empty,
            cancellationToken);

    // "via" since Matrix 1.12, "server_name" before.
    private static string Via(IReadOnlyList<string> servers) =>
        string.Concat(servers.Select(server => $"&via={EscapeDataString(server)}&server_name={EscapeDataString(server)}"));

    private static string Listing(string ghost, string roomId) => $"{V3}directory/list/room/{EscapeDataString(roomId)}{As(ghost)}";

    private static string Room(string roomId) => $"{V3}rooms/{EscapeDataString(roomId)}/";

    private static string As(string ghost) => "?user_id=" + EscapeDataString(ghost);
}
