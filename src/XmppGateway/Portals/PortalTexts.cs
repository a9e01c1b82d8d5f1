using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>What is told to people of other networks, in the language of their rooms (<see cref="IVisitsRooms.Language"/>).</summary>
internal static class PortalTexts
{
    public static readonly LocalText Lost = new("The XMPP room could not be reached in time.", "Der XMPP-Raum war nicht rechtzeitig erreichbar.");

    public static readonly LocalText UnknownMessage = new("The message that this is about is not known in the XMPP room.", "Die Nachricht, um die es geht, ist im XMPP-Raum nicht bekannt.");

    public static readonly LocalText Unbridged = new("An operator has ended the connection to the XMPP room.", "Ein Betreiber hat die Verbindung zum XMPP-Raum beendet.");

    public static readonly LocalText NetworkRoomEnded = new("The room on the other network has ended.", "Der Raum im anderen Netz ist zu Ende.");

    public static readonly LocalText Moved = new(
        "This room goes on in another one, and so does the connection to the XMPP room.",
        "Dieser Raum geht in einem anderen weiter, und mit ihm die Verbindung zum XMPP-Raum.");

    public static readonly LocalText TakenElsewhere = new(
        "That room is connected already, or people of this server are in it as a room of the network.",
        "Jener Raum ist schon verbunden, oder Leute dieses Servers sind in ihm als einem Raum des Netzes.");

    /// <summary>The network's room goes on in another one, without the gateway. The people of the XMPP room read it, too.</summary>
    public static LocalText NotFollowed(LocalText reason) => new(
        "The room on the other network goes on in another one, to which the gateway cannot follow. " + reason.English,
        "Der Raum im anderen Netz geht in einem anderen weiter, in den das Gateway nicht mitkommen kann. " + reason.German);

    /// <summary>The people of the XMPP room read it, too.</summary>
    public static LocalText NetworkPutOut(string? reason)
    {
        var words = Clean(reason);
        return new(
            "The gateway was put out of the room on the other network." + (words is null ? "" : " Reason: " + words),
            "Das Gateway wurde aus dem Raum im anderen Netz entfernt." + (words is null ? "" : " Grund: " + words));
    }

    public static readonly LocalText NotAllowed = new("The operator of the gateway does not allow this.", "Der Betreiber des Gateways erlaubt das nicht.");

    /// <summary>Somebody of the network is to be let back whom the gateway has not banned, or not in this life.</summary>
    public static readonly LocalText NoBanKnown = new(
        "The gateway knows of no ban there that came from here; the room itself can lift it.",
        "Das Gateway weiß von keiner Sperre dort, die von hier kam; der Raum selbst kann sie aufheben.");

    /// <summary>There are more people in the XMPP room than the operator lets the network see.</summary>
    public static LocalText TooManyOccupants(int count, int limit) => new(
        string.Create(CultureInfo.InvariantCulture, $"There are {count} people in the XMPP room; the operator of the gateway allows {limit}."),
        string.Create(CultureInfo.InvariantCulture, $"Im XMPP-Raum sind {count} Personen; der Betreiber des Gateways erlaubt {limit}."));

    /// <summary>There are more people in the network's room than the operator lets into XMPP rooms.</summary>
    public static LocalText TooManyVisitors(int count, int limit) => new(
        string.Create(CultureInfo.InvariantCulture, $"There are {count} people in the room of the network; the operator of the gateway allows {limit}."),
        string.Create(CultureInfo.InvariantCulture, $"Im Raum des Netzes sind {count} Personen; der Betreiber des Gateways erlaubt {limit}."));

    /// <summary>Somebody more of the network finds no seat.</summary>
    public static LocalText Full(int limit) => new(
        string.Create(CultureInfo.InvariantCulture, $"The operator of the gateway lets {limit} people into the XMPP room, and so many are there."),
        string.Create(CultureInfo.InvariantCulture, $"Der Betreiber des Gateways lässt {limit} Personen in den XMPP-Raum, und so viele sind dort."));

