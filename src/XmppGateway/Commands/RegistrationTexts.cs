using XmppGateway.Abstractions;

namespace XmppGateway.Commands;

/// <summary>What is said about registering and leaving.</summary>
internal static class RegistrationTexts
{
    public static readonly LocalText NotRegistered = new(
        "You are not registered with this gateway.", "Sie sind bei diesem Gateway nicht angemeldet.");

    public static readonly LocalText AlreadyRegistered = new(
        "You are registered with this gateway.", "Sie sind bei diesem Gateway angemeldet.");

    public static readonly LocalText NothingChanged = new("Nothing was changed.", "Es wurde nichts geändert.");

    public static readonly LocalText MoreSteps = new(
        "If more is needed after this, the gateway asks for it in a chat message. The command \"Register\" of this gateway does the same.",
        "Wenn danach noch etwas nötig ist, fragt das Gateway in einer Chat-Nachricht danach. Der Befehl „Anmelden“ dieses Gateways tut dasselbe.");

    public static readonly LocalText GoOnInChat = new(
        "More is needed: the gateway has just asked for it in a chat message. Please answer there.",
        "Es ist noch etwas nötig: Das Gateway hat gerade in einer Chat-Nachricht danach gefragt. Bitte antworten Sie dort.");

    public static LocalText Registered(string network) => new(
        $"You are registered with the gateway to {network}.", $"Sie sind beim Gateway zu {network} angemeldet.");

    public static LocalText Left(string network) => new(
        $"You are no longer registered with the gateway to {network}. What it kept about you is removed.",
        $"Sie sind beim Gateway zu {network} abgemeldet. Was es über Sie gespeichert hatte, ist gelöscht.");
}
