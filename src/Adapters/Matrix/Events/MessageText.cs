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

    /// <summary>The file that it carries, if it does.</summary>
    public Sequence<AttachedFile> Attachments { get; private init; } = [];

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

        var file = MessageMedia.Read(what.Type, what.Content);
        return BodyOf(what.Type, what.Content) is { } body
            ? new MessageText(body, KindOf(what.Content), replyTo, thread) { Attachments = file is null ? [] : [file] }
            : file is null ? null
            : new MessageText(new RichText(""), MessageKind.Chat, replyTo, thread) { Attachments = [file] };
    }

    /// <summary>What some content says in words; null for nothing. Of a file that can be read, what is said about it.</summary>
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
            var _ when MessageMedia.KindOf(type, content) is { } kind => MessageMedia.Read(type, content) is null
                ? MessageMedia.InWords(kind, content)
                : MessageMedia.CaptionOf(content),
            (_, "m.location") => Place(body, content.Text("geo_uri")),
            (_, "m.emote") => body is null ? null : Emote.Sign + body,
            _ => body,
        };
    }

    /// <summary>The structure of a text; empty where it has none beyond its lines.</summary>
    private static Sequence<RichBlock> BlocksOf(string type, JsonElement content)
    {
        if (type != EventTypes.Message
            || content.Text("msgtype") is "m.location"
            || (MessageMedia.KindOf(type, content) is not null && (MessageMedia.CaptionOf(content) is null || MessageMedia.Read(type, content) is null))
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
