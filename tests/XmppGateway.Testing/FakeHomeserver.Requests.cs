using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace XmppGateway.Testing;

/// <content>What it answers to the client-server API.</content>
public sealed partial class FakeHomeserver
{
    private async Task AnswerAsync(HttpContext http)
    {
        var path = Uri.UnescapeDataString(http.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0]);
        _requests.Enqueue(http.Request.Method + " " + path);
        if (await Interfere(http))
        {
            return;
        }

        if (path.Contains("/media/", StringComparison.Ordinal))
        {
            await AnswerMediaAsync(http, path);
            return;
        }

        var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted)
            .ContinueWith(t => t.IsCompletedSuccessfully ? t.GetAwaiter().GetResult() as JsonObject : null, TaskScheduler.Default);
        var (status, answer) = await HandleAsync(http, path, body ?? []);
        if (LoseAnswer(http.Request.Method + " " + path))
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString(), http.RequestAborted);
    }

    private async Task<(int Status, JsonNode Answer)> HandleAsync(HttpContext http, string path, JsonObject body)
    {
        if (path == "/_matrix/client/versions")
        {
            return (200, new JsonObject { ["versions"] = new JsonArray("v1.11", "v1.12") });
        }

        if (http.Request.Headers.Authorization != "Bearer " + AsToken)
        {
            return Error(401, "M_UNKNOWN_TOKEN", "Unrecognised access token");
        }

        var user = http.Request.Query["user_id"].FirstOrDefault() ?? "@xmppbot:" + ServerName;
        if (!Regex.IsMatch(user, "^@(_xmpp_.*|xmppbot):matrix\\.test$"))
        {
            return Error(403, "M_FORBIDDEN", "Application service cannot masquerade as this user");
        }

        var action = http.Request.Method + " " + path.Replace("/_matrix/client/v3/", "", StringComparison.Ordinal);
        return action switch
        {
            "GET account/whoami" => (200, new JsonObject { ["user_id"] = user }),
            "POST /_matrix/client/v1/appservice/xmpp-gateway/ping" => await PingAsync(),
            "POST register" => Register((string)body["username"]!),
            "POST createRoom" => CreateRoom(user, body),
            "GET joined_rooms" => (200, new JsonObject
            {
                ["joined_rooms"] = new JsonArray([.. Rooms.Values.Where(room => room.MembershipOf(user) == "join").Select(room => (JsonNode)room.Id)]),
            }),
            _ when action.StartsWith("GET profile/", StringComparison.Ordinal) => GetProfile(action["GET profile/".Length..].Split('/')),
            _ when action.StartsWith("PUT profile/", StringComparison.Ordinal) => SetProfile(action["PUT profile/".Length..].Split('/'), body),
            _ when action == $"PUT presence/{user}/status" => SetPresence(user, body),
            _ when action == $"GET user/{user}/account_data/m.ignored_user_list" => GetIgnored(user),
            _ when action == $"PUT user/{user}/account_data/m.ignored_user_list" => SetIgnored(user, body),
            _ when action.StartsWith("POST users/", StringComparison.Ordinal) => Report(user, action.Split('/')[1], body),
            _ when action.StartsWith("POST join/#", StringComparison.Ordinal) => JoinByAlias(user, path.Split('/')[^1]),
            _ when action.StartsWith("GET directory/room/", StringComparison.Ordinal) =>
                Aliases.TryGetValue(path.Split('/')[^1], out var id) ? (200, new JsonObject { ["room_id"] = id }) : Error(404, "M_NOT_FOUND", "No such alias"),
            _ => InGroup(http, action, user, body) ?? InRoom(http, action, user, body),
        };
    }

    private (int Status, JsonNode Answer) InRoom(HttpContext http, string action, string user, JsonObject body)
    {
        var match = Regex.Match(action, "^(GET|PUT|POST) (?:/_matrix/client/v1/)?rooms/(![^/]+)/(.*)$");
        if (!match.Success || !Rooms.TryGetValue(match.Groups[2].Value, out var room))
        {
            return Error(404, match.Success ? "M_NOT_FOUND" : "M_UNRECOGNIZED", "No such thing");
        }

        var membership = room.MembershipOf(user);
        var what = match.Groups[1].Value + " " + match.Groups[3].Value;
        if (what == "POST join")
        {
            if (membership is not ("invite" or "join"))
            {
                return Error(403, "M_FORBIDDEN", "You are not invited to this room.");
            }

            if (membership == "invite")
            {
                AddEvent(room, "m.room.member", user, user, new JsonObject { ["membership"] = "join", ["displayname"] = Users.GetValueOrDefault(user) });
            }

            return (200, new JsonObject { ["room_id"] = room.Id });
        }

        if (what == "POST leave" && membership is "invite" or "join")
        {
            AddEvent(room, "m.room.member", user, user, new JsonObject { ["membership"] = "leave" });
            return (200, new JsonObject());
        }

        if (membership != "join")
        {
            return Error(403, "M_FORBIDDEN", $"User {user} not in room {room.Id}");
        }

        var parts = what.Split('/');
        bool IsAsked(string? found) => http.Request.Query["membership"].FirstOrDefault() is { } wanted ? found == wanted : found != "leave";
        return parts switch
        {
            ["PUT send", var type, var transaction] => Send(room, user, type, transaction, body),
            ["PUT state", "m.room.member", var member] when room.MembershipOf(member) == "ban" => Error(403, "M_FORBIDDEN", $"{member} is banned from the room"),
            ["PUT state", var type, var key] => (200, new JsonObject { ["event_id"] = (string)AddEvent(room, type, user, key, body.DeepClone().AsObject())["event_id"]! }),
            ["GET state", var type, .. var key] => room.State.TryGetValue((type, string.Join('/', key)), out var state)
                ? (200, state["content"]!.DeepClone())
                : Error(404, "M_NOT_FOUND", "Event not found."),
            ["GET state"] => (200, new JsonArray([.. room.State.Values.Select(state => state.DeepClone())])),
            ["GET members"] => (200, new JsonObject
            {
                ["chunk"] = new JsonArray([.. room.State.Where(s => s.Key.Type == "m.room.member" && IsAsked((string?)s.Value["content"]!["membership"])).Select(s => s.Value.DeepClone())]),
            }),
            ["GET messages"] => History(room, http.Request.Query),
            ["PUT typing", var typist] when typist == user => SetTyping(user, body),
            ["POST receipt", "m.read", var target] => SetReceipt(room, user, target),
            ["PUT redact", var target, var transaction] => Redact(room, user, target, transaction, body),
            ["GET event", var id] => room.Events.FirstOrDefault(e => (string?)e["event_id"] == id) is { } found
                ? (200, found.DeepClone())
                : Error(404, "M_NOT_FOUND", "Event not found."),
            ["GET relations", var target, "m.annotation", "m.reaction"] => (200, new JsonObject
            {
                ["chunk"] = new JsonArray([.. room.Events.Where(e => IsReaction(e, target)).Select(e => e.DeepClone())]),
            }),
            _ => Error(404, "M_UNRECOGNIZED", "Unrecognized request"),
        };
    }

    /// <summary>Rooms with an alias are open to all.</summary>
    private (int Status, JsonNode Answer) JoinByAlias(string user, string alias)
    {
        if (!Aliases.TryGetValue(alias, out var id))
        {
            return Error(404, "M_NOT_FOUND", "No such alias");
        }

        if (Rooms[id].MembershipOf(user) != "join")
        {
            AddEvent(Rooms[id], "m.room.member", user, user, new JsonObject { ["membership"] = "join" });
        }

        return (200, new JsonObject { ["room_id"] = id });
    }

    private (int Status, JsonNode Answer) History(FakeRoom room, IQueryCollection query)
    {
        var filter = query["filter"].FirstOrDefault() is { } json ? JsonNode.Parse(json) : null;
        bool Listed(string key, string value) => filter![key]!.AsArray().Any(item => (string)item! == value);
        bool Passes(JsonObject what) =>
            (filter?["senders"] is null || Listed("senders", (string)what["sender"]!))
            && (filter?["not_senders"] is null || !Listed("not_senders", (string)what["sender"]!))
            && (filter?["types"] is null || Listed("types", (string)what["type"]!));
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var asked) ? Math.Min(asked, 1000) : 10;
        lock (_lock)
        {
            // A token is the number of events before it, so that new events do not move it.
            var from = int.TryParse(query["from"].FirstOrDefault(), CultureInfo.InvariantCulture, out var token) ? token : room.Events.Count;
            var page = room.Events.Take(from).Index().Reverse().Where(e => Passes(e.Item)).Take(limit).ToList();
            var answer = new JsonObject { ["chunk"] = new JsonArray([.. page.Select(e => e.Item.DeepClone())]) };
            if (page.Count == limit)
            {
                answer["end"] = page[^1].Index.ToString(CultureInfo.InvariantCulture);
            }

            return (200, answer);
        }
    }

    private static bool IsReaction(JsonObject what, string target) =>
        (string?)what["type"] == "m.reaction" && (string?)what["content"]!["m.relates_to"]?["event_id"] == target;

    private (int Status, JsonNode Answer) Redact(FakeRoom room, string user, string target, string transaction, JsonObject body)
    {
        if (room.Events.FirstOrDefault(e => (string?)e["event_id"] == target) is not { } redacted)
        {
            return Error(404, "M_NOT_FOUND", "Event not found.");
        }

        var id = _transactions.GetOrAdd(room.Id + user + transaction, _ => (string)Redact(room, redacted, user, body)["event_id"]!);
        return (200, new JsonObject { ["event_id"] = id });
    }

    private (int Status, JsonNode Answer) Send(FakeRoom room, string user, string type, string transaction, JsonObject body)
    {
        if (type == "m.reaction" && !_transactions.ContainsKey(room.Id + user + transaction) && room.Events.Any(
            e => IsReaction(e, (string)body["m.relates_to"]!["event_id"]!) && (string?)e["sender"] == user
                && (string?)e["content"]!["m.relates_to"]!["key"] == (string?)body["m.relates_to"]!["key"]))
        {
            return Error(400, "M_DUPLICATE_ANNOTATION", "Can't send same reaction twice");
        }

        var id = _transactions.GetOrAdd(
            room.Id + user + transaction, _ => (string)AddEvent(room, type, user, null, body.DeepClone().AsObject())["event_id"]!);
        return (200, new JsonObject { ["event_id"] = id });
    }

    private (int Status, JsonNode Answer) Register(string localpart) =>
        Users.TryAdd($"@{localpart}:{ServerName}", localpart)
            ? (200, new JsonObject { ["user_id"] = $"@{localpart}:{ServerName}" })
            : Error(400, "M_USER_IN_USE", "User ID already taken.");

    private (int Status, JsonNode Answer) CreateRoom(string user, JsonObject body)
    {
        var alias = $"#{body["room_alias_name"]}:{ServerName}";
        var room = AddRoomObject();
        if (!Users.ContainsKey(user))
        {
            return Error(403, "M_FORBIDDEN", "Application service has not registered this user");
        }

        if (!Aliases.TryAdd(alias, room.Id))
        {
            return Error(400, "M_ROOM_IN_USE", "Room alias already taken");
        }

        Rooms[room.Id] = room;
        AddEvent(room, "m.room.member", user, user, new JsonObject { ["membership"] = "join" });
        foreach (var person in body["invite"]!.AsArray().Select(p => (string)p!))
        {
            if (person.EndsWith(":refused.test", StringComparison.Ordinal))
            {
                return Error(403, "M_FORBIDDEN", "Federation denied with refused.test.");
            }

            AddEvent(room, "m.room.member", user, person, new JsonObject { ["membership"] = "invite", ["is_direct"] = true });
        }

        return (200, new JsonObject { ["room_id"] = room.Id });
    }

    private FakeRoom AddRoomObject() => new($"!Made{Interlocked.Increment(ref _counter)}:{ServerName}");

    private async Task<(int Status, JsonNode Answer)> PingAsync()
    {
        if (Gateway is null)
        {
            return Error(502, "M_CONNECTION_FAILED", "Connection refused");
        }

        var status = await CallGatewayAsync("POST", "/_matrix/app/v1/ping", "{}");
        return status == 200 ? (200, new JsonObject { ["duration_ms"] = 1 }) : Error(502, "M_BAD_STATUS", "Ping returned status " + status);
    }
}
