using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>What users are told about the way to the mail server. Its replies are quoted, in its own words.</summary>
internal static class SmtpTexts
{
    public static readonly LocalText Unreachable = new("The mail server cannot be reached.", "Der Mailserver ist nicht erreichbar.");

    public static readonly LocalText NoTls = new(
        "There is no safe connection to the mail server.", "Es gibt keine sichere Verbindung zum Mailserver.");

    public static readonly LocalText NoAnswerInTime = new(
        "The mail server did not answer in time.", "Der Mailserver hat nicht rechtzeitig geantwortet.");

    public static readonly LocalText ConnectionLost = new(
        "The connection to the mail server was lost.", "Die Verbindung zum Mailserver ist abgebrochen.");

    public static readonly LocalText NotUnderstood = new(
        "The mail server's answer cannot be understood.", "Die Antwort des Mailservers ist nicht verständlich.");

    public static readonly LocalText NoLogin = new(
        "The gateway cannot log in at the mail server.", "Das Gateway kann sich beim Mailserver nicht anmelden.");

    public static readonly LocalText NoDisk = new(
        "A file of the mail cannot be read again.", "Eine Datei der Mail ist nicht noch einmal lesbar.");

    public static readonly LocalText NotInternational = new(
        "The address has letters beyond ASCII before the @, and the mail server cannot handle such addresses (no SMTPUTF8).",
        "Die Adresse hat vor dem @ Buchstaben außerhalb von ASCII, und der Mailserver kann mit solchen Adressen nicht umgehen (kein SMTPUTF8).");

    public static readonly LocalText NamesInternational = new(
        "The mail names somebody whose address has letters beyond ASCII before the @, and the mail server cannot handle such addresses (no SMTPUTF8). Nobody got it.",
        "Die E-Mail nennt jemanden, dessen Adresse vor dem @ Buchstaben außerhalb von ASCII hat, und der Mailserver kann mit solchen Adressen nicht umgehen (kein SMTPUTF8). Niemand hat sie bekommen.");

    public static readonly LocalText TooLarge = new(
        "The message is larger than the mail server accepts.", "Die Nachricht ist größer, als der Mailserver annimmt.");

    private static readonly LocalText Answers = new("The mail server answers", "Der Mailserver antwortet");

    private static readonly LocalText Declines = new("The mail server does not let the gateway in", "Der Mailserver lässt das Gateway nicht ein");

    /// <summary>A reply, in the server's words.</summary>
    public static LocalText Said(SmtpReply reply) => Answers.Quoting(reply.Words);

    /// <summary>
    /// True when the server refuses a mail for its size (RFC 5321 §4.2.3). That the mailbox is full (RFC 3463 §3.3), or a file is not allowed (§3.8), has the
    /// same code and is another thing: where there is a status it decides.
    /// </summary>
    public static bool IsTooLarge(LocalText reason)
    {
        if (reason == TooLarge)
            return true;

        var said = Answers.English + ": \"";
        if (!reason.English.StartsWith(said, StringComparison.Ordinal))
            return false;

        var words = reason.English[said.Length..].TrimEnd('"').Split(' ');
        return words.Length > 1 && EnhancedStatus.TryParse(words[1], out var status)
            ? (status.Subject, status.Detail) is (2, 3) or (3, 4)
            : words[0] == "552";
    }

    /// <summary>A reply that ends the dialogue before it has begun.</summary>
    public static LocalText Refused(SmtpReply reply) => Declines.Quoting(reply.Words);
}
