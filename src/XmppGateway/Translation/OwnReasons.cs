using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Translation;

/// <summary>
/// Why the gateway itself gives messages back. They are stored and listed in English, for the operator; senders read them in their own
/// language. What a foreign server said is left in its words.
/// </summary>
internal static class OwnReasons
{
    public const string Stopped = "the operator has stopped this network";
    public const string Failed = "the gateway failed on this message";

    private static readonly LocalText[] All =
    [
        new(OutboxEntry.DroppedReason, "vom Betreiber entfernt"),
        new(Stopped, "der Betreiber hat dieses Netz angehalten"),
        new(Failed, "das Gateway ist an dieser Nachricht gescheitert"),
    ];

    /// <summary>The reason as its reader is told it.</summary>
    public static string In(string reason, string? language)
    {
        foreach (var own in All)
        {
            if (own.English == reason)
            {
                return own.In(language);
            }
        }

        return reason;
    }
}
