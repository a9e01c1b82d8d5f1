using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>A person with a Matrix client: logs in, joins every room they are invited to unless they think first, and keeps every event that comes.</summary>
public sealed class MatrixUser : IAsyncDisposable
{
    // A sync shows ten events a room unless asked for more.
    private static readonly string Filter = Uri.EscapeDataString("""{"room":{"timeline":{"limit":2000}}}""");
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{Ports.SynapseApi}/_matrix/client/v3/") };
    private readonly CancellationTokenSource _leaving = new();
    private Task _syncing = Task.CompletedTask;
    private readonly bool _thinksFirst;
    private int _lastTransaction;

    private MatrixUser(string name, bool thinksFirst) => (Id, _thinksFirst) = ($"@{name}:matrix.test", thinksFirst);

    public string Id { get; }

    public Journal<RoomEvent> Timeline { get; } = new();

    /// <summary>Who writes and who has read what.</summary>
    public Journal<RoomEvent> Ephemeral { get; } = new();

    /// <summary>The rooms they were invited to and did not join at once.</summary>
    public Journal<string> Invitations { get; } = new();

    /// <param name="name">Who. One who thinks first has no other client, which would join.</param>
    /// <param name="thinksFirst">Joins no room by themselves.</param>
    public static async Task<MatrixUser> LoginAsync(string name, bool thinksFirst = false)
    {
        var user = new MatrixUser(name, thinksFirst);
        var identifier = new JsonObject { ["type"] = "m.id.user", ["user"] = name };
        var answer = await user.CallAsync(
            HttpMethod.Post, "login", new JsonObject { ["type"] = "m.login.password", ["identifier"] = identifier, ["password"] = "secret" });
        user._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)answer["access_token"]!);
        user._syncing = user.SyncAsync(user._leaving.Token);
        return user;
    }

    public Task<RoomEvent> MessageAsync(string text, TimeSpan? within = null) => Timeline.FirstAsync(
        e => e.Type == "m.room.message" && e.Text.Contains(text, StringComparison.Ordinal), $"Matrix message '{text}' to {Id}", within);

    /// <summary>Starts a direct chat, as clients do.</summary>
    public async Task<string> InviteAsync(string user, bool encrypted = false)
    {
        var room = new JsonObject { ["preset"] = "trusted_private_chat", ["is_direct"] = true, ["invite"] = new JsonArray(user) };
        if (encrypted)
        {
            room["initial_state"] = new JsonArray(new JsonObject
            {
                ["type"] = "m.room.encryption",
                ["state_key"] = "",
                ["content"] = new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2" },
            });
        }

        return (string)(await CallAsync(HttpMethod.Post, "createRoom", room))["room_id"]!;
    }

    /// <summary>Makes a room for everybody; its alias is <c>#name:matrix.test</c>.</summary>
    public async Task<string> CreateRoomAsync(string name, JsonObject? with = null)
    {
        var room = new JsonObject { ["preset"] = "public_chat", ["room_alias_name"] = name, ["name"] = "Room " + name, ["topic"] = "About " + name };
        foreach (var (key, value) in with ?? [])
            room[key] = value?.DeepClone();
        return (string)(await CallAsync(HttpMethod.Post, "createRoom", room))["room_id"]!;
    }

    /// <summary>Waits until the homeserver's directory finds a room by this text: it counts people, and forgets empty rooms, a little later.</summary>
    public async Task ListedAsync(string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        var search = new JsonObject { ["filter"] = new JsonObject { ["generic_search_term"] = text } };
        while ((await CallAsync(HttpMethod.Post, "publicRooms", search, patience.Token))["chunk"]!.AsArray().Count == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, patience.Token);
    }

    public Task<JsonNode> JoinAsync(string address) => CallAsync(HttpMethod.Post, $"join/{Uri.EscapeDataString(address)}", []);

    /// <summary>Replaces a room by one of another version; the id of the new one.</summary>
    public async Task<string> UpgradeAsync(string room, string version) => (string)(await CallAsync(
        HttpMethod.Post, $"rooms/{Uri.EscapeDataString(room)}/upgrade", new JsonObject { ["new_version"] = version }))["replacement_room"]!;

    public Task<JsonNode> LeaveAsync(string room, string? reason = null) => CallAsync(
        HttpMethod.Post, $"rooms/{Uri.EscapeDataString(room)}/leave", reason is null ? [] : new JsonObject { ["reason"] = reason });

    /// <summary>Looks for people and rooms of other networks.</summary>
    public Task<JsonNode> LookUpAsync(string what) => CallAsync(HttpMethod.Get, "thirdparty/" + what, null);

    /// <summary><c>kick</c>, <c>ban</c>, <c>unban</c>, <c>invite</c>.</summary>
    public Task<JsonNode> ChangeMemberAsync(string room, string what, string user, string? reason = null) =>
        CallAsync(HttpMethod.Post, $"rooms/{Uri.EscapeDataString(room)}/{what}", new JsonObject { ["user_id"] = user, ["reason"] = reason });

    public Task<JsonNode> PutStateAsync(string room, string type, string key, JsonObject content) =>
        CallAsync(HttpMethod.Put, $"rooms/{Uri.EscapeDataString(room)}/state/{type}/{Uri.EscapeDataString(key)}", content);

    public Task<JsonNode> GetStateAsync(string room, string type) =>
        CallAsync(HttpMethod.Get, $"rooms/{Uri.EscapeDataString(room)}/state/{type}/", null);

    public Task<JsonNode> TypeAsync(string room, bool typing) => CallAsync(
        HttpMethod.Put,
        $"rooms/{Uri.EscapeDataString(room)}/typing/{Uri.EscapeDataString(Id)}",
        typing ? new JsonObject { ["typing"] = true, ["timeout"] = 30_000 } : new JsonObject { ["typing"] = false });

    public Task<JsonNode> SeeAsync(string room, string eventId) =>
        CallAsync(HttpMethod.Post, $"rooms/{Uri.EscapeDataString(room)}/receipt/m.read/{Uri.EscapeDataString(eventId)}", []);

    public Task<JsonNode> SetProfileAsync(string field, string value) =>
        CallAsync(HttpMethod.Put, $"profile/{Uri.EscapeDataString(Id)}/{field}", new JsonObject { [field] = value });

    /// <summary>Puts a file on the homeserver; returns its <c>mxc://</c> URI.</summary>
    public async Task<string> UploadAsync(string name, string mediaType, byte[] content)
    {
        using var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        using var response = await _http.PostAsync(new Uri($"/_matrix/media/v3/upload?filename={name}", UriKind.Relative), body);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["content_uri"]!;
    }

    public Task<byte[]> DownloadAsync(string uri) =>
        _http.GetByteArrayAsync(new Uri($"/_matrix/client/v1/media/download/{uri["mxc://".Length..]}", UriKind.Relative));

    public string NewTransaction() => $"e2e{Environment.ProcessId}-{Interlocked.Increment(ref _lastTransaction)}";

    /// <summary>Sends a message; the same <paramref name="transaction"/> again is the same message. Returns the event's id.</summary>
    public async Task<string> SendAsync(string room, string text, string? transaction = null) =>
        (string)(await SendEventAsync(room, "m.room.message", new JsonObject { ["msgtype"] = "m.text", ["body"] = text }, transaction))["event_id"]!;

    public Task<JsonNode> SendEventAsync(string room, string type, JsonObject content, string? transaction = null) =>
        CallAsync(HttpMethod.Put, $"rooms/{Uri.EscapeDataString(room)}/send/{type}/{transaction ?? NewTransaction()}", content);

    public Task<JsonNode> RedactAsync(string room, string target, string reason) => CallAsync(
        HttpMethod.Put, $"rooms/{Uri.EscapeDataString(room)}/redact/{Uri.EscapeDataString(target)}/{NewTransaction()}", new JsonObject { ["reason"] = reason });

    /// <summary>Waits until <paramref name="user"/> is in the room.</summary>
    public Task<RoomEvent> JoinedAsync(string room, string user) => Timeline.FirstAsync(
        e => e.Room == room && e.Type == "m.room.member" && e.Sender == user && (string?)e.Content["membership"] == "join", $"{user} in {room}");

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _syncing;
        _http.Dispose();
        _leaving.Dispose();
    }

    private async Task<JsonNode> CallAsync(HttpMethod method, string path, JsonObject? content, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content is null ? null : JsonContent.Create(content) };
        using var response = await _http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {answer}", null, response.StatusCode);
        return JsonNode.Parse(answer)!;
    }

    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        string? since = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var answer = await CallAsync(HttpMethod.Get, $"sync?filter={Filter}&timeout={(since is null ? 0 : 10000)}{(since is null ? "" : "&since=" + since)}", null, cancellationToken);
                foreach (var (room, _) in Section(answer, "invite"))
                {
                    if (_thinksFirst)
                        Invitations.Add(room);
                    else
                        await CallAsync(HttpMethod.Post, $"rooms/{Uri.EscapeDataString(room)}/join", [], cancellationToken);
                }

                foreach (var (room, content) in Section(answer, "join").Concat(Section(answer, "leave")))
                    Read(room, content!);
                since = (string)answer["next_batch"]!;
            }
            catch (HttpRequestException) // the server restarts in some tests
            {
                // Nobody is told when it is back.
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, CancellationToken.None);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
            }
        }
    }

    private static JsonObject Section(JsonNode answer, string name) => answer["rooms"]?[name]?.AsObject() ?? [];

    private void Read(string room, JsonNode content)
    {
        foreach (var e in content["ephemeral"]?["events"]?.AsArray() ?? [])
            Ephemeral.Add(new RoomEvent(room, "", (string)e!["type"]!, "", e["content"]!.DeepClone()));
        var events = (content["state"]?["events"]?.AsArray() ?? []).Concat(content["timeline"]?["events"]?.AsArray() ?? []);
        foreach (var e in events)
        {
            var shown = e!["content"]!.DeepClone();

            // Room versions before 11 have it beside the content.
            if (e["redacts"] is { } redacts)
                shown["redacts"] = redacts.DeepClone();
            Timeline.Add(new RoomEvent(room, (string)e["event_id"]!, (string)e["type"]!, (string)e["sender"]!, shown) { StateKey = (string?)e["state_key"] });
        }
    }
}
