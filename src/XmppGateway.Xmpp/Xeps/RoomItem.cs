using System.Xml.Linq;
using XmppGateway.Abstractions;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0045: what a room says about somebody, or is asked to do with them. Each part may be missing.</summary>
public sealed record RoomItem
{
    public RoomAffiliation? Affiliation { get; init; }

    public RoomRole? Role { get; init; }

    /// <summary>The address behind the name.</summary>
    public Jid? Jid { get; init; }

    public string? Nick { get; init; }

    public string? Reason { get; init; }

    /// <summary>What those are called who did it.</summary>
    public string? Actor { get; init; }

    internal static RoomItem Parse(XElement item) => new()
    {
        Affiliation = RoomNames.Affiliation(item.Attribute("affiliation")?.Value),
        Role = RoomNames.Role(item.Attribute("role")?.Value),
        Jid = Jid.TryParse(item.Attribute("jid")?.Value, out var jid) ? jid : null,
        Nick = item.Attribute("nick")?.Value,
        Reason = item.Element(item.Name.Namespace + "reason")?.Value,
        Actor = item.Element(item.Name.Namespace + "actor")?.Attribute("nick")?.Value,
    };

    internal XElement ToElement(XNamespace space) => new(
        space + "item",
        Affiliation is { } affiliation ? new XAttribute("affiliation", RoomNames.Of(affiliation)) : null,
        Role is { } role ? new XAttribute("role", RoomNames.Of(role)) : null,
        Jid is null ? null : new XAttribute("jid", Jid.ToString()),
        Nick is null ? null : new XAttribute("nick", Nick),
        Actor is null ? null : new XElement(space + "actor", new XAttribute("nick", Actor)),
        string.IsNullOrEmpty(Reason) ? null : new XElement(space + "reason", Reason));
}
