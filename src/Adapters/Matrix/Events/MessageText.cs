using System.Globalization;
using System.Text.Json;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>What an `m.room.message` or `m.sticker` says to somebody who sees text only.</summary>
/// <param name="ReplyTo">The event that it answers.</param>
/// <param name="Thread">The root of its thread.</param>
internal sealed record MessageText(string Body, MessageKind Kind, RemoteMessageId? ReplyTo, string? Thread)
{
    /// <summary>Null when there is nothing to show: a redacted or malformed message.</summary>
    public static MessageText? Read(RoomEvent what)
    {
        var relation = what.Content.Child("m.relates_to");
        var replaces = relation.Text("rel_type") == "m.replace";
        var content = replaces ? what.Content.Child("m.new_content") : what.Content;
        if (Plain(what.Type, content) is not { Length: > 0 } body)
        {
            return null;
        }

        var thread = relation.Text("rel_type") == "m.thread" ? relation.Text("event_id") : null;
        var replyTo = replaces ? null : ReplyTarget(relation, inThread: thread is not null);
        return new MessageText(
            replaces ? "* " + body : replyTo is null ? body : WithoutFallback(body),
            content.Text("msgtype") is "m.notice" or "m.key.verification.request" ? MessageKind.Notice : MessageKind.Chat,
            replyTo,
            thread);
    }

    private static string? Plain(string type, JsonElement content)
    {
        var body = content.Text("body");
        return (type, content.Text("msgtype")) switch
        {
            ("m.sticker", _) => Media("sticker", body, content),
            (_, "m.image") => Media("image", body, content),
            (_, "m.video") => Media("video", body, content),
            (_, "m.audio") => Media("audio", body, content),
            (_, "m.file") => Media("file", body, content),
            (_, "m.location") => content.Text("geo_uri") is { } place ? $"{body}\n[location: {place}]" : body,
            (_, "m.emote") => body is null ? null : "/me " + body,
            _ => body,
        };
    }

    // Client-server API, "Media captions": a filename beside a different body makes the body a caption.
    private static string Media(string what, string? body, JsonElement content)
    {
        var name = content.Text("filename") ?? body;
        var size = content.Child("info").Number("size") is { } bytes and > 0 ? ", " + Size(bytes) : "";
        var line = $"[{what}{(string.IsNullOrEmpty(name) ? "" : ": " + name)}{size} - sent on Matrix, cannot be shown here]";
        return string.IsNullOrEmpty(body) || body == name ? line : body + "\n" + line;
    }

    private static string Size(long bytes) =>
        bytes < 1024 * 1024
            ? string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024} KiB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");

    // Client-server API, "Threading": the reply of a thread's plain message is there for old clients only.
    private static RemoteMessageId? ReplyTarget(JsonElement relation, bool inThread) =>
        relation.Child("m.in_reply_to").Text("event_id") is { Length: > 0 } id && !(inThread && relation.IsTrue("is_falling_back"))
            ? new RemoteMessageId(id)
            : null;

    // The fallback was part of the specification until 1.13 and is still written by many: quoted lines, the first with the author's id.
    private static string WithoutFallback(string body)
    {
        if (!body.StartsWith("> <@", StringComparison.Ordinal) && !body.StartsWith("> * <@", StringComparison.Ordinal))
        {
            return body;
        }

        var lines = body.Split('\n');
        var rest = lines.SkipWhile(line => line.StartsWith('>')).ToList();
        var text = string.Join('\n', rest is ["", ..] ? rest.Skip(1) : rest);
        return text.Length > 0 ? text : body;
    }
}