    /// <summary>In the place of what cannot be read.</summary>
    public static readonly LocalText Encrypted = new(
        "[an encrypted message: the gateway cannot read it. In this room only unencrypted messages can be bridged.]",
        "[eine verschlüsselte Nachricht: Das Gateway kann sie nicht lesen. In diesem Raum lassen sich nur unverschlüsselte Nachrichten übertragen.]");

    public static LocalText Renamed(string name) => new("Is now called " + name, "Heißt jetzt " + name);

    /// <summary>Somebody was to be put out.</summary>
    public static LocalText Stays(string nick, LocalText reason) => new(
        $"{nick} stays in the XMPP room. {reason.English}", $"{nick} bleibt im XMPP-Raum. {reason.German}");

    /// <summary>Somebody was to be let back.</summary>
    public static LocalText StaysBanned(string nick, LocalText reason) => new(
        $"Whether {nick} is banned stays as it is in the XMPP room. {reason.English}", $"Ob {nick} gesperrt ist, bleibt im XMPP-Raum, wie es ist. {reason.German}");

    public static LocalText Destroyed(RoomDestruction end)
    {
        var reason = Clean(end.Reason);
        var next = end.Alternate;
        return new(
            "The XMPP room was destroyed." + (reason is null ? "" : " Reason: " + reason) + (next is null ? "" : $" People go on in {next}."),
            "Der XMPP-Raum wurde aufgelöst." + (reason is null ? "" : " Grund: " + reason) + (next is null ? "" : $" Es geht weiter in {next}."));
    }

    public static LocalText PutOut(string? reason)
    {
        var words = Clean(reason);
        return new(
            "The gateway was put out of the XMPP room." + (words is null ? "" : " Reason: " + words),
            "Das Gateway wurde aus dem XMPP-Raum entfernt." + (words is null ? "" : " Grund: " + words));
    }

    public static LocalText NotLetIn(StanzaError error)
    {
        var text = error.Condition switch
        {
            StanzaConditions.RegistrationRequired => new("The XMPP room is for its members only.", "Der XMPP-Raum ist nur für seine Mitglieder."),
            StanzaConditions.Forbidden => new("The XMPP room does not let in who was banned.", "Der XMPP-Raum lässt niemanden ein, der gesperrt wurde."),
            StanzaConditions.NotAuthorized => new("The XMPP room has a password.", "Der XMPP-Raum hat ein Passwort."),
            StanzaConditions.ItemNotFound => new("There is no such XMPP room.", "Einen solchen XMPP-Raum gibt es nicht."),
            StanzaConditions.NotAllowed => new(
                "The XMPP room does not exist, and nobody may make it.", "Den XMPP-Raum gibt es nicht, und niemand darf ihn anlegen."),
            _ => new LocalText(
                "The XMPP room lets nobody in: " + error.Condition + ".", "Der XMPP-Raum lässt niemanden ein: " + error.Condition + "."),
        };
        return Clean(error.Text) is { } words ? new(text.English + " It says: " + words, text.German + " Er sagt: " + words) : text;
    }

    /// <summary>Why an XMPP room did not take something.</summary>
    public static LocalText Refused(StanzaError error) => Clean(error.Text) is { } words ? LocalText.Same(words) : error.Condition switch
    {
        StanzaConditions.Forbidden => new("The XMPP room does not allow this.", "Der XMPP-Raum erlaubt das nicht."),
        StanzaConditions.FeatureNotImplemented => new("The XMPP room cannot do this.", "Der XMPP-Raum kann das nicht."),
        _ => new("The XMPP room refused this: " + error.Condition + ".", "Der XMPP-Raum hat das abgelehnt: " + error.Condition + "."),
    };

    private static string? Clean(string? text) =>
        text is not null && BodyText.CleanLine(text) is { Length: > 0 } line ? BodyText.Truncate(line, FailureConditions.MaximumReason) : null;
}
