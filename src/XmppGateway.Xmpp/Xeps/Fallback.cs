using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0428: the body, or a part of it, is only for clients that do not know another protocol.</summary>
public static class Fallback
{
    private static readonly XName Name = Namespaces.Fallback + "fallback";
    private static readonly XName BodyName = Namespaces.Fallback + "body";

    /// <summary>The whole body stands in for <paramref name="protocol"/>.</summary>
    public static XElement Whole(XNamespace protocol) => new(Name, new XAttribute("for", protocol.NamespaceName));

    /// <summary>A part of the body stands in for <paramref name="protocol"/>: code points, as XEP-0426 counts them; the end is the first behind it.</summary>
    public static XElement Range(XNamespace protocol, int start, int end) => new(
        Name, new XAttribute("for", protocol.NamespaceName), new XElement(BodyName, new XAttribute("start", start), new XAttribute("end", end)));

    /// <summary>The mark for a protocol; null when the body is none of it.</summary>
    public static XElement? Find(Stanza message, XNamespace protocol)
    {
        foreach (var payload in message.Payloads)
        {
            if (payload.Name == Name && (string?)payload.Attribute("for") == protocol.NamespaceName)
            {
                return payload;
            }
        }

        return null;
    }

    /// <summary>True when nothing of the body is left without the fallback for a protocol: no range means all of it.</summary>
    public static bool IsWhole(Stanza message, XNamespace protocol) =>
        Find(message, protocol) is { } mark && (mark.Element(BodyName) is not { } part || part.Attribute("start") is null || part.Attribute("end") is null);
}
