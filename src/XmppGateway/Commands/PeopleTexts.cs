using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Translation;

namespace XmppGateway.Commands;

/// <summary>What is said about people of the foreign network. Their addresses are untrusted text.</summary>
internal static class PeopleTexts
{
    public static readonly LocalText Address = new("Address", "Adresse");
    public static readonly LocalText Name = new("Name", "Name");
    public static readonly LocalText Jid = new("XMPP address", "XMPP-Adresse");

    public static readonly LocalText Nobody = new("Nobody was found.", "Es wurde niemand gefunden.");

    public static LocalText NotAnAddress(Network network)
    {
        var description = network.Adapter.Description;
        return new(
            $"This is not an address of {description.Name}. {description.AddressDescription.English}",
            $"Das ist keine Adresse von {description.Name}. {description.AddressDescription.German}");
    }

    public static LocalText KnownAlready(string address) =>
        new($"{Line(address)} is among your contacts already.", $"{Line(address)} gehört schon zu Ihren Kontakten.");

    public static LocalText Asked(string address) => new(
        $"{Line(address)} now asks to be your contact. Please accept the request.",
        $"{Line(address)} fragt jetzt an, Ihr Kontakt zu werden. Bitte nehmen Sie die Anfrage an.");

    public static LocalText NotAsked(string address) => new(
        $"The XMPP server went away before {Line(address)} could ask to be your contact. Please add the contact again.",
        $"Der XMPP-Server war weg, bevor {Line(address)} anfragen konnte, Ihr Kontakt zu werden. Bitte fügen Sie den Kontakt noch einmal hinzu.");

    public static LocalText FoundFirst(int shown) => new(
        $"These are the first {shown}. There may be more: search for more of the name.",
        $"Dies sind die ersten {shown}. Es kann mehr geben: Suchen Sie nach mehr vom Namen.");

    public static LocalText Added(string address) =>
        new($"{Line(address)} is now among your contacts.", $"{Line(address)} gehört jetzt zu Ihren Kontakten.");

    public static LocalText Found(int count) => count == 1
        ? new("One person was found.", "Es wurde eine Person gefunden.")
        : new(
            string.Create(CultureInfo.InvariantCulture, $"{count} people were found."),
            string.Create(CultureInfo.InvariantCulture, $"Es wurden {count} Personen gefunden."));

    public static LocalText Contacts(int shown, bool more) => (shown, more) switch
    {
        (0, _) => new("You have no contacts here.", "Sie haben hier keine Kontakte."),
        (1, false) => new("You have one contact.", "Sie haben einen Kontakt."),
        (_, false) => new(
            string.Create(CultureInfo.InvariantCulture, $"You have {shown} contacts."),
            string.Create(CultureInfo.InvariantCulture, $"Sie haben {shown} Kontakte.")),
        _ => new(
            string.Create(CultureInfo.InvariantCulture, $"You have many contacts. These are the first {shown}."),
            string.Create(CultureInfo.InvariantCulture, $"Sie haben viele Kontakte. Dies sind die ersten {shown}.")),
    };

    private static string Line(string text) => BodyText.Truncate(BodyText.CleanLine(text), 200);
}
