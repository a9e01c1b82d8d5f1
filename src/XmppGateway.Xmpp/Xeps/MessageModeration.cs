using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>
/// XEP-0425: a message in a room is taken away by somebody who may. Two generations are in use: <c>urn:xmpp:message-moderate:1</c>, and the one
/// before (version 0.2), which wraps it in a fastening of XEP-0422.
/// </summary>
/// <param name="Id">The message, by the id that the room gave it.</param>
/// <param name="Reason">Null without one.</param>
public sealed record MessageModeration(string Id, string? Reason)
{
    /// <summary>The order in a request; null when it has none.</summary>
    public static MessageModeration? Find(Stanza request)
    {
        if (request is not { Kind: StanzaKind.Iq, Type: "set" })
        {
            return null;
        }

        if (request.Payload(Namespaces.Moderation + "moderate") is { } moderate)
        {
            return Of(moderate.Attribute("id")?.Value, moderate, Namespaces.Moderation);
        }

        return request.Payload(Namespaces.Fastening + "apply-to") is { } apply && apply.Element(Namespaces.ModerationOld + "moderate") is { } old
            ? Of(apply.Attribute("id")?.Value, old, Namespaces.ModerationOld)
            : null;
    }

    /// <summary>What the room tells everybody, in both generations.</summary>
    /// <param name="id">The message.</param>
    /// <param name="by">The occupant who did it; null when that is not known.</param>
    /// <param name="reason">Null without one.</param>
    public static IEnumerable<XElement> Announce(string id, Jid? by, string? reason)
    {
        XAttribute? By() => by is null ? null : new XAttribute("by", by.ToString());
        return
        [
            new XElement(
                Namespaces.Retraction + "retract",
                new XAttribute("id", id),
                new XElement(Namespaces.Moderation + "moderated", By()),
                string.IsNullOrEmpty(reason) ? null : new XElement(Namespaces.Retraction + "reason", reason)),
            new XElement(
                Namespaces.Fastening + "apply-to",
                new XAttribute("id", id),
                new XElement(
                    Namespaces.ModerationOld + "moderated",
                    By(),
                    new XElement(Namespaces.RetractionOld + "retract"),
                    string.IsNullOrEmpty(reason) ? null : new XElement(Namespaces.ModerationOld + "reason", reason))),
        ];
    }

    /// <summary>What a room tells everybody; null when it tells nothing of the kind. Only to be believed when it is from the room itself (§4).</summary>
    public static MessageModeration? FindAnnounced(Stanza message)
    {
        if (message.Payload(Namespaces.Retraction + "retract") is { } retract && retract.Element(Namespaces.Moderation + "moderated") is not null
            && retract.Attribute("id")?.Value is { Length: > 0 } id)
        {
            return new MessageModeration(id, retract.Element(Namespaces.Retraction + "reason")?.Value);
        }

        return message.Payload(Namespaces.Fastening + "apply-to") is { } apply && apply.Element(Namespaces.ModerationOld + "moderated") is { } old
            && apply.Attribute("id")?.Value is { Length: > 0 } oldId
                ? new MessageModeration(oldId, old.Element(Namespaces.ModerationOld + "reason")?.Value)
                : null;
    }

    /// <summary>The order, as a moderator's client writes it.</summary>
    public XElement ToElement() => new(
        Namespaces.Moderation + "moderate",
        new XAttribute("id", Id),
        new XElement(Namespaces.Retraction + "retract"),
        string.IsNullOrEmpty(Reason) ? null : new XElement(Namespaces.Moderation + "reason", Reason));

    private static MessageModeration? Of(string? id, XElement moderate, XNamespace space) =>
        id is { Length: > 0 } && moderate.Elements().Any(e => e.Name == Namespaces.Retraction + "retract" || e.Name == Namespaces.RetractionOld + "retract")
            ? new MessageModeration(id, moderate.Element(space + "reason")?.Value)
            : null;
}
