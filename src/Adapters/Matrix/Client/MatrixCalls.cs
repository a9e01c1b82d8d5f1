using System.Text.Json;
using static System.Uri;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>The operations of the client-server API that direct chats need. <c>ghost</c> is the user to act as.</summary>
internal static class MatrixCalls
{
    private const string V3 = "/_matrix/client/v3/";

    public static Task<Answer<Versions>> GetVersionsAsync(this MatrixClient client, CancellationToken cancellationToken) =>
        client.CallOnceAsync(HttpMethod.Get, "/_matrix/client/versions", null, MatrixJson.Default.Versions, cancellationToken);

    public static Task<Answer<WhoAmI>> GetWhoAmIAsync(this MatrixClient client, CancellationToken cancellationToken) =>
        client.CallOnceAsync(HttpMethod.Get, V3 + "account/whoami", null, MatrixJson.Default.WhoAmI, cancellationToken);

    /// <summary>Makes the homeserver call our own ping. On Synapse that also delivers what it had put off.</summary>
    public static Task<Answer<Empty>> PingAsync(
        this MatrixClient client, string serviceId, string transactionId, CancellationToken cancellationToken) =>
        client.CallOnceAsync(
            HttpMethod.Post,
            $"/_matrix/client/v1/appservice/{EscapeDataString(serviceId)}/ping",
            JsonSerializer.SerializeToUtf8Bytes(new Ping(transactionId), MatrixJson.Default.Ping),
            MatrixJson.Default.Empty,
            cancellationToken);

    public static Task<Answer<Empty>> RegisterAsync(this MatrixClient client, string localpart, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Post,
            V3 + "register",
            JsonSerializer.SerializeToUtf8Bytes(
                new Register("m.login.application_service", localpart, InhibitLogin: true), MatrixJson.Default.Register),
            MatrixJson.Default.Empty,
            cancellationToken);

    public static Task<Answer<DisplayName>> GetDisplayNameAsync(
        this MatrixClient client, string mxid, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Get, $"{V3}profile/{EscapeDataString(mxid)}/displayname", null, MatrixJson.Default.DisplayName, cancellationToken);

    public static Task<Answer<Empty>> SetDisplayNameAsync(
        this MatrixClient client, string ghost, string name, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Put,
            $"{V3}profile/{EscapeDataString(ghost)}/displayname" + As(ghost),
            JsonSerializer.SerializeToUtf8Bytes(new DisplayName(name), MatrixJson.Default.DisplayName),
            MatrixJson.Default.Empty,
            cancellationToken);

    /// <summary>Not repeated by itself, but the alias makes a second room impossible.</summary>
    public static Task<Answer<RoomReference>> CreateRoomAsync(
        this MatrixClient client, string ghost, CreateRoom room, CancellationToken cancellationToken) =>
        client.CallOnceAsync(
            HttpMethod.Post,
            V3 + "createRoom" + As(ghost),
            JsonSerializer.SerializeToUtf8Bytes(room, MatrixJson.Default.CreateRoom),
            MatrixJson.Default.RoomReference,
            cancellationToken);

    public static Task<Answer<RoomReference>> FindRoomAsync(this MatrixClient client, string alias, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Get, $"{V3}directory/room/{EscapeDataString(alias)}", null, MatrixJson.Default.RoomReference, cancellationToken);

    public static Task<Answer<RoomReference>> JoinAsync(
        this MatrixClient client, string ghost, string roomId, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Post, Room(roomId) + "join" + As(ghost), EmptyBody, MatrixJson.Default.RoomReference, cancellationToken);

    public static Task<Answer<Empty>> LeaveAsync(
        this MatrixClient client, string ghost, string roomId, string? reason, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Post,
            Room(roomId) + "leave" + As(ghost),
            JsonSerializer.SerializeToUtf8Bytes(new LeaveRoom(reason), MatrixJson.Default.LeaveRoom),
            MatrixJson.Default.Empty,
            cancellationToken);

    /// <summary>As a state event, because `/invite` cannot say that the chat is direct.</summary>
    public static Task<Answer<SentEvent>> InviteAsync(
        this MatrixClient client, string ghost, string roomId, string mxid, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Put,
            $"{Room(roomId)}state/m.room.member/{EscapeDataString(mxid)}{As(ghost)}",
            JsonSerializer.SerializeToUtf8Bytes(new MemberContent("invite", IsDirect: true), MatrixJson.Default.MemberContent),
            MatrixJson.Default.SentEvent,
            cancellationToken);

