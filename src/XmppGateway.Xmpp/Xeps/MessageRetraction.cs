using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>
/// XEP-0424: a message is taken back. Two generations are in use: <c>urn:xmpp:message-retract:1</c> stands in the message itself, the one
/// before (version 0.3) in a fastening of XEP-0422.
/// </summary>
public static class MessageRetraction
{
    private static readonly XName Name = Namespaces.Retraction + "retract";
    private static readonly XName OldName = Namespaces.RetractionOld + "retract";
    private static readonly XName FasteningName = Namespaces.Fastening + "apply-to";

    /// <summary>Both generations, for clients of either.</summary>
    public static IEnumerable<XElement> Create(string id) =>
    [
        new(Name, new XAttribute("id", id)),
        new(FasteningName, new XAttribute("id", id), new XElement(OldName)),
    ];

    /// <summary>The id of the message that is taken back; null when nothing is.</summary>
    public static string? Find(Stanza message)
    {
        if (message.Payload(Name)?.Attribute("id")?.Value is { Length: > 0 } id)
        {
            return id;
        }

        foreach (var payload in message.Payloads)
        {
            if (payload.Name == FasteningName && payload.Element(OldName) is not null && payload.Attribute("id")?.Value is { Length: > 0 } old)
            {
                return old;
            }
        }

        return null;
    }
}
