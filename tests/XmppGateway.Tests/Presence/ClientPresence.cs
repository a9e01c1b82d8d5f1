using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Presence;

/// <summary>What the clients of Alice say of themselves.</summary>
internal static class ClientPresence
{
    /// <param name="resource">The client's.</param>
    /// <param name="what">The show of RFC 6121 §4.7.2.1, <c>unavailable</c>, or null for online.</param>
    /// <param name="to">A contact; null for Bob.</param>
    public static Stanza From(string resource, string? what, Jid? to = null)
    {
        var stanza = PresenceOfType(what == "unavailable" ? what : null, to, Alice.WithResource(resource));
        if (what is "away" or "dnd")
        {
            stanza.Payloads.Add(new XElement(Namespaces.Component + "show", what));
        }

        return stanza;
    }
}
