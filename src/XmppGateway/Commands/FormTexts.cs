using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Commands;

/// <summary>What can be wrong with an answer.</summary>
internal static class FormTexts
{
    public static readonly LocalText Required = new("This must not be left empty.", "Dies darf nicht leer bleiben.");
    public static readonly LocalText TooLong = new("This is too long.", "Das ist zu lang.");
    public static readonly LocalText NotYesOrNo = new("Please answer yes or no.", "Bitte antworten Sie mit ja oder nein.");
    public static readonly LocalText NotANumber = new("This is not a whole number.", "Das ist keine ganze Zahl.");
    public static readonly LocalText NotAChoice = new("This is not one of the choices.", "Das steht nicht zur Auswahl.");
    public static readonly LocalText NotAJid = new("This is not an XMPP address.", "Das ist keine XMPP-Adresse.");

    public static LocalText OutOfRange((long Least, long Most) range) => new(
        string.Create(CultureInfo.InvariantCulture, $"The number must be between {range.Least} and {range.Most}."),
        string.Create(CultureInfo.InvariantCulture, $"Die Zahl muss zwischen {range.Least} und {range.Most} liegen."));
}
