using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>What readers are told about a mail.</summary>
internal static class MailTexts
{
    public static readonly LocalText NoText = new("(a mail without text)", "(eine Mail ohne Text)");

    public static readonly LocalText Encrypted = new(
        "🔒 This mail is encrypted and cannot be read here. A mail program that has your key can open the file.",
        "🔒 Diese Mail ist verschlüsselt und hier nicht lesbar. Ein Mailprogramm, das Ihren Schlüssel hat, kann die Datei öffnen.");

    private static readonly LocalText UnreadableKept = new(
        "This mail cannot be read here. The original is kept.", "Diese Mail ist hier nicht lesbar. Das Original ist aufbewahrt.");

    private static readonly LocalText UnreadableLost = new(
        "This mail cannot be read here, and its original is too large to be kept. Ask the sender for another way.",
        "Diese Mail ist hier nicht lesbar, und ihr Original ist zu groß, um aufbewahrt zu werden. Bitten Sie um einen anderen Weg.");

    public static readonly LocalText Damaged = new(
        "This mail was damaged; what could be read is shown.", "Diese Mail war beschädigt; gezeigt wird, was lesbar war.");

    public static readonly LocalText FileBroken = new(
        "The file could not be read to its end.", "Die Datei war nicht bis zum Ende lesbar.");

    /// <summary>Without a full stop: what the report says follows (<see cref="LocalText.Quoting"/>).</summary>
    public static readonly LocalText NotDelivered = new("The mail could not be delivered", "Die Mail war nicht zustellbar");

    /// <inheritdoc cref="NotDelivered"/>
    public static readonly LocalText Delayed = new(
        "Your message has not been delivered yet; the mail server keeps trying", "Ihre Nachricht ist noch nicht zugestellt; der Mailserver versucht es weiter");

    public static readonly LocalText Unproved = new(
        "A report that nothing proves says that this mail was not delivered",
        "Eine Meldung, die durch nichts belegt ist, sagt, dass diese Mail nicht zugestellt wurde");

    public static readonly LocalText NoNotes = new("The gateway's store is not available.", "Der Speicher des Gateways ist nicht verfügbar.");

    public static readonly LocalText TooManyReports = new(
        "This address has just been told of many failures; it is told of this one later.",
        "Diese Adresse hat eben viele Fehlermeldungen bekommen; von diesem Fehler erfährt sie später.");

    public static readonly LocalText Stopped = new(
        "This person has asked for no more messages from you.", "Diese Person möchte keine Nachrichten mehr von Ihnen bekommen.");

    public static readonly LocalText OwnAddressTooLong = new(
        "Your own address is too long to be an email address.", "Ihre eigene Adresse ist zu lang für eine E-Mail-Adresse.");

    public static readonly LocalText Loop = new(
        "Too many automatic messages to this address: it may be a loop.", "Zu viele automatische Nachrichten an diese Adresse: Es könnte ein Kreislauf sein.");

    public static readonly LocalText NoTakingBack = new(
        "The mail program of this contact cannot take a reaction back.", "Das Mailprogramm dieses Kontakts kann eine Reaktion nicht zurücknehmen.");

    public static readonly LocalText Unnamed = new(
        "This mail has no name of its own (Message-ID), so that no reaction can say that it is about it.",
        "Diese Mail hat keinen eigenen Namen (Message-ID), deshalb kann keine Reaktion sagen, dass sie ihr gilt.");

