using XmppGateway.Abstractions;

namespace XmppGateway.Commands;

/// <summary>The words of the conversation with the gateway.</summary>
internal static class ChatTexts
{
    public static readonly LocalText Help = new("help", "hilfe");
    public static readonly LocalText Cancel = new("cancel", "abbrechen");
    public static readonly LocalText Back = new("back", "zurück");
    public static readonly LocalText Yes = new("yes", "ja");
    public static readonly LocalText No = new("no", "nein");
    public static readonly LocalText Empty = new("empty", "leer");

    /// <summary>Keeps what is there.</summary>
    public const string Keep = "-";

    public static readonly LocalText Unknown = new(
        "I do not understand that. Send \"help\" to see what I can do.",
        "Das verstehe ich nicht. Senden Sie „hilfe“, um zu sehen, was ich kann.");

    public static readonly LocalText Commands = new("What you can send me:", "Was Sie mir senden können:");

    public static readonly LocalText Ways = new(
        "\"cancel\" ends this, \"back\" goes one question back.", "„abbrechen“ beendet dies, „zurück“ geht eine Frage zurück.");

    public static readonly LocalText NoWayBack = new("This is the first question.", "Das ist die erste Frage.");

    public static readonly LocalText NothingOpen = new("There is nothing to cancel.", "Es gibt nichts abzubrechen.");

    public static readonly LocalText Forgotten = new(
        "I have waited too long for your answer; the command has ended.", "Ich habe zu lange auf Ihre Antwort gewartet; der Befehl ist beendet.");

    public static readonly LocalText AnswerYesOrNo = new("Please answer yes or no.", "Bitte antworten Sie mit ja oder nein.");

    public static readonly LocalText GoOn = new("Do you want to go on?", "Möchten Sie fortfahren?");

    public static readonly LocalText ChooseOne = new("Please send the number of your choice.", "Bitte senden Sie die Nummer Ihrer Wahl.");

    public static readonly LocalText ChooseAny = new(
        "Please send the numbers of your choices with commas between them, or \"empty\".",
        "Bitte senden Sie die Nummern Ihrer Auswahl mit Kommas dazwischen oder „leer“.");

    public static readonly LocalText Secrecy = new(
        "Your answer is not shown or kept here. Please delete the message with it from your history afterwards.",
        "Ihre Antwort wird hier nicht gezeigt oder aufbewahrt. Bitte löschen Sie die Nachricht damit anschließend aus Ihrem Verlauf.");

    public static readonly LocalText MayBeEmpty = new("\"-\" leaves it empty.", "„-“ lässt es leer.");

    public static readonly LocalText MoreRows = new("There is more than fits here.", "Es gibt mehr, als hier Platz hat.");

    public static readonly LocalText Encrypted = new(
        "The gateway cannot read encrypted messages. Switch encryption off for it and send this again.",
        "Das Gateway kann verschlüsselte Nachrichten nicht lesen. Schalten Sie die Verschlüsselung dafür aus und senden Sie dies noch einmal.");

    public static readonly LocalText TooLong = new(
        "That is too long for an answer or a command.", "Das ist zu lang für eine Antwort oder einen Befehl.");

    /// <summary>For those whom the operator does not allow any more.</summary>
    public static readonly LocalText MayLeave = new(
        "You can still leave it: send \"unregister\".", "Sie können sich noch abmelden: Senden Sie „abmelden“.");

    /// <summary>What the gateway is, for who writes to it by mistake.</summary>
    public static LocalText About(NetworkDescription network) => new(
        $"This is the gateway to {network.Name}. Write to people, not to the gateway; add them as contacts first. {network.AddressDescription.English}",
        $"Das ist das Gateway zu {network.Name}. Schreiben Sie den Menschen, nicht dem Gateway; fügen Sie sie vorher als Kontakte hinzu. " +
        network.AddressDescription.German);

    /// <summary>What stands there now.</summary>
    public static LocalText Now(LocalText value) => new(
        $"Now: {value.English}. \"-\" keeps it.", $"Jetzt: {value.German}. „-“ lässt es so.");

    public static LocalText NowClearable(LocalText value) => new(
        $"Now: {value.English}. \"-\" keeps it, \"empty\" clears it.", $"Jetzt: {value.German}. „-“ lässt es so, „leer“ löscht es.");

    /// <summary>True when somebody typed this word, in whatever language.</summary>
    public static bool Is(this string typed, LocalText word) =>
        typed.Equals(word.English, StringComparison.OrdinalIgnoreCase) || typed.Equals(word.German, StringComparison.OrdinalIgnoreCase);
}
