using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0059: which page of a result is wanted.</summary>
public sealed record ResultSetQuery
{
    private static readonly XName Name = Namespaces.ResultSet + "set";

    /// <summary>At most so many; null when not said.</summary>
    public int? Maximum { get; init; }

    /// <summary>Those after this item.</summary>
    public string? After { get; init; }

    /// <summary>Those before this item; "" for the last page (§2.5).</summary>
    public string? Before { get; init; }

    /// <summary>The page in an element; everything when it has none.</summary>
    public static ResultSetQuery Find(XElement parent) => parent.Element(Name) is { } set
        ? new ResultSetQuery
        {
            Maximum = int.TryParse(set.Element(Namespaces.ResultSet + "max")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var max) ? max : null,
            After = set.Element(Namespaces.ResultSet + "after")?.Value is { Length: > 0 } after ? after : null,
            Before = set.Element(Namespaces.ResultSet + "before")?.Value,
        }
        : new ResultSetQuery();
}

/// <summary>XEP-0059: which page a result is.</summary>
/// <param name="First">Null on an empty page.</param>
/// <param name="Last">Null on an empty page.</param>
/// <param name="Count">How many there are in all; null when unknown.</param>
public sealed record ResultSet(string? First, string? Last, long? Count)
{
    public XElement ToElement() => new(
        Namespaces.ResultSet + "set",
        First is null ? null : new XElement(Namespaces.ResultSet + "first", First),
        Last is null ? null : new XElement(Namespaces.ResultSet + "last", Last),
        Count is { } count ? new XElement(Namespaces.ResultSet + "count", count) : null);
}
