using XmppGateway.Abstractions;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// Makes an event of what a client says in a room. Other messages are named by the id that the room gave them (XEP-0359), which is the foreign one;
/// only corrections name the client's own.
/// </summary>
internal sealed class RoomIntake(MessageIntake intake, MessageReferences references, IFileTranslation files, TimeProvider time)
{
    /// <inheritdoc cref="MessageIntake.Read"/>
    public MessageIntake.Content Read(Stanza stanza) => intake.Read(stanza);

    /// <summary>What is said to everybody in a room.</summary>
    /// <exception cref="StanzaErrorException">The network does not take it.</exception>
    public async ValueTask<GatewayEvent> TranslateAsync(Stanza stanza, Network network, HostedRoom room, CancellationToken cancellationToken)
    {
        var contact = new RemoteContact(new RemoteUserId(room.Row.RemoteId), room.Row.Address, room.Row.Name) { IsRoom = true };
        var user = stanza.From!.Bare;
        var at = StanzaToEvent.TimeOf(stanza, time.GetUtcNow());
        if (MessageRetraction.Find(stanza) is { } retracted)
        {
            return new Retraction { User = user, Contact = contact, Timestamp = at, Target = RoomStanzaId.TargetOf(retracted) };
        }

        if (MessageReactions.Find(stanza) is { } reactions && StanzaToEvent.BodyOf(stanza) is null)
        {
            return new Reactions
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Target = RoomStanzaId.TargetOf(reactions.Id),
                Emoji = [.. reactions.Values.Distinct(StringComparer.Ordinal).Where(Emoji.IsSingle)],
            };
        }

        var replyTo = StanzaToEvent.ReplyIdOf(stanza) is { } id ? (RemoteMessageId?)RoomStanzaId.TargetOf(id) : null;
        var body = StanzaToEvent.BodyOf(stanza) is { } text && replyTo is not null ? ReplyFallback.Remove(stanza, text) : StanzaToEvent.BodyOf(stanza);
        var capabilities = network.CapabilitiesOf(contact);
        if (Correction.Find(stanza) is { } corrected && body is not null)
        {
            var row = await references.FindByStanzaAsync(network, user, contact, corrected, cancellationToken);
            return new Edit
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Target = row is not null && MessageReferences.OriginalOf(row) is { } known ? known : LateReference.To(corrected),
                Body = TextOf(StanzaToEvent.TextOf(stanza, body, capabilities)),
            };
        }

        var message = StanzaToEvent.Message(stanza, files.Read(stanza, body), user, contact, capabilities, replyTo, time.GetUtcNow());
        return message with { Subject = null, Body = TextOf(message.Body) };

        RichText TextOf(RichText text) => capabilities.RichText ? RoomMentions.Read(stanza, room, text) : text;
    }

    /// <summary>What is said to one person.</summary>
    /// <exception cref="StanzaErrorException">The network does not take it.</exception>
    public ValueTask<GatewayEvent> TranslateAsync(Stanza stanza, Network network, RemoteContact contact, CancellationToken cancellationToken) =>
        intake.TranslateAsync(stanza, intake.Read(stanza), network, contact, cancellationToken);
}
