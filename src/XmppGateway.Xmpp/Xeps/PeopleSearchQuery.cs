using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0055: searching a directory of people.</summary>
public sealed record PeopleSearchQuery
{
    public static readonly string Feature = Namespaces.Search.NamespaceName;

    private static readonly XName Query = Namespaces.Search + "query";

    private static readonly string[] LegacyFields = ["first", "last", "nick", "email"];

    public string? Instructions { get; init; }

    /// <summary>The fields of the namespace (§2.1) and their values, in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; init; } = [];

    /// <summary>Who was found, for clients without data forms.</summary>
    public IReadOnlyList<(Jid Jid, IReadOnlyList<(string Name, string Value)> Fields)> Items { get; init; } = [];

    public DataForm? Form { get; init; }

    public static bool IsRequest(Stanza stanza) => stanza.IsRequest && stanza.Payload(Query) is not null;

    /// <summary>What a request says; null when it has no query.</summary>
    public static PeopleSearchQuery? Find(Stanza stanza) => stanza.Payload(Query) is { } query
        ? new PeopleSearchQuery
        {
            Instructions = query.Element(Namespaces.Search + "instructions")?.Value,
            Fields = FieldsOf(query),
            Items =
            [
                .. from item in query.Elements(Namespaces.Search + "item")
                   let jid = Jid.TryParse(item.Attribute("jid")?.Value, out var parsed) ? parsed : null
                   where jid is not null
                   select (jid, FieldsOf(item)),
            ],
            Form = DataForm.Find(query),
        }
        : null;

    public XElement ToElement() => new(
        Query,
        Instructions is null ? null : new XElement(Namespaces.Search + "instructions", Instructions),
        Elements(Fields),
        Items.Select(item => new XElement(
            Namespaces.Search + "item", new XAttribute("jid", item.Jid.ToString()), Elements(item.Fields))),
        Form?.ToElement());

    private static IEnumerable<XElement> Elements(IReadOnlyList<(string Name, string Value)> fields) =>
        fields.Select(f => new XElement(Namespaces.Search + f.Name, f.Value));

    private static IReadOnlyList<(string Name, string Value)> FieldsOf(XElement parent) =>
    [
        .. parent.Elements()
            .Where(e => e.Name.Namespace == Namespaces.Search && LegacyFields.Contains(e.Name.LocalName))
            .Select(e => (e.Name.LocalName, e.Value)),
    ];
}
