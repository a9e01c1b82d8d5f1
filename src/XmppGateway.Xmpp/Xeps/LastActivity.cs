using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0012: for how long somebody has been idle, or a service has been up.</summary>
public static class LastActivity
{
    private static readonly XNamespace Last = "jabber:iq:last";

    public static string Feature => Last.NamespaceName;

    public static bool IsRequest(Stanza stanza) => stanza is { Kind: StanzaKind.Iq, Type: "get" } && stanza.Payload(Last + "query") is not null;

    public static XElement Answer(TimeSpan since) => new(
        Last + "query", new XAttribute("seconds", Math.Max(0, (long)since.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
}
