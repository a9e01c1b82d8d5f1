using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0308: a message that replaces an earlier one of the same author.</summary>
public static class Correction
{
    private static readonly XName Name = Namespaces.Correction + "replace";

    public static XElement Create(string id) => new(Name, new XAttribute("id", id));

    /// <summary>The id of the message that is replaced; null when this is no correction.</summary>
    public static string? Find(Stanza message) => message.Payload(Name)?.Attribute("id")?.Value is { Length: > 0 } id ? id : null;
}
