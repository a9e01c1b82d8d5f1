using XmppGateway.Abstractions;

namespace XmppGateway.ExampleNetwork;

/// <summary>What the adapter itself has to say, in every language of the gateway; what the network says stays in its words.</summary>
internal static class ExampleTexts
{
    public static readonly LocalText FileBroken = new("The file could not be read to its end.", "Die Datei konnte nicht bis zum Ende gelesen werden.");
    public static readonly LocalText NetworkAway = new("The network is away.", "Das Netz ist nicht erreichbar.");
    public static readonly LocalText NoSuchFile = new("The network has no such file.", "Das Netz hat keine solche Datei.");
    public static readonly LocalText NoSuchRoom = new("There is no such room.", "Einen solchen Raum gibt es nicht.");
    public static readonly LocalText NotesAway = new("The gateway's notes cannot be read.", "Die Notizen des Gateways sind nicht lesbar.");
}
