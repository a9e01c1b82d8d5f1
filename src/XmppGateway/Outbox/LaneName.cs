using XmppGateway.Abstractions;

namespace XmppGateway.Outbox;

/// <summary>Lanes are named by network and conversation.</summary>
internal static class LaneName
{
    // No network name and no JID holds a line feed.
    private const char Separator = '\n';

    /// <summary>The conversation of an event.</summary>
    public static string Of(GatewayEvent what) => what.User + " " + what.Contact.Id.Value;

    public static string Join(string network, string lane) => network + Separator + lane;

    public static (string Network, string Lane) Split(string name)
    {
        var at = name.IndexOf(Separator, StringComparison.Ordinal);
        return (name[..at], name[(at + 1)..]);
    }
}
