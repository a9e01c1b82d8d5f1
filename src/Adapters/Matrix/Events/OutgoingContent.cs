using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>Neutral events as the content of `m.room.message`.</summary>
internal static class OutgoingContent
{
    // XEP-0245 and m.emote are the same thing.
    private const string Emote = "/me ";

    public static MessageContent Of(Message message, string deliveryId)
    {
        var body = message.Body.Plain;
        var emote = message.Kind == MessageKind.Chat && body.StartsWith(Emote, StringComparison.Ordinal);
        return new MessageContent(
            message.Kind == MessageKind.Notice ? "m.notice" : emote ? "m.emote" : "m.text",
            (message.Subject is { Length: > 0 } subject ? subject + "\n\n" : "") + (emote ? body[Emote.Length..] : body),
            ReplyTo(message.ReplyTo),
            deliveryId);
    }

    public static MessageContent Of(Undeliverable failure, string deliveryId) => new(
        "m.notice",
        $"This message could not be delivered to {failure.User}: {failure.Reason}",
        ReplyTo(failure.Failed),
        deliveryId);

    private static Relation? ReplyTo(RemoteMessageId? id) => id is { } known ? new Relation(new EventReference(known.Value)) : null;
}
