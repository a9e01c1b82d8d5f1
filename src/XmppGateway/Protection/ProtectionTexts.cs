using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Protection;

/// <summary>What people are told when something is refused, and about strangers.</summary>
internal static class ProtectionTexts
{
    public static LocalText ContactDenied { get; } = new(
        "The rules of this gateway do not let you write to this contact.", "Die Regeln dieses Gateways erlauben es nicht, diesem Kontakt zu schreiben.");

    public static LocalText ContactBlocked { get; } = new(
        "You have blocked this contact. It was not sent.", "Sie haben diesen Kontakt blockiert. Es wurde nichts gesendet.");

    public static LocalText Stopped { get; } = new(
        "This gateway is stopped for the moment. Nothing was sent; try again later.",
        "Dieses Gateway ist im Moment angehalten. Es wurde nichts gesendet; versuchen Sie es später noch einmal.");

    public static LocalText StrangersRefused { get; } = new(
        "This user takes messages only from people they know.", "Diese Person nimmt nur Nachrichten von Bekannten an.");

    public static LocalText HasLeft { get; } = new(
        "This user does not use this gateway any more.", "Diese Person benutzt dieses Gateway nicht mehr.");

    /// <summary>What the author is told of something that comes for somebody who has left. What stays there, stays.</summary>
    public static LocalText LeftBefore(GatewayEvent what) => what switch
    {
        Edit => new(
            "This user does not use this gateway any more, and may still have the message as it was.",
            "Diese Person benutzt dieses Gateway nicht mehr und hat die Nachricht vielleicht noch, wie sie war."),
        Retraction => new(
            "This user does not use this gateway any more, and may still have what you took back.",
            "Diese Person benutzt dieses Gateway nicht mehr und hat vielleicht noch, was Sie zurückgenommen haben."),
        _ => HasLeft,
    };

    public static LocalText TooManyHeld { get; } = new(
        "This user was asked about your earlier messages and has not answered yet. This one was not kept.",
        "Diese Person wurde nach Ihren früheren Nachrichten gefragt und hat noch nicht geantwortet. Diese wurde nicht aufgehoben.");

    public static LocalText NotTaken { get; } = new(
        "This user does not take your messages.", "Diese Person nimmt Ihre Nachrichten nicht an.");

    public static LocalText NotAnswered { get; } = new(
        "This user was asked whether they want your message and has not answered. It was not delivered.",
        "Diese Person wurde gefragt, ob sie Ihre Nachricht haben möchte, und hat nicht geantwortet. Sie wurde nicht zugestellt.");

    public static LocalText ReportsNobody { get; } = new(
        "This is the gateway itself, not a contact: report the contact that you mean.",
        "Das ist das Gateway selbst, kein Kontakt: Melden Sie den Kontakt, den Sie meinen.");

    public static LocalText Reported { get; } = new(
        "Reported and blocked. Thank you.", "Gemeldet und blockiert. Vielen Dank.");

    public static LocalText TooManyBlocks { get; } = new(
        "You have blocked too many contacts here. End some of these blocks first.",
        "Sie haben hier zu viele Kontakte blockiert. Heben Sie erst einige dieser Blockierungen auf.");

    public static LocalText TooManyReports { get; } = new(
        "You have reported many contacts in a short time. Block this one, and report it later.",
        "Sie haben in kurzer Zeit viele Kontakte gemeldet. Blockieren Sie diesen, und melden Sie ihn später.");

    public static LocalText Declined { get; } = new("Declined. The author is told.", "Abgelehnt. Es wird mitgeteilt.");

    public static LocalText AcceptedBefore { get; } = new(
        "You have accepted them already. Nothing was changed.", "Sie haben bereits angenommen. Es wurde nichts geändert.");

    public static LocalText Blocked { get; } = new("Blocked.", "Blockiert.");

    public static LocalText NoContactHere(Jid jid) => new($"{jid} is no contact of this gateway.", $"{jid} ist kein Kontakt dieses Gateways.");

    public static LocalText TooFast(TimeSpan wait)
    {
        var seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return new(
            $"You are sending too fast. It was not sent; try again in {seconds} seconds.",
            $"Sie senden zu schnell. Es wurde nichts gesendet; versuchen Sie es in {seconds} Sekunden noch einmal.");
    }

    /// <summary>The one question about a stranger.</summary>
    public static LocalText Question(string who, string network, string beginning) => new(
        $"{who} wants to write to you, over {network}, and begins:\n\n{beginning}\n\n" +
        "Answer with accept, decline, block or report. What they write waits until then; whatever else you answer is sent to them and accepts, too.",
        $"{who} möchte Ihnen über {network} schreiben und beginnt so:\n\n{beginning}\n\n" +
        "Antworten Sie mit annehmen, ablehnen, blockieren oder melden. Bis dahin wartet alles Weitere; jede andere Antwort wird gesendet und gilt auch als angenommen.");

    public static LocalText Invitation(string who, string network, string room, string reason) => new(
        $"{who} invites you into the room {room}, over {network}.\n\n{(reason.Length == 0 ? "" : reason + "\n\n")}" +
        "Answer with accept, decline, block or report. The invitation and what they write wait until then; whatever else you answer is sent to them and accepts, too.",
        $"{who} lädt Sie über {network} in den Raum {room} ein.\n\n{(reason.Length == 0 ? "" : reason + "\n\n")}" +
        "Antworten Sie mit annehmen, ablehnen, blockieren oder melden. Bis dahin warten die Einladung und alles Weitere; jede andere Antwort wird gesendet und gilt auch als angenommen.");

    public static LocalText Accepted(int held) => held switch
    {
        0 => new("Accepted. What they write from now on arrives.", "Angenommen. Was ab jetzt geschrieben wird, kommt an."),
        1 => new("Accepted. The message that waited follows.", "Angenommen. Die wartende Nachricht folgt."),
        _ => new($"Accepted. The {held} messages that waited follow.", $"Angenommen. Die {held} wartenden Nachrichten folgen."),
    };
}
