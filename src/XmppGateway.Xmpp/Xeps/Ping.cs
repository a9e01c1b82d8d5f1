using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0199: XMPP ping. The answer is an empty result.</summary>
public static class Ping
{
    public static readonly string Feature = Namespaces.Ping.NamespaceName;

    private static readonly XName Name = Namespaces.Ping + "ping";

    public static Stanza Request(Jid from, Jid to, string id) => Stanza.Iq(from, to, "get", id, new XElement(Name));

    public static bool IsRequest(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: "get" } && stanza.Payload(Name) is not null;
}
