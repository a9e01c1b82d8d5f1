using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Translation;

/// <summary>What a message stanza means for the foreign network. Pure.</summary>
internal static class StanzaToEvent
{
    /// <summary>The longest body that is taken, in UTF-16 units: well below what servers let pass, above what people type.</summary>
    public const int MaximumBody = 100_000;

    private const int MaximumSubject = 998;
    private const int MaximumThread = 255;

    // What a client could not send for longer than this it should not send any more.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(30);

    /// <summary>The text of a message that has one; null otherwise.</summary>
    public static string? BodyOf(Stanza message) =>
        message.Body is { } body && body.AsSpan().Trim().Length > 0 ? body : null;

    /// <summary>The XMPP id of the message that this one answers (XEP-0461), or null.</summary>
    public static string? ReplyIdOf(Stanza message) =>
        Reply.Find(message)?.Id;

    /// <summary>True when the sender asked for a receipt (XEP-0184 §5.3).</summary>
    public static bool WantsReceipt(Stanza message) =>
        Receipts.IsRequested(message);

    /// <summary>The text that was written; with its structure where the network shows it.</summary>
    public static RichText TextOf(Stanza message, string body, Capabilities capabilities)
    {
        var clean = BodyText.Clean(body);
        var text = capabilities.RichText && !MessageStyling.IsUnstyled(message) ? StylingReader.Read(clean) : new RichText(clean);
        if (SpoilerMessage.Find(message) is not { } spoiler || clean.Length == 0)
        {
            return text;
        }

        var hint = spoiler.Hint is null ? null : BodyText.Truncate(BodyText.CleanLine(spoiler.Hint), MaximumSubject);
        var plain = hint is null ? clean : $"[{hint}]\n{clean}";
        return capabilities.RichText
            ? RichText.Of(plain, [new RichBlock.Spoiler(text.Blocks.Count > 0 ? text.Blocks : [new RichBlock.Paragraph([new RichInline.Text(clean)])], hint)])
            : new RichText(plain);
    }

    /// <summary>XEP-0203: when it was written, which is before now where the client had to wait for a connection.</summary>
    public static DateTimeOffset TimeOf(Stanza message, DateTimeOffset now) =>
        Delay.Find(message) is { } stamp && stamp < now && now - stamp < LongestDelay ? stamp : now;

    /// <summary>The subject; null without one.</summary>
    public static string? SubjectOf(Stanza message) =>
        message.Payload(Namespaces.Component + "subject")?.Value is { } subject && BodyText.CleanLine(subject) is { Length: > 0 } line
            ? BodyText.Truncate(line, MaximumSubject)
            : null;

    /// <summary>The event for a message with a text, with files, or both.</summary>
    public static Message Message(
        Stanza message, CarriedFiles content, Jid user, RemoteContact contact, Capabilities capabilities, RemoteMessageId? replyTo, DateTimeOffset now)
    {
        var thread = message.Payload(Namespaces.Component + "thread")?.Value;
        return new Message
        {
            User = user,
            Contact = contact,
            Timestamp = TimeOf(message, now),
            Body = TextOf(message, content.Body ?? "", capabilities),
            Attachments = content.Files,
            Subject = SubjectOf(message),
            Thread = string.IsNullOrEmpty(thread) || thread.Length > MaximumThread ? null : thread,
            ReplyTo = replyTo,
        };
    }
}
