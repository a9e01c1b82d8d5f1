using System.Xml.Linq;
using XmppGateway.Abstractions;

namespace XmppGateway.Xmpp.Stanzas;

/// <summary>The three stanzas of RFC 6120 §8.2.</summary>
public enum StanzaKind
{
    Message,
    Presence,
    Iq,
}

/// <summary>
/// One stanza: prepared addresses, the common attributes (RFC 6120 §8.1) and its payloads. Payload elements of the stream's own
/// namespace (<c>body</c>, <c>subject</c>, <c>show</c>) are in <c>jabber:component:accept</c> here, as on the wire.
/// </summary>
public sealed class Stanza(StanzaKind kind)
{
    public StanzaKind Kind { get; } = kind;

    public Jid? From { get; set; }

    public Jid? To { get; set; }

    public string? Id { get; set; }

    /// <summary>The <c>type</c> attribute as written; null when absent.</summary>
    public string? Type { get; set; }

    public string? Lang { get; set; }

    public IList<XElement> Payloads { get; } = [];

    /// <summary>The first payload of that name, or null.</summary>
    public XElement? Payload(XName name)
    {
        foreach (var payload in Payloads)
        {
            if (payload.Name == name)
            {
                return payload;
            }
        }

        return null;
    }
}
