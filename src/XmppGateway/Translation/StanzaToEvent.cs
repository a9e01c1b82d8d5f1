using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Translation;

/// <summary>What a message stanza means for the foreign network. Pure.</summary>
internal static class StanzaToEvent
{
    /// <summary>The longest body that is taken, in UTF-16 units: well below what servers let pass, above what people type.</summary>
    public const int MaximumBody = 100_000;

    /// <summary>The text of a message that has one; null otherwise.</summary>
    public static string? BodyOf(Stanza message) =>
        message.Body is { } body && body.AsSpan().Trim().Length > 0 ? body : null;

    /// <summary>The XMPP id of the message that this one answers (XEP-0461), or null.</summary>
    public static string? ReplyIdOf(Stanza message) =>
        Reply.Find(message)?.Id;

    /// <summary>True when the sender asked for a receipt (XEP-0184 §5.3).</summary>
    public static bool WantsReceipt(Stanza message) =>
        Receipts.IsRequested(message);

    /// <summary>The event for a message with a body. What cannot be sent is refused here, before anything is stored.</summary>
    /// <exception cref="StanzaErrorException">The content is refused.</exception>
    public static Message Translate(
        Stanza message, string body, Jid user, RemoteContact contact, RemoteMessageId? replyTo, DateTimeOffset now)
    {
        if (body.Length > MaximumBody)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.PolicyViolation, $"The message is longer than {MaximumBody} characters. It was not sent."));
        }

        var subject = message.Payload(Namespaces.Component + "subject")?.Value;
        var thread = message.Payload(Namespaces.Component + "thread")?.Value;
        return new Message
        {
            User = user,
            Contact = contact,
            Timestamp = now,
            Body = new RichText(BodyText.Clean(replyTo is null ? body : ReplyFallback.Remove(message, body))),
            Subject = string.IsNullOrWhiteSpace(subject) ? null : BodyText.Truncate(BodyText.CleanLine(subject), 998),
            Thread = string.IsNullOrEmpty(thread) || thread.Length > 255 ? null : thread,
            ReplyTo = replyTo,
        };
    }
}
