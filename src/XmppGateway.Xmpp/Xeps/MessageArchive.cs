using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0313: what an archive tells without handing out messages.</summary>
public static class MessageArchive
{
    private static readonly XName Metadata = Namespaces.Archive + "metadata";

    /// <summary>§5: asks for the first and the last message.</summary>
    public static XElement MetadataRequest() => new(Metadata);

    /// <summary>The id of the last message; null for an empty archive and for what is no answer.</summary>
    public static string? LastId(Stanza answer) =>
        answer.Payload(Metadata)?.Element(Namespaces.Archive + "end")?.Attribute("id")?.Value is { Length: > 0 } id ? id : null;

    /// <summary>§4.1 with XEP-0059 §2.7: asks how many messages of a conversation have this id, and for none of them.</summary>
    public static XElement CountRequest(Jid with, string id) => new(
        Namespaces.Archive + "query",
        new XElement(
            Namespaces.DataForms + "x",
            new XAttribute("type", "submit"),
            Field("FORM_TYPE", Namespaces.Archive.NamespaceName),
            Field("with", with.ToString()),
            Field("ids", id)),
        new XElement(Namespaces.ResultSet + "set", new XElement(Namespaces.ResultSet + "max", "0")));

    /// <summary>How many there are; null when the archive does not say.</summary>
    public static int? Count(Stanza answer) =>
        int.TryParse(
            answer.Payload(Namespaces.Archive + "fin")?.Element(Namespaces.ResultSet + "set")?.Element(Namespaces.ResultSet + "count")?.Value.Trim(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var count) ? count : null;

    /// <summary>§4: asks for the page after an item, or for the first one since a time.</summary>
    public static XElement PageRequest(string query, string? after, DateTimeOffset? since, int most) => new(
        Namespaces.Archive + "query",
        new XAttribute("queryid", query),
        new XElement(
            Namespaces.DataForms + "x",
            new XAttribute("type", "submit"),
            Field("FORM_TYPE", Namespaces.Archive.NamespaceName),
            since is { } time ? Field("start", Time.Write(time)) : null),
        new XElement(
            Namespaces.ResultSet + "set",
            new XElement(Namespaces.ResultSet + "max", most),
            after is null ? null : new XElement(Namespaces.ResultSet + "after", after)));

    /// <summary>One item of a page: its query, its id in the archive, and the message; null for what is no item.</summary>
    public static (string Query, string Id, Stanza Message, DateTimeOffset? At)? FindResult(Stanza stanza)
    {
        if (stanza.Payload(Namespaces.Archive + "result") is not { } result || result.Attribute("queryid")?.Value is not { } query
            || result.Attribute("id")?.Value is not { Length: > 0 } id || Forwarding.Unwrap(result) is not { } message)
        {
            return null;
        }

        var delay = result.Elements().First(e => e.Name.LocalName == "forwarded").Element(Namespaces.Delay + "delay");
        return (query, id, message, Time.Read(delay?.Attribute("stamp")?.Value));
    }

    /// <summary>The end of a page: its last item (null for an empty one), and whether nothing comes after it; null when it is no such answer.</summary>
    public static (string? Last, bool IsComplete)? FindEnd(Stanza answer) =>
        answer.Payload(Namespaces.Archive + "fin") is { } fin
            ? (fin.Element(Namespaces.ResultSet + "set")?.Element(Namespaces.ResultSet + "last")?.Value, fin.Attribute("complete")?.Value is "true" or "1")
            : null;

    private static XElement Field(string name, string value) => new(
        Namespaces.DataForms + "field",
        new XAttribute("var", name),
        name == "FORM_TYPE" ? new XAttribute("type", "hidden") : null,
        new XElement(Namespaces.DataForms + "value", value));
}
