using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0359: the id that the sender gave to a message, and the ones that archives gave to it.</summary>
public static class OriginId
{
    private static readonly XName Name = Namespaces.StanzaIds + "origin-id";
    private static readonly XName StanzaIdName = Namespaces.StanzaIds + "stanza-id";

    public static XElement Create(string id) => new(Name, new XAttribute("id", id));

    /// <summary>What an archive says of a message in it (§3).</summary>
    public static XElement CreateAssigned(string id, Abstractions.Jid by) =>
        new(StanzaIdName, new XAttribute("id", id), new XAttribute("by", by.ToString()));

    public static string? Find(Stanza message) => message.Payload(Name)?.Attribute("id")?.Value;

    /// <summary>
    /// The id that <paramref name="by"/> assigned. XEP-0359 §4: only to be believed when that entity says in its disco#info that it
    /// removes forged ones.
    /// </summary>
    public static string? FindAssigned(Stanza message, Abstractions.Jid by)
    {
        foreach (var payload in message.Payloads)
        {
            if (payload.Name == StanzaIdName && Abstractions.Jid.TryParse(payload.Attribute("by")?.Value, out var who) && who == by)
            {
                return payload.Attribute("id")?.Value;
            }
        }

        return null;
    }
}
