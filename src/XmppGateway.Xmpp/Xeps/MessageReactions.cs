using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0444: all reactions of the sender to one message from now on.</summary>
/// <param name="Id">The message.</param>
/// <param name="Values">As they stand in the stanza, without empty ones; may be anything.</param>
public sealed record MessageReactions(string Id, IReadOnlyList<string> Values)
{
    private static readonly XName Name = Namespaces.Reactions + "reactions";
    private static readonly XName ReactionName = Namespaces.Reactions + "reaction";

    /// <summary>The reactions of a message; null when it is none.</summary>
    public static MessageReactions? Find(Stanza message) =>
        message.Payload(Name) is { } element && element.Attribute("id")?.Value is { Length: > 0 } id
            ? new MessageReactions(id, [.. element.Elements(ReactionName).Select(r => r.Value.Trim()).Where(r => r.Length > 0)])
            : null;

    public XElement ToElement() => new(Name, new XAttribute("id", Id), Values.Select(value => new XElement(ReactionName, value)));
}
