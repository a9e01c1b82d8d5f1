using System.Text.Json;
using System.Text.Json.Nodes;
using XmppGateway.Adapters.Matrix.Client;
using static System.Uri;

namespace XmppGateway.Adapters.Matrix.Portals;

/// <summary>The operations of the client-server API that only portals need.</summary>
internal static class PortalCalls
{
    private const string V3 = "/_matrix/client/v3/";

    /// <summary>Makes a room for everybody who finds it, without an alias. Not repeated by itself: two would be made.</summary>
    public static Task<Answer<RoomReference>> CreatePublicRoomAsync(
        this MatrixClient client, string creator, string name, string topic, CancellationToken cancellationToken) =>
        client.CallOnceAsync(
            HttpMethod.Post,
            V3 + "createRoom?user_id=" + EscapeDataString(creator),
            JsonSerializer.SerializeToUtf8Bytes(
                new JsonObject { ["preset"] = "public_chat", ["visibility"] = "private", ["name"] = name, ["topic"] = topic }, MatrixJson.Default.JsonObject),
            MatrixJson.Default.RoomReference,
            cancellationToken);

    /// <summary>Gives a room an alias; InUse when some room has it.</summary>
    public static Task<Answer<Empty>> AddAliasAsync(
        this MatrixClient client, string by, string alias, string roomId, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Put,
            $"{V3}directory/room/{EscapeDataString(alias)}?user_id={EscapeDataString(by)}",
            JsonSerializer.SerializeToUtf8Bytes(new RoomReference(roomId), MatrixJson.Default.RoomReference),
            MatrixJson.Default.Empty,
            cancellationToken);

    /// <summary>The rooms that somebody of ours has joined.</summary>
    public static Task<Answer<RoomsOfUser>> GetJoinedRoomsAsync(this MatrixClient client, string who, CancellationToken cancellationToken) =>
        client.CallAsync(HttpMethod.Get, $"{V3}joined_rooms?user_id={EscapeDataString(who)}", null, MatrixJson.Default.RoomsOfUser, cancellationToken);

    public static Task<Answer<Empty>> RemoveAliasAsync(this MatrixClient client, string by, string alias, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Delete, $"{V3}directory/room/{EscapeDataString(alias)}?user_id={EscapeDataString(by)}", null, MatrixJson.Default.Empty, cancellationToken);
}
