using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>Why the gateway itself puts messages off or gives them back.</summary>
internal static class OwnReasons
{
    public static readonly LocalText Stopped = new("the operator has stopped this network", "der Betreiber hat dieses Netz angehalten");

    public static readonly LocalText HasLeft = new("you are not registered with the gateway any more", "Sie sind nicht mehr beim Gateway angemeldet");

    public static readonly LocalText Failed = new("the gateway failed on this message", "das Gateway ist an dieser Nachricht gescheitert");

    /// <summary>The circuit of the foreign server is open: it was not asked.</summary>
    public static readonly LocalText NoAnswer = new("the server does not answer", "der Server antwortet nicht");

    public static readonly LocalText NoAnswerInTime = new("the server did not answer in time", "der Server hat nicht rechtzeitig geantwortet");
}
