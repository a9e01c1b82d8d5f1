using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Media;

/// <summary>What users are told about their files.</summary>
internal static class MediaTexts
{
    public static readonly LocalText Encrypted = new(
        "This file is encrypted for XMPP clients and cannot be read on the other network. It was not sent. " +
        "Switch encryption off for this contact and send it again.",
        "Diese Datei ist für XMPP-Programme verschlüsselt und im anderen Netz nicht lesbar. Sie wurde nicht gesendet. " +
        "Schalten Sie die Verschlüsselung für diesen Kontakt ab und senden Sie sie noch einmal.");

    public static readonly LocalText NoAddress = new(
        "This file can only be had from your own client, which the gateway cannot ask. It was not sent. Upload it and send it again.",
        "Diese Datei gibt es nur bei Ihrem eigenen Programm, das das Gateway nicht fragen kann. Sie wurde nicht gesendet. "
        + "Laden Sie sie hoch und senden Sie sie noch einmal.");

    public static readonly LocalText NotAnAddress = new(
        "The gateway fetches files only from addresses that begin with https.",
        "Das Gateway holt Dateien nur von Adressen, die mit https beginnen.");

    public static readonly LocalText NotPublic = new(
        "Its address is not in the public internet.", "Ihre Adresse ist nicht im öffentlichen Internet.");

    public static readonly LocalText NotAFile = new(
        "There is a web page behind the link and no file.", "Hinter dem Link ist eine Webseite und keine Datei.");

    public static readonly LocalText NotThere = new("It is not there (any more).", "Sie ist nicht (mehr) da.");

    public static readonly LocalText TooSlow = new("Fetching it takes too long.", "Sie zu holen dauert zu lange.");

    public static readonly LocalText Redirected = new("Its server redirects too often.", "Ihr Server leitet zu oft um.");

    public static readonly LocalText Unreachable = new("Its server cannot be reached.", "Ihr Server ist nicht erreichbar.");

    public static readonly LocalText Gone = new("There is no such file any more.", "Diese Datei gibt es nicht mehr.");

    public static readonly LocalText NoSource = new("The source does not answer.", "Die Quelle antwortet nicht.");

    /// <summary>An answer that is not the file (RFC 9110 §15.6).</summary>
    public static LocalText ServerSays(int status, string? words) => new LocalText("Its server answers", "Ihr Server antwortet")
        .Quoting(string.Create(CultureInfo.InvariantCulture, $"{status} {words}"));

    public static LocalText TooLarge(long limit) => new(
        $"It is larger than {Megabytes(limit, CultureInfo.InvariantCulture)} MB.",
        $"Sie ist größer als {Megabytes(limit, German)} MB.");

    /// <summary>Why a message goes out with a link in the place of a file.</summary>
    public static LocalText LeftOut(string name, LocalText reason) => new(
        $"The file {name} was not passed on; the message goes with a link to it. {reason.English}",
        $"Die Datei {name} wurde nicht weitergegeben; die Nachricht geht mit einem Link darauf. {reason.German}");

    private static CultureInfo German => CultureInfo.GetCultureInfo("de-DE");

    private static string Megabytes(long bytes, CultureInfo culture) => (bytes / 1_000_000.0).ToString("0.#", culture);
}
