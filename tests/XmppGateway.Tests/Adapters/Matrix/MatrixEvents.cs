using System.Text.Json.Nodes;
using XmppGateway.Testing;

namespace XmppGateway.Tests.Adapters.Matrix;

/// <summary>Contents of events as clients write them.</summary>
internal static class MatrixEvents
{
    public static JsonObject Text(string body) => new() { ["msgtype"] = "m.text", ["body"] = body };

    public static JsonObject Html(string body, string html, string type = "m.text") => new()
    {
        ["msgtype"] = type,
        ["body"] = body,
        ["format"] = "org.matrix.custom.html",
        ["formatted_body"] = html,
    };

    public static JsonObject Edit(string target, string body) => new()
    {
        ["msgtype"] = "m.text",
        ["body"] = "* " + body,
        ["m.new_content"] = Text(body),
        ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = target },
    };

    public static JsonObject Receipt(FakeRoom room, string target, string reader) => new()
    {
        ["type"] = "m.receipt",
        ["room_id"] = room.Id,
        ["content"] = new JsonObject { [target] = new JsonObject { ["m.read"] = new JsonObject { [reader] = new JsonObject { ["ts"] = 1_767_225_600_000 } } } },
    };

    public static JsonObject Typing(FakeRoom room, params string[] users) => new()
    {
        ["type"] = "m.typing",
        ["room_id"] = room.Id,
        ["content"] = new JsonObject { ["user_ids"] = new JsonArray([.. users]) },
    };

    public static JsonObject Presence(string user, string presence, string? status = null) => new()
    {
        ["type"] = "m.presence",
        ["sender"] = user,
        ["content"] = new JsonObject { ["presence"] = presence, ["status_msg"] = status, ["last_active_ago"] = 60_000 },
    };

    public static JsonObject Reaction(string target, string key) => new()
    {
        ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.annotation", ["event_id"] = target, ["key"] = key },
    };
}
