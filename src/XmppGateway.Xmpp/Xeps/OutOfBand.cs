using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0066 §3: an address beside a message. Clients show what is behind it when the body is the same address.</summary>
public static class OutOfBand
{
    private static readonly XName Name = Namespaces.OutOfBand + "x";
    private static readonly XName Url = Namespaces.OutOfBand + "url";

    /// <summary>All addresses of a message, in order.</summary>
    public static IEnumerable<string> FindAll(Stanza message) =>
        from payload in message.Payloads
        where payload.Name == Name
        let url = payload.Element(Url)?.Value.Trim()
        where url is { Length: > 0 }
        select url;

    public static XElement Create(string url) => new(Name, new XElement(Url, url));
}