    /// <summary>An address to which no mail can go.</summary>
    public static LocalText NoAddress(string address, AddressFault fault)
    {
        var (english, german) = fault switch
        {
            AddressFault.None => ("", ""),
            AddressFault.NoAt => (": it has no @", ": Das @ fehlt"),
            AddressFault.NothingBefore => (": nothing stands before the @", ": Vor dem @ steht nichts"),
            AddressFault.NothingBehind => (": nothing stands after the @", ": Nach dem @ steht nichts"),
            AddressFault.HalfCharacter => (": it holds half a character", ": Sie enthält ein halbes Zeichen"),
            AddressFault.NoDomain => (": what stands after the @ is no name of a domain", ": Was nach dem @ steht, ist kein Name einer Domain"),
            AddressFault.NoLocalPart => (": what stands before the @ cannot stand there", ": Was vor dem @ steht, kann dort nicht stehen"),
            AddressFault.LongLocalPart => (": what stands before the @ is too long", ": Was vor dem @ steht, ist zu lang"),
            AddressFault.TooLong => (": it is too long", ": Sie ist zu lang"),
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
        return new($"{address} is no valid email address{english}.", $"{address} ist keine gültige E-Mail-Adresse{german}.");
    }

    /// <summary>A user with a name that stands for those who run the domain.</summary>
    public static LocalText IsRole(string address) => new(
        $"{address} is the address of those who run the mail domain: no mail can be sent under this name.",
        $"{address} ist die Adresse derer, die die Maildomain betreiben: Unter diesem Namen geht keine Mail hinaus.");

    public static LocalText UnsubscribeAt(string? page) => new($"To unsubscribe, open {page}", $"Zum Abbestellen öffnen Sie {page}");

    public static readonly LocalText LeaveAlone = new(
        "Everybody on this list would read that. Send the word alone to leave it, and nothing else for a moment.",
        "Das würden alle auf dieser Liste lesen. Schicken Sie das Wort allein, um sie zu verlassen, und einen Moment lang nichts anderes.");

    public static readonly LocalText ListIsAway = new(
        "The server of this newsletter does not answer.", "Der Server dieses Newsletters antwortet nicht.");

    /// <param name="isKept">The reader can have the original.</param>
    public static LocalText Unreadable(bool isKept) => isKept ? UnreadableKept : UnreadableLost;

    /// <summary>A file that is above the operator's limit.</summary>
    public static LocalText TooLarge(string name, long bytes) => new(
        $"[{name}, {Size(bytes, CultureInfo.InvariantCulture)}: too large for this gateway, and not passed on. Ask the sender for another way.]",
        $"[{name}, {Size(bytes, German)}: zu groß für dieses Gateway und nicht weitergegeben. Bitten Sie um einen anderen Weg.]");

    /// <summary>Files beyond what one message may have.</summary>
    public static LocalText MoreFiles(int count, bool isKept) => isKept
        ? new(
            string.Create(CultureInfo.InvariantCulture, $"[{count} more files are in the full message.]"),
            string.Create(CultureInfo.InvariantCulture, $"[{count} weitere Dateien sind in der ganzen Nachricht.]"))
        : new(
            string.Create(CultureInfo.InvariantCulture, $"[{count} more files are not shown, and the mail is too large to be kept. Ask the sender for another way.]"),
            string.Create(CultureInfo.InvariantCulture, $"[{count} weitere Dateien fehlen hier, und die Mail ist zu groß, um aufbewahrt zu werden. Bitten Sie um einen anderen Weg.]"));

    /// <summary>A warning about a file; null for one that is harmless as far as is known.</summary>
    public static LocalText? Warning(string name, FileDanger danger) => danger switch
    {
        FileDanger.None => null,
        FileDanger.Program => new(
            $"⚠ {name} is a program. Do not open it unless you expect it.", $"⚠ {name} ist ein Programm. Öffnen Sie es nur, wenn Sie es erwarten."),
        FileDanger.Macros => new(
            $"⚠ {name} can contain macros, which are programs. Do not allow them unless you expect them.",
            $"⚠ {name} kann Makros enthalten; das sind Programme. Erlauben Sie sie nur, wenn Sie sie erwarten."),
        FileDanger.Page => new(
            $"⚠ {name} is a web page. Type no password into it.", $"⚠ {name} ist eine Webseite. Geben Sie darin kein Passwort ein."),
        FileDanger.Disguised => new(
            $"⚠ {name} pretends to be something else than it is. Do not open it.", $"⚠ {name} gibt sich als etwas anderes aus. Öffnen Sie es nicht."),
        _ => throw new ArgumentOutOfRangeException(nameof(danger)),
    };

    /// <summary>The heading of an event in a calendar, by the method of RFC 5546 §1.4.</summary>
    public static LocalText Event(string? method, string summary) => method switch
    {
        "REQUEST" => new($"📅 Invitation: {summary}", $"📅 Einladung: {summary}"),
        "CANCEL" => new($"📅 Cancelled: {summary}", $"📅 Abgesagt: {summary}"),
        "REPLY" => new($"📅 Answer to the invitation: {summary}", $"📅 Antwort auf die Einladung: {summary}"),
        _ => new($"📅 Event: {summary}", $"📅 Termin: {summary}"),
    };

    public static LocalText When(string time) => new($"When: {time}", $"Wann: {time}");

    public static LocalText Where(string place) => new($"Where: {place}", $"Wo: {place}");

    private static CultureInfo German => CultureInfo.GetCultureInfo("de-DE");

    private static string Size(long bytes, CultureInfo culture) => bytes switch
    {
        < 1000 => bytes.ToString(culture) + " B",
        < 1_000_000 => (bytes / 1000).ToString(culture) + " kB",
        _ => (bytes / 1e6).ToString("0.0", culture) + " MB",
    };
}
