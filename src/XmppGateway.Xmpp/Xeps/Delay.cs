using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0203: when a stanza was sent first. Times are those of XEP-0082.</summary>
public static class Delay
{
    private static readonly XName Name = Namespaces.Delay + "delay";

    public static XElement Create(DateTimeOffset stamp, Jid from) => new(
        Name,
        new XAttribute("from", from.ToString()),
        new XAttribute("stamp", Time.Write(stamp)));

    /// <summary>The time; null when there is none, or one that cannot be read.</summary>
    public static DateTimeOffset? Find(Stanza stanza) => Time.Read(stanza.Payload(Name)?.Attribute("stamp")?.Value);
}
