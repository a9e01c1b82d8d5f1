using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Presence;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Handlers;

/// <summary>
/// Messages to contacts: stored in the outbox, or refused with the reason. What the gateway has sent itself comes back here as an error, or
/// from the user's own server when it spoke for the user.
/// </summary>
internal sealed partial class MessageHandler(
    Networks networks,
    IAddressBook addressBook,
    MessageReferences references,
    MessageIntake intake,
    TypingNotices typing,
    Presences presences,
    IOutbox outbox,
    TimeProvider time,
    ILogger<MessageHandler> logger)
    : IStanzaHandler
{
    private readonly Persistence _persistence = new(time, logger);

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Message;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza is { Kind: StanzaKind.Message, To.Local: not null };

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        switch (stanza.Type)
        {
            case "error":
                // The server says it once, and nobody can be told to say it again.
                await _persistence.KeepTryingAsync(token => ReturnAsync(stanza, network, token), cancellationToken);
                break;
            case "headline":
                // RFC 6121 §5.2.2: alerts to which no reply is expected; no foreign person wants them.
                break;
            case "groupchat":
                throw new StanzaErrorException(StanzaError.Of(StanzaConditions.FeatureNotImplemented, RefusalTexts.NotARoom));
            default:
                // RFC 6121 §5.2.2: an unknown type is treated as normal.
                await SendAsync(stanza, network, cancellationToken);
                break;
        }
    }

    private async ValueTask SendAsync(Stanza stanza, Network network, CancellationToken cancellationToken)
    {
        var content = intake.Read(stanza);
        if (content is MessageIntake.Nothing && ChatMarkers.DisplayedId(stanza) is null && !TypingNotices.IsIn(stanza))
        {
            return;
        }

        var contact = await addressBook.FindContactAsync(network, stanza.To!.Bare, cancellationToken);
        if (contact is null && content is MessageIntake.Nothing)
        {
            return;
        }

        contact = contact ?? throw Addresses.Malformed(network);
        if (await IsEchoAsync(stanza, network, contact, cancellationToken))
        {
            return;
        }

        await typing.TakeAsync(stanza, network, contact, cancellationToken);

        // One stanza may carry a marker beside its text.
        if (await intake.FindDisplayedAsync(stanza, network, contact, cancellationToken) is { } displayed)
        {
            await outbox.AcceptAsync(network, displayed, stanza.From!, null, false, cancellationToken);
        }

        if (content is not MessageIntake.Nothing)
        {
            presences.Profiles?.Saw(network, stanza);
            var what = await intake.TranslateAsync(stanza, content, network, contact, cancellationToken);
            var receipt = stanza.Id is not null && await intake.WantsReceiptAsync(stanza, network, cancellationToken);

            // What has no id of its own goes by that of its origin (XEP-0359 §2.2).
            await outbox.AcceptAsync(network, what, stanza.From!, stanza.Id ?? OriginId.Find(stanza), receipt, cancellationToken);
        }
    }

    /// <summary>
    /// XEP-0356 §4.2: a message in the name of a user is routed like one of theirs, to us. It has no resource, and an id that we have given
    /// out, which is asked for only then.
    /// </summary>
    private async ValueTask<bool> IsEchoAsync(Stanza stanza, Network network, RemoteContact contact, CancellationToken cancellationToken) =>
        stanza is { From.Resource: null, Id.Length: > 0 }
        && await references.FindByStanzaAsync(network, stanza.From, contact, stanza.Id, cancellationToken) is { Outgoing: true, From: null };

    /// <summary>A message that we sent was refused on the XMPP side: its author is told (RFC 6121 §8.5).</summary>
    private async Task ReturnAsync(Stanza stanza, Network network, CancellationToken cancellationToken)
    {
        var user = stanza.From!.Bare;
        if (stanza.Id is not { Length: > 0 } id ||
            await addressBook.FindKnownAsync(network, stanza.To!.Bare, cancellationToken) is not { } contact ||
            await references.FindByStanzaAsync(network, user, contact, id, cancellationToken) is not { Outgoing: false } row)
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
            Failed = (row.ForeignId ?? row.Target) is { } failed ? new RemoteMessageId(failed) : null,
            Condition = FailureConditions.FromStanzaError(error),
            Reason = error.Text ?? error.Condition,
        };
        await outbox.AddAsync(network, refusal, Outgoing.RefusalId(row.StanzaId), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(2200, LogLevel.Information, "{Network}: a message was refused on the XMPP side ({Condition}); its author will be told")]
        public static partial void Returned(ILogger logger, string network, string condition);

        [LoggerMessage(2201, LogLevel.Debug, "{Network}: an error for something other than a bridged message was ignored")]
        public static partial void UnknownReturned(ILogger logger, string network);
    }
}
