using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using XmppGateway.Adapters.Matrix.Client;
using static System.Uri;

namespace XmppGateway.Adapters.Matrix.People;

internal sealed record UserProfile(string? Displayname, string? AvatarUrl);

internal sealed record TypingContent(bool Typing, long? Timeout);

internal sealed record PresenceContent(string Presence, string? StatusMsg);

internal sealed record AvatarUrl([property: JsonPropertyName("avatar_url")] string Value);

/// <summary>The operations of the client-server API on people. <c>ghost</c> is the user to act as.</summary>
internal static class PeopleCalls
{
    private const string V3 = "/_matrix/client/v3/";

    public static Task<Answer<UserProfile>> GetProfileAsync(this MatrixClient client, string mxid, CancellationToken cancellationToken) =>
        client.CallAsync(HttpMethod.Get, $"{V3}profile/{EscapeDataString(mxid)}", null, MatrixJson.Default.UserProfile, cancellationToken);

    /// <summary>An empty address takes the picture away.</summary>
    public static Task<Answer<Empty>> SetAvatarAsync(this MatrixClient client, string ghost, string uri, CancellationToken cancellationToken) => client.CallAsync(
        HttpMethod.Put,
        $"{V3}profile/{EscapeDataString(ghost)}/avatar_url{As(ghost)}",
        JsonSerializer.SerializeToUtf8Bytes(new AvatarUrl(uri), MatrixJson.Default.AvatarUrl),
        MatrixJson.Default.Empty,
        cancellationToken);

    public static Task<Answer<Empty>> SetTypingAsync(
        this MatrixClient client, string ghost, string roomId, TimeSpan? length, CancellationToken cancellationToken) => client.CallOnceAsync(
        HttpMethod.Put,
        $"{V3}rooms/{EscapeDataString(roomId)}/typing/{EscapeDataString(ghost)}{As(ghost)}",
        JsonSerializer.SerializeToUtf8Bytes(new TypingContent(length is not null, (long?)length?.TotalMilliseconds), MatrixJson.Default.TypingContent),
        MatrixJson.Default.Empty,
        cancellationToken);

    public static Task<Answer<Empty>> SetPresenceAsync(
        this MatrixClient client, string ghost, PresenceContent presence, CancellationToken cancellationToken) => client.CallOnceAsync(
        HttpMethod.Put,
        $"{V3}presence/{EscapeDataString(ghost)}/status{As(ghost)}",
        JsonSerializer.SerializeToUtf8Bytes(presence, MatrixJson.Default.PresenceContent),
        MatrixJson.Default.Empty,
        cancellationToken);

    /// <summary>The ghost has read the event and all before it.</summary>
    public static Task<Answer<Empty>> SetReadAsync(
        this MatrixClient client, string ghost, string roomId, string eventId, CancellationToken cancellationToken) => client.CallAsync(
        HttpMethod.Post,
        $"{V3}rooms/{EscapeDataString(roomId)}/receipt/m.read/{EscapeDataString(eventId)}{As(ghost)}",
        "{}"u8.ToArray(),
        MatrixJson.Default.Empty,
        cancellationToken);

    /// <summary>The ghost's list of ignored users; NotFound when there is none.</summary>
    public static Task<Answer<JsonObject>> GetIgnoredAsync(this MatrixClient client, string ghost, CancellationToken cancellationToken) => client.CallAsync(
        HttpMethod.Get, Ignored(ghost), null, MatrixJson.Default.JsonObject, cancellationToken);

    public static Task<Answer<Empty>> SetIgnoredAsync(
        this MatrixClient client, string ghost, JsonObject content, CancellationToken cancellationToken) => client.CallAsync(
        HttpMethod.Put,
        Ignored(ghost),
        JsonSerializer.SerializeToUtf8Bytes(content, MatrixJson.Default.JsonObject),
        MatrixJson.Default.Empty,
        cancellationToken);

    public static Task<Answer<Empty>> ReportUserAsync(
        this MatrixClient client, string ghost, string mxid, string reason, CancellationToken cancellationToken) => client.CallOnceAsync(
        HttpMethod.Post,
        $"{V3}users/{EscapeDataString(mxid)}/report{As(ghost)}",
        JsonSerializer.SerializeToUtf8Bytes(new LeaveRoom(reason), MatrixJson.Default.LeaveRoom),
        MatrixJson.Default.Empty,
        cancellationToken);

    private static string Ignored(string ghost) => $"{V3}user/{EscapeDataString(ghost)}/account_data/m.ignored_user_list{As(ghost)}";

    private static string As(string ghost) => "?user_id=" + EscapeDataString(ghost);
}
