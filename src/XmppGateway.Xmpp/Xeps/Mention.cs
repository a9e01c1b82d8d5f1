using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0372 §3.2: somebody is named in a body.</summary>
/// <param name="Begin">Where, in code points (XEP-0426); null when not said.</param>
/// <param name="End">The first code point behind it; null when not said.</param>
/// <param name="Uri">Who, as an XMPP URI (RFC 5122); untrusted.</param>
public sealed record Mention(int? Begin, int? End, string Uri)
{
    private const string Type = "mention";
    private static readonly XName Name = Namespaces.References + "reference";

    /// <summary>Those of a message, in its order.</summary>
    public static IReadOnlyList<Mention> FindAll(Stanza message) =>
    [
        .. from payload in message.Payloads
           where payload.Name == Name && (string?)payload.Attribute("type") == Type && payload.Attribute("uri")?.Value is { Length: > 0 }
           select new Mention(Number(payload, "begin"), Number(payload, "end"), payload.Attribute("uri")!.Value),
    ];

    public XElement ToElement() => new(
        Name,
        new XAttribute("type", Type),
        Begin is null ? null : new XAttribute("begin", Begin),
        End is null ? null : new XAttribute("end", End),
        new XAttribute("uri", Uri));

    private static int? Number(XElement element, string name) =>
        int.TryParse(element.Attribute(name)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
