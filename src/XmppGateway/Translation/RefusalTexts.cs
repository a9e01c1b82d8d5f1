using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>Why something that a user sent does not go out. Texts of stanza errors.</summary>
internal static class RefusalTexts
{
    public static readonly LocalText Encrypted = new(
        "This message is encrypted for XMPP clients and cannot be read on the other network. It was not sent. " +
        "Switch encryption off for this contact and send it again.",
        "Diese Nachricht ist für XMPP-Programme verschlüsselt und im anderen Netz nicht lesbar. Sie wurde nicht gesendet. " +
        "Schalten Sie die Verschlüsselung für diesen Kontakt ab und senden Sie sie noch einmal.");

    public static readonly LocalText NotARoom = new("This is a person, not a room.", "Das ist eine Person und kein Chatraum.");

    public static readonly LocalText NoReply = new(
        "Nobody reads what is written to this address. It was not sent.", "An dieser Adresse liest niemand mit. Es wurde nichts gesendet.");

    public static readonly LocalText Edits = new(
        "Messages cannot be corrected on this network. The correction was not sent.",
        "In diesem Netz lassen sich Nachrichten nicht berichtigen. Die Berichtigung wurde nicht gesendet.");

    public static readonly LocalText Retractions = new(
        "Messages cannot be taken back on this network.", "In diesem Netz lassen sich Nachrichten nicht zurücknehmen.");

    public static readonly LocalText Reactions = new(
        "This network has no reactions.", "Dieses Netz kennt keine Reaktionen.");

    public static readonly LocalText NoEmoji = new(
        "A reaction is a single emoji.", "Eine Reaktion ist ein einzelnes Emoji.");

    public static readonly LocalText Attachments = new(
        "This network takes no files. The message was not sent.", "Dieses Netz nimmt keine Dateien an. Die Nachricht wurde nicht gesendet.");

    public static readonly LocalText UnknownMessage = new(
        "The message that this is about is not known any more.", "Die Nachricht, um die es geht, ist nicht mehr bekannt.");

    public static readonly LocalText NotYours = new(
        "Only your own messages can be taken back.", "Nur eigene Nachrichten lassen sich zurücknehmen.");

    public static LocalText TooLong(int limit) => new(
        $"The message is longer than {limit} characters. It was not sent.",
        $"Die Nachricht ist länger als {limit} Zeichen. Sie wurde nicht gesendet.");

    /// <summary>XEP-0444 §3.3: the rules for reactions.</summary>
    public static LocalText ReactionRules(IReadOnlyList<string>? allowed, int? count) => new(
        (allowed is null ? "" : $"Only {string.Join(' ', allowed)} can be reactions on this network. ")
        + (count is null ? "" : $"One message can have at most {count} of you."),
        (allowed is null ? "" : $"Nur {string.Join(' ', allowed)} sind in diesem Netz Reaktionen. ")
        + (count is null ? "" : $"Eine Nachricht kann höchstens {count} von Ihnen haben."));
}
