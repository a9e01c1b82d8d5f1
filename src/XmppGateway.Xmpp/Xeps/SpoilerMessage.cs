using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0382: the whole message is hidden until the reader wants to see it.</summary>
/// <param name="Hint">What to say instead; null without one.</param>
public sealed record SpoilerMessage(string? Hint)
{
    private static readonly XName Name = Namespaces.Spoiler + "spoiler";

    /// <summary>Null when nothing is hidden.</summary>
    public static SpoilerMessage? Find(Stanza message) =>
        message.Payload(Name) is { } element ? new SpoilerMessage(element.Value.Trim() is { Length: > 0 } hint ? hint : null) : null;

    public XElement ToElement() => new(Name, Hint);
}
