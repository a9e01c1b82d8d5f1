using System.Collections.Frozen;
using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0077: registering with a service.</summary>
public sealed record Registration
{
    public static readonly string Feature = Namespaces.Register.NamespaceName;

    private static readonly XName Query = Namespaces.Register + "query";

    /// <summary>The fields that the namespace itself has (§14.1), for clients without data forms.</summary>
    public static IReadOnlySet<string> LegacyFields { get; } = new[]
    {
        "username", "nick", "password", "name", "first", "last", "email", "address", "city", "state", "zip", "phone", "url", "date",
        "misc", "text",
    }.ToFrozenSet(StringComparer.Ordinal);

    public string? Instructions { get; init; }

    /// <summary>The asker is registered.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>A request to leave; it must have nothing else in it (§3.2).</summary>
    public bool IsRemoval { get; init; }

    /// <summary>True when the request has more than the wish to leave.</summary>
    public bool HasMore { get; init; }

    /// <summary>Legacy fields and their values, in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; init; } = [];

    public DataForm? Form { get; init; }

    public static bool IsRequest(Stanza stanza) => stanza.IsRequest && stanza.Payload(Query) is not null;

    /// <summary>What a stanza says; null when it has no query.</summary>
    public static Registration? Find(Stanza stanza)
    {
        if (stanza.Payload(Query) is not { } query)
        {
            return null;
        }

        var removal = query.Element(Namespaces.Register + "remove") is not null;
        return new Registration
        {
            Instructions = query.Element(Namespaces.Register + "instructions")?.Value,
            IsRegistered = query.Element(Namespaces.Register + "registered") is not null,
            IsRemoval = removal,
            HasMore = query.Elements().Skip(removal ? 1 : 0).Any(),
            Fields =
            [
                .. query.Elements()
                    .Where(e => e.Name.Namespace == Namespaces.Register && LegacyFields.Contains(e.Name.LocalName))
                    .Select(e => (e.Name.LocalName, e.Value)),
            ],
            Form = DataForm.Find(query),
        };
    }

    public XElement ToElement() => new(
        Query,
        IsRegistered ? new XElement(Namespaces.Register + "registered") : null,
        IsRemoval ? new XElement(Namespaces.Register + "remove") : null,
        Instructions is null ? null : new XElement(Namespaces.Register + "instructions", Instructions),
        Fields.Select(f => new XElement(Namespaces.Register + f.Name, f.Value)),
        Form?.ToElement());
}
