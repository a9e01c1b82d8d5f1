using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Outbox;

/// <summary>What the sender of an outgoing stanza gets back.</summary>
internal sealed class Answers(IAddressBook addresses, TimeProvider time)
{
    /// <summary>
    /// The receipt (XEP-0184 §5.4), written to the link at once; false when the link is away.
    /// </summary>
    public async Task<bool> TrySendReceiptAsync(Outgoing outgoing, CancellationToken cancellationToken)
    {
        var contact = await addresses.GetJidAsync(outgoing.Network, outgoing.Event.Contact, cancellationToken);
        var receipt = AnswerStanzas.Receipt(contact, Jid.Parse(outgoing.Entry.From), "r-" + outgoing.Entry.DeliveryId, outgoing.Entry.StanzaId);
        return await outgoing.Network.Link.SendAsync(receipt, cancellationToken);
    }

    /// <summary>"Try again": nothing was stored, so the error can only be written to the link.</summary>
    public async Task SendTryAgainAsync(Outgoing outgoing, CancellationToken cancellationToken)
    {
        await outgoing.Network.Link.SendAsync(
            new Stanza(StanzaKind.Message)
            {
                From = await addresses.GetJidAsync(outgoing.Network, outgoing.Event.Contact, cancellationToken),
                To = Jid.Parse(outgoing.Entry.From),
                Id = outgoing.Entry.StanzaId.Length == 0 ? null : outgoing.Entry.StanzaId,
                Type = "error",
                Payloads = { FailureConditions.StoreUnavailable.ToElement() },
            },
            cancellationToken);
    }

    /// <summary>The receipt as an event for the inbox, where it waits for the link.</summary>
    public Receipt Receipt(Outgoing outgoing, RemoteMessageId? id) => new()
    {
        User = outgoing.Event.User,
        Contact = outgoing.Event.Contact,
        Timestamp = time.GetUtcNow(),
        For = id ?? new RemoteMessageId(outgoing.Entry.DeliveryId),
    };

    /// <summary>The refusal as an event for the inbox, so that it survives a crash and a link that is away.</summary>
    /// <remarks>Of what was said in a room it names the occupant, or the client, that has said it.</remarks>
    public DeliveryFailure Failure(Outgoing outgoing, LocalText reason, FailureCondition condition) => new()
    {
        User = outgoing.Event.Contact.IsRoom ? Jid.Parse(outgoing.Entry.From) : outgoing.Event.User,
        Contact = outgoing.Event.Contact,
        Timestamp = time.GetUtcNow(),
        Failed = new RemoteMessageId(outgoing.Entry.DeliveryId),
        Condition = condition,
        Reason = reason,
    };
}
