using System.Globalization;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Html;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>What an event that somebody wrote says to somebody who sees text only.</summary>
/// <param name="ReplyTo">The event that it answers.</param>
/// <param name="Thread">The root of its thread.</param>
internal sealed record MessageText(RichText Body, MessageKind Kind, RemoteMessageId? ReplyTo, string? Thread)
{
    private const int LongestPlace = 256;

    /// <summary>Null when there is nothing to show: a redacted or malformed message; and for an edit (<see cref="MessageEdit"/>).</summary>
    public static MessageText? Read(ClientEvent what)
    {
        var relation = what.Content.Child("m.relates_to");
        if (relation.Text("rel_type") == "m.replace")
        {
            return null;
        }

        var thread = relation.Text("rel_type") == "m.thread" ? Target(relation.Text("event_id"))?.Value : null;
        var replyTo = ReplyTarget(relation, inThread: thread is not null);
        if (Poll.ReadEnd(what.Type, what.Content) is { } end)
        {
            return new MessageText(new RichText(end), MessageKind.Notice, Target(relation.Text("event_id")), null);
        }

        return BodyOf(what.Type, what.Content) is { } body
            ? new MessageText(body, KindOf(what.Content), replyTo, thread)
            : null;
    }

    /// <summary>What some content says; null for nothing.</summary>
    public static RichText? BodyOf(string type, JsonElement content)
    {
        if (Poll.Read(type, content) is { } poll)
        {
            return new RichText(poll.ToText());
        }

        if (Plain(type, content) is not { Length: > 0 } plain)
        {
            return null;
        }

        var blocks = BlocksOf(type, content);
        return blocks.Count > 0 ? RichText.Of([.. blocks]) : new RichText(IsAnswer(content) ? WithoutFallback(plain) : plain);
    }

    private static bool IsAnswer(JsonElement content) =>
        content.Child("m.relates_to").Child("m.in_reply_to").ValueKind == JsonValueKind.Object;

    private static MessageKind KindOf(JsonElement content) =>
        content.Text("msgtype") is "m.notice" or "m.key.verification.request" ? MessageKind.Notice : MessageKind.Chat;

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
            (_, "m.location") => Place(body, content.Text("geo_uri")),
            (_, "m.emote") => body is null ? null : Emote.Sign + body,
            _ => body,
        };
    }

    /// <summary>The structure of a text; empty where it has none beyond its lines.</summary>
    private static Sequence<RichBlock> BlocksOf(string type, JsonElement content)
    {
        if (type != EventTypes.Message
            || content.Text("msgtype") is "m.image" or "m.video" or "m.audio" or "m.file" or "m.location"
            || content.Text("format") != "org.matrix.custom.html"
            || content.Text("formatted_body") is not { } html)
        {
            return [];
        }

        var blocks = HtmlReader.Read(html);
        return blocks.All(block => block is RichBlock.Paragraph paragraph && paragraph.Content.All(inline => inline is RichInline.Text)) ? []
            : content.Text("msgtype") == "m.emote" ? Emote.AddTo(blocks)
            : blocks;
    }

    // RFC 5870: clients open such a link on a map.
    private static string? Place(string? body, string? uri) =>
        uri is { Length: <= LongestPlace } && uri.StartsWith("geo:", StringComparison.Ordinal) && body?.Contains(uri, StringComparison.Ordinal) != true
            ? string.IsNullOrWhiteSpace(body) ? uri : body + "\n" + uri
            : body;

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
        inThread && relation.IsTrue("is_falling_back") ? null : Target(relation.Child("m.in_reply_to").Text("event_id"));

    private static RemoteMessageId? Target(string? id) => EventIds.IsValid(id) ? new RemoteMessageId(id!) : null;

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
