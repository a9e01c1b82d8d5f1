using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0172: the name that somebody gives to himself. Never proof of who he is.</summary>
public static class Nick
{
    private static readonly XName Name = Namespaces.Nick + "nick";

    public static XElement Create(string nick) => new(Name, nick);

    /// <summary>The name; null when there is none or it is blank.</summary>
    public static string? Find(Stanza stanza) => stanza.Payload(Name)?.Value.Trim() is { Length: > 0 } nick ? nick : null;
}
