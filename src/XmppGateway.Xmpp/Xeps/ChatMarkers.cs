using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0333: everything up to a message was displayed.</summary>
public static class ChatMarkers
{
    private static readonly XName MarkableName = Namespaces.ChatMarkers + "markable";
    private static readonly XName DisplayedName = Namespaces.ChatMarkers + "displayed";

    /// <summary>Asks for the marker.</summary>
    public static XElement Markable() => new(MarkableName);

    public static XElement Displayed(string id) => new(DisplayedName, new XAttribute("id", id));

    /// <summary>The newest message that was displayed; null when this is no marker.</summary>
    public static string? DisplayedId(Stanza message) =>
        message.Payload(DisplayedName)?.Attribute("id")?.Value is { Length: > 0 } id ? id : null;
}
