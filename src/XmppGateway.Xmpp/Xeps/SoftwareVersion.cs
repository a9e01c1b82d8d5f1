using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0092: name and version of the software.</summary>
public sealed record SoftwareVersion(string Name, string Version, string? Os = null)
{
    public static readonly string Feature = Namespaces.Version.NamespaceName;

    private static readonly XName Query = Namespaces.Version + "query";

    public static bool IsRequest(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: "get" } && stanza.Payload(Query) is not null;

    /// <summary>What an answer says; null when it says nothing.</summary>
    public static SoftwareVersion? Parse(Stanza result) =>
        result.Payload(Query) is { } query && query.Element(Namespaces.Version + "name") is { } name
            ? new SoftwareVersion(
                name.Value, query.Element(Namespaces.Version + "version")?.Value ?? "", query.Element(Namespaces.Version + "os")?.Value)
            : null;

    public XElement ToElement() => new(
        Query,
        new XElement(Namespaces.Version + "name", Name),
        new XElement(Namespaces.Version + "version", Version),
        Os is null ? null : new XElement(Namespaces.Version + "os", Os));
}
