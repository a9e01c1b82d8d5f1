using System.Text.Json.Nodes;

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

    public static JsonObject Reaction(string target, string key) => new()
    {
        ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.annotation", ["event_id"] = target, ["key"] = key },
    };
}
