using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0045 §7.2: the wish to enter a room, and how much of what was said before is wanted (§7.2.14).</summary>
/// <param name="Password">Null without one.</param>
public sealed record RoomJoin(string? Password = null)
{
    private static readonly XName Name = Namespaces.Rooms + "x";

    /// <summary>At most so many messages; null when the client leaves it to the room.</summary>
    public int? MaximumStanzas { get; init; }

    /// <summary>At most so many characters of XML; null for any number.</summary>
    public int? MaximumCharacters { get; init; }

    /// <summary>Only those since this time, or of so many last seconds, whichever are fewer; null for any.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The wish in a presence; null when it is none. What cannot be read counts as not said.</summary>
    /// <param name="presence">The presence.</param>
    /// <param name="now">The time, for a history of so many seconds.</param>
    public static RoomJoin? Find(Stanza presence, DateTimeOffset now)
    {
        if (presence is not { Kind: StanzaKind.Presence, Type: null } || presence.Payload(Name) is not { } x)
        {
            return null;
        }

        var history = x.Element(Namespaces.Rooms + "history");
        return new RoomJoin(x.Element(Namespaces.Rooms + "password")?.Value)
        {
            MaximumStanzas = NumberOf(history, "maxstanzas"),
            MaximumCharacters = NumberOf(history, "maxchars"),
            Since = Later(
                Time.Read(history?.Attribute("since")?.Value), NumberOf(history, "seconds") is { } seconds ? now.AddSeconds(-seconds) : null),
        };
    }

    /// <summary>The wish, as a client writes it.</summary>
    public XElement ToElement() => new(
        Name,
        Password is null ? null : new XElement(Namespaces.Rooms + "password", Password),
        MaximumStanzas is null && MaximumCharacters is null && Since is null ? null : new XElement(
            Namespaces.Rooms + "history",
            MaximumStanzas is { } stanzas ? new XAttribute("maxstanzas", stanzas) : null,
            MaximumCharacters is { } characters ? new XAttribute("maxchars", characters) : null,
            Since is { } since ? new XAttribute("since", Time.Write(since)) : null));

    /// <summary>The element by which an error to it is known (§7.2).</summary>
    public static XElement Empty() => new(Name);

    // §7.2.14: of several limits, all hold.
    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;

    private static int? NumberOf(XElement? element, string name) =>
        int.TryParse(element?.Attribute(name)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
