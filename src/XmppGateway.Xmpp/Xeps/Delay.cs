using System.Globalization;
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
        new XAttribute("stamp", stamp.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)));

    /// <summary>The time; null when there is none, or one that cannot be read.</summary>
    public static DateTimeOffset? Find(Stanza stanza)
    {
        var stamp = stanza.Payload(Name)?.Attribute("stamp")?.Value;
        return stamp is not null && DateTimeOffset.TryParseExact(
            stamp,
            ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time) ? time : null;
    }
}
