using System.Globalization;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Html;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Media;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>Neutral events as the content of events.</summary>
internal static class OutgoingContent
{
    /// <summary>An event has 64 KiB with everything (client-server API, "Size limits"); the homeserver adds its own part.</summary>
    private const int MaxBytes = 60_000;

    private const int LongestFallback = 200;

    /// <summary>The text of a message.</summary>
    public static OutgoingEvent Of(Message message, string deliveryId) => EventOf(
        isFormatted => Said(message.Body, message.Kind, message.Subject, isFormatted) with { RelatesTo = RelationOf(message), Delivery = deliveryId });

    /// <summary>
    /// The text of a message and its files, an event each, because an edit must find a text and nothing else. The transaction ids follow from the
    /// delivery; the first event is what the message answers with.
    /// </summary>
    public static IReadOnlyList<(string Transaction, OutgoingEvent What)> Of(Message message, IReadOnlyList<UploadNote> files, string deliveryId)
    {
        var events = new List<(string, OutgoingEvent)>();
        if (files.Count == 0 || message.Body.Plain.Length > 0 || message.Subject is { Length: > 0 })
        {
            events.Add((deliveryId, Of(message, deliveryId)));
        }

        foreach (var (file, uploaded) in message.Attachments.Zip(files))
        {
            var transaction = events.Count == 0 ? deliveryId : string.Create(CultureInfo.InvariantCulture, $"{deliveryId}-{events.Count}");
            var relation = events.Count == 0 ? RelationOf(message) : RelationOf(message with { ReplyTo = null });
            events.Add((transaction, EventOf(_ => FileOf(file, uploaded) with { RelatesTo = relation, Delivery = transaction })));
        }

        return events;
    }

    /// <summary>Client-server API, "Event replacements": the new content, and beside it something for clients that do not know edits.</summary>
    public static OutgoingEvent Of(Edit edit, string deliveryId) => EventOf(isFormatted =>
    {
        var content = Said(edit.Body, MessageKind.Chat, subject: null, isFormatted);
        return new MessageContent(
            content.Msgtype,
            "* " + (content.Body.Length <= LongestFallback ? content.Body : content.Body[..LongestFallback] + "…"),
            new Relation { RelType = "m.replace", EventId = edit.Target.Value },
            deliveryId)
        {
            NewContent = content,

            // Client-server API, "User and room mentions": of an edit, those who are told of the edit; the text has told everybody already.
            Mentions = content.Mentions is null ? null : new Mentions(),
        };
    });

    public static OutgoingEvent Of(Undeliverable failure, string language, string deliveryId) => EventOf(_ => new MessageContent(
        "m.notice",
        MatrixTexts.NotDelivered(failure.User.ToString(), failure.Reason).In(language),
        ReplyTo(failure.Failed),
        deliveryId));

    /// <summary>Client-server API, "Annotating other events".</summary>
    public static OutgoingEvent Reaction(string target, string emoji) => new(
        EventTypes.Reaction,
        JsonSerializer.SerializeToUtf8Bytes(
            new ReactionContent(new Relation { RelType = "m.annotation", EventId = target, Key = emoji }), MatrixJson.Default.ReactionContent));

    /// <summary>MSC3381: a vote.</summary>
    public static OutgoingEvent Vote(string poll, PollNote note, IReadOnlyList<string> chosen, string deliveryId) => new(
        note.IsStable ? Poll.Response : Poll.UnstableResponse,
        JsonSerializer.SerializeToUtf8Bytes(
            new PollResponse(new Relation { RelType = "m.reference", EventId = poll })
            {
                Selections = note.IsStable ? chosen : null,
                Unstable = note.IsStable ? null : new PollAnswers(chosen),
                Delivery = deliveryId,
            },
            MatrixJson.Default.PollResponse));

    private static MessageContent FileOf(AttachedFile file, UploadNote uploaded)
    {
        var type = uploaded.MediaType == MediaKinds.Unknown ? MediaKinds.Normalise(file.MediaType) : uploaded.MediaType;
        var kind = MediaKinds.MsgtypeOf(type);
        return new MessageContent(kind, string.IsNullOrWhiteSpace(file.Description) ? file.Name : file.Description)
        {
            Filename = file.Name,
            Url = uploaded.Uri,
            Info = new MediaInfo(type, uploaded.Size, file.Dimensions?.Width, file.Dimensions?.Height, (long?)file.Duration?.TotalMilliseconds),
            Voice = file.IsVoice && kind == "m.audio" ? new Empty() : null,
        };
    }

    private static MessageContent Said(RichText text, MessageKind kind, string? subject, bool isFormatted)
    {
        var heading = subject is { Length: > 0 };
        var emote = kind == MessageKind.Chat && !heading && text.Plain.StartsWith(Emote.Sign, StringComparison.Ordinal);
        var plain = emote ? text.Plain[Emote.Sign.Length..] : isFormatted ? HiddenText.Of(text) : text.Plain;
        var blocks = !isFormatted ? [] : emote ? Emote.TakeFrom(text.Blocks) : text.Blocks;
        if (heading && blocks.Count > 0)
        {
            blocks = [new RichBlock.Paragraph([new RichInline.Strong([new RichInline.Text(subject!)])]), .. blocks];
        }

        return new MessageContent(kind == MessageKind.Notice ? "m.notice" : emote ? "m.emote" : "m.text", heading ? subject + "\n\n" + plain : plain)
        {
            Format = blocks.Count > 0 ? "org.matrix.custom.html" : null,
            FormattedBody = blocks.Count > 0 ? HtmlWriter.Write(blocks) : null,
            Mentions = Mentioned.In(text.Blocks) is { Count: > 0 } named ? new Mentions(named) : null,
        };
    }

    /// <summary>A text that is too long with its HTML goes without.</summary>
    private static OutgoingEvent EventOf(Func<bool, MessageContent> make)
    {
        var bytes = Bytes(make(true));
        return new OutgoingEvent(EventTypes.Message, bytes.Length <= MaxBytes ? bytes : Bytes(make(false)));
    }

    private static byte[] Bytes(MessageContent content) => JsonSerializer.SerializeToUtf8Bytes(content, MatrixJson.Default.MessageContent);

    // Client-server API, "Threading". A thread's name here is the id of its root, which came from Matrix; clients of XMPP make up others.
    private static Relation? RelationOf(Message message) => EventIds.IsValid(message.Thread)
        ? new Relation(new EventReference(message.ReplyTo?.Value ?? message.Thread!))
        {
            RelType = "m.thread",
            EventId = message.Thread,
            IsFallingBack = message.ReplyTo is null,
        }
        : ReplyTo(message.ReplyTo);

    // Client-server API, "Rich replies": since Matrix 1.13 without a fallback in the text.
    private static Relation? ReplyTo(RemoteMessageId? id) => id is { } known ? new Relation(new EventReference(known.Value)) : null;
}
