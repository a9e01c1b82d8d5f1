using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0313 §4: a request for a part of an archive, and the pieces of its answer.</summary>
/// <param name="QueryId">What the client calls it; null without a name.</param>
/// <param name="Page">Which page.</param>
public sealed record ArchiveRequest(string? QueryId, ResultSetQuery Page)
{
    public static readonly string Feature = Namespaces.Archive.NamespaceName;

    /// <summary>§4.1.3, §4.3.4, §5: places may be named, not only times, pages turned, and the ends asked for.</summary>
    public const string ExtendedFeature = "urn:xmpp:mam:2#extended";

    private static readonly XName Query = Namespaces.Archive + "query";

    public DateTimeOffset? Start { get; init; }

    public DateTimeOffset? End { get; init; }

    /// <summary>Only what this one said.</summary>
    public Jid? With { get; init; }

    public string? AfterId { get; init; }

    public string? BeforeId { get; init; }

    /// <summary>§4.1.3: these and no others; empty for all.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>§4.3.4: newest first.</summary>
    public bool IsFlipped { get; init; }

    /// <summary>
    /// True for a field that is none of those above, or has a value that cannot be read: to be refused, for without it the answer would be
    /// more than what was asked for.
    /// </summary>
    public bool HasUnknownField { get; init; }

    /// <summary>True for a question about the fields (§4.1.5).</summary>
    public static bool AsksForForm(Stanza stanza) => stanza is { Kind: StanzaKind.Iq, Type: "get" } && stanza.Payload(Query) is not null;

    /// <summary>True for a question about the ends of the archive (§5).</summary>
    public static bool AsksForMetadata(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: "get" } && stanza.Payload(Namespaces.Archive + "metadata") is not null;

    /// <summary>The request in a stanza; null when it is none.</summary>
    public static ArchiveRequest? Find(Stanza stanza)
    {
        if (stanza is not { Kind: StanzaKind.Iq, Type: "set" } || stanza.Payload(Query) is not { } query)
        {
            return null;
        }

        var form = DataForm.Find(query);
        string? One(string name) => form?.Values(name) is [var value, ..] ? value : null;
        return new ArchiveRequest(query.Attribute("queryid")?.Value, ResultSetQuery.Find(query))
        {
            Start = Time.Read(One("start")),
            End = Time.Read(One("end")),
            With = Jid.TryParse(One("with"), out var with) ? with : null,
            AfterId = One("after-id"),
            BeforeId = One("before-id"),
            Ids = form?.Values("ids") ?? [],
            IsFlipped = query.Element(Namespaces.Archive + "flip-page") is not null,
            HasUnknownField = form?.Fields.Any(field =>
                field.Var is not (DataForm.FormType or "start" or "end" or "with" or "after-id" or "before-id" or "ids")) == true
                || (One("start") is { } start && Time.Read(start) is null) || (One("end") is { } end && Time.Read(end) is null)
                || (One("with") is { } whom && !Jid.TryParse(whom, out _)),
        };
    }

    /// <summary>The fields that can be asked for.</summary>
    public static XElement Fields() => new(Query, new DataForm(DataForm.ToFillIn)
    {
        Fields =
        [
            new DataField(DataForm.FormType) { Type = "hidden", Values = [Feature] },
            new DataField("with") { Type = "jid-single" },
            new DataField("start") { Type = "text-single" },
            new DataField("end") { Type = "text-single" },
            new DataField("before-id") { Type = "text-single" },
            new DataField("after-id") { Type = "text-single" },
            new DataField("ids") { Type = "list-multi", IsOpen = true },
        ],
    }.ToElement());

    /// <summary>§4.2: one message of the answer, as it was sent.</summary>
    public static XElement Result(string? queryId, string id, DateTimeOffset at, Stanza message)
    {
        var forwarded = Forwarding.Wrap(message);
        forwarded.AddFirst(new XElement(Namespaces.Delay + "delay", new XAttribute("stamp", Time.Write(at))));
        return new XElement(
            Namespaces.Archive + "result",
            queryId is null ? null : new XAttribute("queryid", queryId),
            new XAttribute("id", id),
            forwarded);
    }

    /// <summary>§4.2: the end of the answer.</summary>
    public static XElement Fin(bool isComplete, ResultSet page) => new(
        Namespaces.Archive + "fin",
        isComplete ? new XAttribute("complete", "true") : null,
        page.ToElement());

    /// <summary>§5: the ends of the archive; null where it is empty.</summary>
    public static XElement Metadata((string Id, DateTimeOffset At)? start, (string Id, DateTimeOffset At)? end) => new(
        Namespaces.Archive + "metadata",
        start is { } first ? new XElement(Namespaces.Archive + "start", new XAttribute("id", first.Id), new XAttribute("timestamp", Time.Write(first.At))) : null,
        end is { } last ? new XElement(Namespaces.Archive + "end", new XAttribute("id", last.Id), new XAttribute("timestamp", Time.Write(last.At))) : null);
}
