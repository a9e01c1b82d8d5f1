using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <summary>The words about an arrival that this program failed on. Pure.</summary>
internal static class FailureWords
{
    /// <summary>For the XMPP user, who may have to ask the operator.</summary>
    public static LocalText ToUser(string reference, ArrivalParties parties, ArrivalFate fate)
    {
        var (what, then) = (What(parties), Then(reference, fate));
        return new LocalText(
            $"{what.English} could not be shown: the gateway failed on it. {then.English}",
            $"{what.German} konnte nicht angezeigt werden: Das Gateway ist daran gescheitert. {then.German}");
    }

    /// <summary>For the author, who can only write again.</summary>
    public static string ToAuthor(string reference, ArrivalFate fate) => fate == ArrivalFate.Kept
        ? $"The gateway to XMPP failed on this message and did not show it. Its operator has it as {reference}, and may show it later."
        : $"The gateway to XMPP failed on this message and did not show it. Its operator has given it up ({reference}).";

    private static LocalText What(ArrivalParties parties)
    {
        var contact = BodyText.CleanLine(parties.Contact.Address);
        return parties.Message is not null
            ? new LocalText($"A message from {contact}", $"Eine Nachricht von {contact}")
            : new LocalText(
                $"Something of your chat with {contact} (a notice, a report, a request)",
                $"Etwas aus Ihrem Chat mit {contact} (ein Hinweis, ein Bericht, eine Anfrage)");
    }

    private static LocalText Then(string reference, ArrivalFate fate) => fate == ArrivalFate.Kept
        ? new LocalText(
            $"It is kept as {reference}. The operator of the gateway finds the cause in its log under that name and, when it is mended, has " +
            $"it shown with: xmpp-gateway outbox retry {reference}",
            $"Der Inhalt wird als {reference} aufbewahrt. Der Betreiber des Gateways findet die Ursache unter diesem Namen im Protokoll und " +
            $"lässt ihn anzeigen, wenn sie behoben ist: xmpp-gateway outbox retry {reference}")
        : new LocalText(
            $"The operator of the gateway has given it up ({reference}).", $"Der Betreiber des Gateways hat den Inhalt verworfen ({reference}).");
}
