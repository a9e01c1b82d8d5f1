using System.Diagnostics.CodeAnalysis;
using XmppGateway.Abstractions;

namespace XmppGateway.Outbox;

/// <summary>Lanes are named by network and conversation.</summary>
internal static class LaneName
{
    // No network name and no JID holds a line feed.
    private const char Separator = '\n';

    /// <summary>The conversation of an event; for all occupants of an XMPP room it is one.</summary>
    public static string Of(GatewayEvent what) => Of(what.User, what.Contact.Id.Value);

    /// <summary>The conversation of a user with a contact.</summary>
    public static string Of(Jid user, string contactId) => user.Bare + " " + contactId;

    /// <summary>Reads the conversation of an event back: no bare JID holds a space.</summary>
    public static bool TryRead(string lane, [NotNullWhen(true)] out Jid? user, out string contactId)
    {
        var gap = lane.IndexOf(' ', StringComparison.Ordinal);
        contactId = lane[(gap + 1)..];
        user = null;
        return gap > 0 && Jid.TryParse(lane[..gap], out user);
    }

    public static string Join(string network, string lane) => network + Separator + lane;

    public static (string Network, string Lane) Split(string name)
    {
        var at = name.IndexOf(Separator, StringComparison.Ordinal);
        return (name[..at], name[(at + 1)..]);
    }
}
