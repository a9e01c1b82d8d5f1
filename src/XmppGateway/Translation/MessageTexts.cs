using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>What the gateway says about messages, to XMPP users. What comes in from outside is clean already.</summary>
internal static class MessageTexts
{
    public static readonly LocalText Unreadable = new("(The message has no readable text.)", "(Die Nachricht hat keinen lesbaren Text.)");

    public static readonly LocalText PartRemoved = new("(This part was removed.)", "(Dieser Teil wurde entfernt.)");

    public static readonly LocalText RetractedUnknown = new("(An earlier message was taken back.)", "(Eine frühere Nachricht wurde zurückgenommen.)");

    public static readonly LocalText RetractedElsewhere = new(
        "(You took back an earlier message elsewhere.)", "(Sie haben anderswo eine frühere Nachricht zurückgenommen.)");

    public static LocalText WroteElsewhere(string text) => new($"You wrote elsewhere: {text}", $"Sie haben anderswo geschrieben: {text}");

    public static LocalText CorrectedElsewhere(string text) => new($"You corrected elsewhere: {text}", $"Sie haben anderswo berichtigt: {text}");

    /// <summary>A correction of something that is not known any more.</summary>
    public static LocalText Corrected(string text) => new($"Corrected: {text}", $"Berichtigt: {text}");

    public static LocalText RetractedFallback(string? reason) => WithReason(
        new("I took back a message, which your client cannot show.", "Ich habe eine Nachricht zurückgenommen, was Ihr Programm nicht anzeigen kann."), reason);

    /// <summary>A message of the user was removed by the other side.</summary>
    public static LocalText RemovedYours(string? reason) => WithReason(
        new("(One of your messages was removed.)", "(Eine Ihrer Nachrichten wurde entfernt.)"), reason);

    public static LocalText Reacted(string emoji) => new(
        $"(Reacted to an earlier message: {emoji})", $"(Reaktion auf eine frühere Nachricht: {emoji})");

    public static LocalText ReactedElsewhere(string emoji) => new(
        $"(You reacted to a message elsewhere: {emoji})", $"(Sie haben anderswo auf eine Nachricht reagiert: {emoji})");

    /// <summary>What became of a message of the user.</summary>
    public static LocalText NotDelivered(string when, string address, string reason) => new(
        $"Your message of {when} UTC to {address} was not delivered: {reason}",
        $"Ihre Nachricht vom {when} UTC an {address} wurde nicht zugestellt: {reason}");

    /// <inheritdoc cref="NotDelivered"/>
    public static LocalText SomethingNotDelivered(string address, string reason) => new(
        $"A message to {address} was not delivered: {reason}", $"Eine Nachricht an {address} wurde nicht zugestellt: {reason}");

    /// <summary>Where all of a message can be read.</summary>
    public static LocalText Whole(string link) => new($"Full message: {link}", $"Ganze Nachricht: {link}");

    /// <summary>What is said about a message, a line each; null when nothing. Where it is too much the link stays, behind which all of it is.</summary>
    public static string? Remarks(IEnumerable<LocalText> remarks, string? link, string? language)
    {
        var whole = link is null ? "" : Line(Whole(link));
        var said = string.Join('\n', remarks.Select(Line).Where(line => line.Length > 0));
        var text = BodyText.Truncate(said, MessageStanzas.MaximumRemarks - whole.Length - 1);
        return (text, whole) switch
        {
            ("", "") => null,
            (_, "") => text,
            ("", _) => whole,
            _ => $"{text}\n{whole}",
        };

        string Line(LocalText remark) => BodyText.Clean(remark.In(language)).Trim();
    }

    private static LocalText WithReason(LocalText text, string? reason) => reason is null
        ? text
        : new($"{text.English} Reason: {reason}", $"{text.German} Grund: {reason}");
}
