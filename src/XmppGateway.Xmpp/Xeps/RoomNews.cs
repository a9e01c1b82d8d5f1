using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0045: what a room says in a presence or a message about somebody who is in it, or about itself.</summary>
public sealed record RoomNews
{
    private static readonly XName Name = Namespaces.RoomUser + "x";

    public RoomItem? Item { get; init; }

    /// <summary>§15.6: see <see cref="RoomStatus"/>.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [];

    /// <summary>§10.9: the room is over, and people go on there, or nowhere.</summary>
    public RoomDestruction? Destruction { get; init; }

    /// <summary>§7.8.2: somebody is asked to come in.</summary>
    public IReadOnlyList<RoomInvite> Invites { get; init; } = [];

    /// <summary>§7.8.2: somebody who was asked does not want to; null when nobody says so.</summary>
    public RoomInvite? Decline { get; init; }

    /// <summary>What a stanza says; null when it says nothing.</summary>
    public static RoomNews? Find(Stanza stanza)
    {
        if (stanza.Payload(Name) is not { } x)
        {
            return null;
        }

        return new RoomNews
        {
            Item = x.Element(Namespaces.RoomUser + "item") is { } item ? RoomItem.Parse(item) : null,
            Statuses =
            [
                .. from status in x.Elements(Namespaces.RoomUser + "status")
                   where int.TryParse(status.Attribute("code")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                   select int.Parse(status.Attribute("code")!.Value, CultureInfo.InvariantCulture),
            ],
            Destruction = x.Element(Namespaces.RoomUser + "destroy") is { } destroy ? RoomDestruction.Parse(destroy) : null,
            Decline = x.Element(Namespaces.RoomUser + "decline") is { } decline ? RoomInvite.Parse(decline) : null,
            Invites = [.. x.Elements(Namespaces.RoomUser + "invite").Select(RoomInvite.Parse)],
        };
    }

    public XElement ToElement() => new(
        Name,
        Item?.ToElement(Namespaces.RoomUser),
        Invites.Select(invite => invite.ToElement("invite")),
        Decline?.ToElement("decline"),
        Destruction?.ToElement(),
        Statuses.Select(code => new XElement(Namespaces.RoomUser + "status", new XAttribute("code", code))));
}

/// <summary>XEP-0045 §10.9.</summary>
/// <param name="Alternate">Where people go on; null when nowhere.</param>
/// <param name="Reason">Null without one.</param>
public sealed record RoomDestruction(Jid? Alternate, string? Reason)
{
    internal static RoomDestruction Parse(XElement element) => new(
        Jid.TryParse(element.Attribute("jid")?.Value, out var jid) ? jid : null, element.Element(Namespaces.RoomUser + "reason")?.Value);

    internal XElement ToElement() => new(
        Namespaces.RoomUser + "destroy",
        Alternate is null ? null : new XAttribute("jid", Alternate.ToString()),
        string.IsNullOrEmpty(Reason) ? null : new XElement(Namespaces.RoomUser + "reason", Reason));
}

/// <summary>XEP-0045 §7.8.2: an invitation that goes through the room, or the answer that somebody does not want to.</summary>
/// <param name="From">Who invites, or does not want to; in what the room sends.</param>
/// <param name="To">Who is invited, or is answered; in what the room gets.</param>
/// <param name="Reason">Null without one.</param>
public sealed record RoomInvite(Jid? From, Jid? To, string? Reason)
{
    internal static RoomInvite Parse(XElement element) => new(
        Jid.TryParse(element.Attribute("from")?.Value, out var from) ? from : null,
        Jid.TryParse(element.Attribute("to")?.Value, out var to) ? to : null,
        element.Element(Namespaces.RoomUser + "reason")?.Value);

    internal XElement ToElement(string name) => new(
        Namespaces.RoomUser + name,
        From is null ? null : new XAttribute("from", From.ToString()),
        To is null ? null : new XAttribute("to", To.ToString()),
        string.IsNullOrEmpty(Reason) ? null : new XElement(Namespaces.RoomUser + "reason", Reason));
}
