using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <summary>The message map row of an incoming event: what replies, corrections, errors and repeats refer to.</summary>
internal static class MapRow
{
    /// <summary>
    /// The row, or null for an event that nothing can refer to. Everything that the user did elsewhere has one: it may come back from the
    /// user's own server as if they had written it just now.
    /// </summary>
    public static MappedMessage? Of(Network network, GatewayEvent what, string stanzaId, DateTimeOffset now) => what switch
    {
        Message { Id: not null } or Message { ByUser: true } => MessageRow(network, (Message)what, stanzaId, now),
        // A network that gives edits no ids of their own may repeat that of the message, which is the message's alone.
        Edit edit => Row(network, what, stanzaId, edit.Id == edit.Target ? null : edit.Id, now) with
        {
            Target = edit.Target.Value,
            TextParts = MessageStanzas.CountParts(edit.Body, 0),
        },
        Retraction { ByUser: true } retraction => Row(network, what, stanzaId, null, now) with { Target = retraction.Target.Value },
        Reactions { ByUser: true } reactions => Row(network, what, stanzaId, null, now) with { Target = reactions.Target.Value },
        Displayed { ByUser: true } displayed => Row(network, what, stanzaId, null, now) with { Target = displayed.UpTo.Value },
        _ => null,
    };

    private static MappedMessage MessageRow(Network network, Message message, string stanzaId, DateTimeOffset now) =>
        Row(network, message, stanzaId, message.Id, now) with
        {
            TextParts = MessageStanzas.CountParts(message),
            Files = Math.Min(message.Attachments.Count, short.MaxValue),
        };

    private static MappedMessage Row(Network network, GatewayEvent what, string stanzaId, RemoteMessageId? id, DateTimeOffset now) => new(
        network.Name, what.User.ToString(), what.Contact.Id.Value, stanzaId, id?.Value, Outgoing: what.ByUser, From: null, now);
}
