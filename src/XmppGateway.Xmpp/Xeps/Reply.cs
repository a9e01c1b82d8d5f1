using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0461: a message that answers another. Without the fallback body.</summary>
public sealed record Reply(string Id, Jid? To)
{
    private static readonly XName Name = Namespaces.Reply + "reply";

    /// <summary>What the message answers; null when it answers nothing.</summary>
    public static Reply? Find(Stanza message) =>
        message.Payload(Name) is { } element && element.Attribute("id")?.Value is { Length: > 0 } id
            ? new Reply(id, Jid.TryParse(element.Attribute("to")?.Value, out var to) ? to : null)
            : null;

    public XElement ToElement() => new(Name, new XAttribute("id", Id), To is null ? null : new XAttribute("to", To.ToString()));
}