    public static Task<Answer<MemberContent>> GetMemberAsync(
        this MatrixClient client, string ghost, string roomId, string mxid, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Get,
            $"{Room(roomId)}state/m.room.member/{EscapeDataString(mxid)}{As(ghost)}",
            null,
            MatrixJson.Default.MemberContent,
            cancellationToken);

    public static Task<Answer<MemberList>> GetMembersAsync(
        this MatrixClient client, string ghost, string roomId, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Get,
            $"{Room(roomId)}members{As(ghost)}&not_membership=leave",
            null,
            MatrixJson.Default.MemberList,
            cancellationToken);

    /// <summary>NotFound when the room is not encrypted.</summary>
    public static Task<Answer<Empty>> GetEncryptionAsync(
        this MatrixClient client, string ghost, string roomId, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Get, $"{Room(roomId)}state/m.room.encryption/{As(ghost)}", null, MatrixJson.Default.Empty, cancellationToken);

    public static Task<Answer<SentEvent>> SendMessageAsync(
        this MatrixClient client,
        string ghost,
        string roomId,
        string transactionId,
        MessageContent content,
        CancellationToken cancellationToken) =>
        client.SendEventAsync(
            ghost,
            roomId,
            transactionId,
            new OutgoingEvent("m.room.message", JsonSerializer.SerializeToUtf8Bytes(content, MatrixJson.Default.MessageContent)),
            cancellationToken);

    public static Task<Answer<SentEvent>> SendEventAsync(
        this MatrixClient client, string ghost, string roomId, string transactionId, OutgoingEvent what, CancellationToken cancellationToken) =>
        client.CallOnceAsync(
            HttpMethod.Put,
            $"{Room(roomId)}send/{what.Type}/{EscapeDataString(transactionId)}{As(ghost)}",
            what.Content,
            MatrixJson.Default.SentEvent,
            cancellationToken);

    public static Task<Answer<SentEvent>> RedactAsync(
        this MatrixClient client,
        string ghost,
        string roomId,
        string transactionId,
        string eventId,
        string? reason,
        CancellationToken cancellationToken) =>
        client.CallOnceAsync(
            HttpMethod.Put,
            $"{Room(roomId)}redact/{EscapeDataString(eventId)}/{EscapeDataString(transactionId)}{As(ghost)}",
            JsonSerializer.SerializeToUtf8Bytes(new RedactionRequest(reason), MatrixJson.Default.RedactionRequest),
            MatrixJson.Default.SentEvent,
            cancellationToken);

    public static Task<Answer<FoundEvent>> GetEventAsync(
        this MatrixClient client, string ghost, string roomId, string eventId, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Get,
            $"{Room(roomId)}event/{EscapeDataString(eventId)}{As(ghost)}",
            null,
            MatrixJson.Default.FoundEvent,
            cancellationToken);

    /// <summary>The reactions to an event, newest first.</summary>
    public static Task<Answer<MessagePage>> GetReactionsAsync(
        this MatrixClient client, string ghost, string roomId, string eventId, CancellationToken cancellationToken) =>
        client.CallAsync(
            HttpMethod.Get,
            $"/_matrix/client/v1/rooms/{EscapeDataString(roomId)}/relations/{EscapeDataString(eventId)}/m.annotation/m.reaction{As(ghost)}&limit=100",
            null,
            MatrixJson.Default.MessagePage,
            cancellationToken);

    /// <summary>The newest events of a room, newest first: fewer than the limit where so many are too large for one answer.</summary>
    public static async Task<Answer<MessagePage>> GetRecentAsync(
        this MatrixClient client,
        string ghost,
        string roomId,
        int limit,
        string? filter,
        string? from,
        CancellationToken cancellationToken)
    {
        for (var asked = limit; ; asked /= 2)
        {
            var page = await client.ReadHistoryAsync(
                $"{Room(roomId)}messages{As(ghost)}&dir=b&limit={asked}"
                    + (filter is null ? "" : "&filter=" + EscapeDataString(filter)) + (from is null ? "" : "&from=" + EscapeDataString(from)),
                MatrixJson.Default.MessagePage,
                cancellationToken);
            if (page.Error is not { Kind: MatrixErrorKind.TooLarge } || asked <= 1)
            {
                return page;
            }
        }
    }

    private static readonly ReadOnlyMemory<byte> EmptyBody = "{}"u8.ToArray();

    private static string Room(string roomId) => $"{V3}rooms/{EscapeDataString(roomId)}/";

    private static string As(string ghost) => "?user_id=" + EscapeDataString(ghost);
}
