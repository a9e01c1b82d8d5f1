using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0050: a command that a person has an entity carry out, in one step or several.</summary>
/// <param name="Node">Which command.</param>
/// <param name="SessionId">Which run of it; null in the request that begins one.</param>
public sealed record AdHocCommand(string Node, string? SessionId)
{
    /// <summary>The feature, and the node under which an entity lists its commands (§2.2).</summary>
    public static readonly string Feature = Namespaces.Commands.NamespaceName;

    private static readonly XName Element = Namespaces.Commands + "command";

    /// <summary>In a request: what to do, as written; null for <c>execute</c>.</summary>
    public string? Action { get; init; }

    /// <summary>In an answer: <c>executing</c>, <c>completed</c> or <c>canceled</c>.</summary>
    public string? Status { get; init; }

    /// <summary>In an answer: what may be done next; the first one is what <c>execute</c> means.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>In an answer: texts for the person, each with its severity: <c>info</c>, <c>warn</c> or <c>error</c>.</summary>
    public IReadOnlyList<(string Type, string Text)> Notes { get; init; } = [];

    public DataForm? Form { get; init; }

    /// <summary>The <c>xml:lang</c> of the element itself.</summary>
    public string? Lang { get; init; }

    public static bool IsRequest(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: "set" } && stanza.Payload(Element) is not null;

    /// <summary>The command of a stanza; null when there is none.</summary>
    public static AdHocCommand? Find(Stanza stanza)
    {
        if (stanza.Payload(Element) is not { } command)
        {
            return null;
        }

        var actions = command.Element(Namespaces.Commands + "actions");
        var first = actions?.Attribute("execute")?.Value;
        return new AdHocCommand(command.Attribute("node")?.Value ?? "", command.Attribute("sessionid")?.Value)
        {
            Action = command.Attribute("action")?.Value,
            Status = command.Attribute("status")?.Value,
            Actions = actions is null ? [] : [.. actions.Elements().Select(a => a.Name.LocalName).OrderByDescending(a => a == first)],
            Notes = [.. command.Elements(Namespaces.Commands + "note").Select(n => (n.Attribute("type")?.Value ?? "info", n.Value))],
            Form = DataForm.Find(command),
            Lang = command.Attribute(XNamespace.Xml + "lang")?.Value,
        };
    }

    /// <summary>One of the application conditions of §4.4: <c>bad-action</c>, <c>session-expired</c>...</summary>
    public static XElement Condition(string name) => new(Namespaces.Commands + name);

    public XElement ToElement() => new(
        Element,
        new XAttribute("node", Node),
        SessionId is null ? null : new XAttribute("sessionid", SessionId),
        Action is null ? null : new XAttribute("action", Action),
        Status is null ? null : new XAttribute("status", Status),
        Lang is null ? null : new XAttribute(XNamespace.Xml + "lang", Lang),
        Actions.Count == 0 ? null : new XElement(
            Namespaces.Commands + "actions",
            new XAttribute("execute", Actions[0]),
            Actions.Select(a => new XElement(Namespaces.Commands + a))),
        Form?.ToElement(),
        Notes.Select(n => new XElement(Namespaces.Commands + "note", new XAttribute("type", n.Type), n.Text)));
}
