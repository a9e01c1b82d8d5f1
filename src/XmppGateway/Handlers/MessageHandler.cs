using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Handlers;

/// <summary>Messages to contacts: stored in the outbox, or refused with the reason. Chat states and markers without text are ignored.</summary>
internal sealed partial class MessageHandler(
    Networks networks, IAddressBook addressBook, IMessageMap map, IOutbox outbox, TimeProvider time, ILogger<MessageHandler> logger)
    : IStanzaHandler
{
    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza is { Kind: StanzaKind.Message, To.Local: not null };

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        switch (stanza.Type)
        {
            case "error":
                await ReturnAsync(stanza, network, cancellationToken);
                break;
            case "headline":
                // RFC 6121 §5.2.2: alerts to which no reply is expected; no foreign person wants them.
                break;
            case "groupchat":
                throw new StanzaErrorException(StanzaError.Of(StanzaConditions.FeatureNotImplemented, "This is a person, not a room."));
            default:
                // RFC 6121 §5.2.2: an unknown type is treated as normal.
                await SendAsync(stanza, network, cancellationToken);
                break;
        }
    }

    private async ValueTask SendAsync(Stanza stanza, Network network, CancellationToken cancellationToken)
    {
        var body = StanzaToEvent.BodyOf(stanza);
        if (Encryption.Of(stanza, body) == EncryptionKind.Text)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable, Encryption.Explanation));
        }

        if (body is null)
        {
            return;
        }

        var user = stanza.From!.Bare;
        var contact = await addressBook.FindContactAsync(network, stanza.To!.Bare, cancellationToken)
            ?? throw Addresses.Malformed(network);
        var replyTo = await FindRepliedAsync(stanza, network, user, contact, cancellationToken);
        var message = StanzaToEvent.Translate(stanza, body, user, contact, replyTo, time.GetUtcNow());
        await outbox.AcceptAsync(network, message, stanza.From, stanza.Id, StanzaToEvent.WantsReceipt(stanza), cancellationToken);
    }

    private async ValueTask<RemoteMessageId?> FindRepliedAsync(
        Stanza stanza, Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken)
    {
        if (StanzaToEvent.ReplyIdOf(stanza) is not { } id)
        {
            return null;
        }

        var row = await FindRowAsync(network, user, contact, id, cancellationToken);
        return row?.ForeignId is { } foreign ? new RemoteMessageId(foreign) : null;
    }

    /// <summary>A message that we sent was refused on the XMPP side: its author is told (RFC 6121 §8.5).</summary>
    private async ValueTask ReturnAsync(Stanza stanza, Network network, CancellationToken cancellationToken)
    {
        var user = stanza.From!.Bare;
        if (stanza.Id is not { Length: > 0 } id ||
            await addressBook.FindContactAsync(network, stanza.To!.Bare, cancellationToken) is not { } contact ||
            await FindRowAsync(network, user, contact, id, cancellationToken) is not { Outgoing: false } row)
        {
            // A receipt, a chat state or a notice of ours: nobody waits for it.
            Log.UnknownReturned(logger, network.Name);
            return;
        }

        var error = ErrorReader.Read(stanza);
        Log.Returned(logger, network.Name, error.Condition);
        var refusal = new Undeliverable
        {
            User = user,
            Contact = contact,
            // The time of the message, so that the refusals of its parts are recognised as one.
            Timestamp = row.At,
            Failed = row.ForeignId is null ? null : new RemoteMessageId(row.ForeignId),
            Condition = FailureConditions.FromStanzaError(error),
            Reason = error.Text ?? error.Condition,
        };
        await outbox.AcceptAsync(network, refusal, stanza.From, "error:" + row.StanzaId, false, cancellationToken);
    }

    private async ValueTask<MappedMessage?> FindRowAsync(
        Network network, Jid user, RemoteContact contact, string stanzaId, CancellationToken cancellationToken) =>
        await map.FindByStanzaAsync(network.Name, user.ToString(), contact.Id.Value, stanzaId, cancellationToken)
        ?? (PartIds.WholeOf(stanzaId) is { } whole
            ? await map.FindByStanzaAsync(network.Name, user.ToString(), contact.Id.Value, whole, cancellationToken)
            : null);

    private static partial class Log
    {
        [LoggerMessage(2200, LogLevel.Information, "{Network}: a message was refused on the XMPP side ({Condition}); its author will be told")]
        public static partial void Returned(ILogger logger, string network, string condition);

        [LoggerMessage(2201, LogLevel.Debug, "{Network}: an error for something other than a bridged message was ignored")]
        public static partial void UnknownReturned(ILogger logger, string network);
    }
}
