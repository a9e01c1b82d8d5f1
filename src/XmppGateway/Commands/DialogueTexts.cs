using XmppGateway.Abstractions;

namespace XmppGateway.Commands;

/// <summary>How a run can end that nobody has foreseen, and what is not allowed.</summary>
internal static class DialogueTexts
{
    public static readonly LocalText TookTooLong = new(
        "The other side did not answer in time. Please try again later.",
        "Die Gegenseite hat nicht rechtzeitig geantwortet. Bitte versuchen Sie es später noch einmal.");

    public static readonly LocalText Ended = new("The gateway is stopping.", "Das Gateway wird gerade beendet.");

    public static readonly LocalText TryAgain = new(
        "The gateway cannot do this right now. Please try again in a few minutes.",
        "Das Gateway kann das im Moment nicht tun. Bitte versuchen Sie es in ein paar Minuten noch einmal.");

    public static readonly LocalText OwnFault = new(
        "The gateway failed on this. Its operator finds the reason in the log.",
        "Das Gateway ist daran gescheitert. Der Betreiber findet den Grund im Protokoll.");

    public static readonly LocalText NotForYou = new(
        "You are not allowed to use this command.", "Sie dürfen diesen Befehl nicht verwenden.");

    public static readonly LocalText RegisterFirst = new(
        "Please register with the gateway first.", "Bitte melden Sie sich zuerst beim Gateway an.");

    public static readonly LocalText TooMany = new(
        "You have too many requests open. Please wait a little.", "Sie haben zu viele Anfragen offen. Bitte warten Sie ein wenig.");

    public static readonly LocalText UnknownCommand = new("There is no such command.", "Diesen Befehl gibt es nicht.");

    public static readonly LocalText Cancelled = new("Cancelled.", "Abgebrochen.");
}
