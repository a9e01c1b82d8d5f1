using XmppGateway.Abstractions;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Translation;

/// <summary>Looks up what a translation needs (addresses, ids, contacts) and leaves the rest to pure functions.</summary>
internal sealed class EventTranslator(IAddressBook addressBook, IMessageMap map, IContactStore contacts, TimeProvider time)
    : IEventTranslator
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Stanza>> TranslateAsync(
        Network network, GatewayEvent what, string stanzaId, CancellationToken cancellationToken)
    {
        var contact = await addressBook.GetJidAsync(network, what.Contact, cancellationToken);
        return what switch
        {
            Message message => MessageStanzas.Build(
                message, contact, stanzaId, await FindAnsweredAsync(network, message, contact, cancellationToken), time.GetUtcNow()),
            ContactRequest request => await AskAsync(network, request, contact, stanzaId, cancellationToken),
            Receipt receipt => await ConfirmAsync(network, receipt, contact, stanzaId, cancellationToken),
            DeliveryFailure failure => await FailAsync(network, failure, contact, stanzaId, cancellationToken),
            _ => throw new InvalidOperationException($"{what.GetType().Name} is not for XMPP users."),
        };
    }

    private async ValueTask<MessageStanzas.Answered?> FindAnsweredAsync(
        Network network, Message message, Jid contact, CancellationToken cancellationToken)
    {
        if (message.ReplyTo is not { } replyTo ||
            await FindRowAsync(network, message, replyTo, cancellationToken) is not { StanzaId.Length: > 0 } row)
        {
            return null;
        }

        var author = row.Outgoing ? Jid.TryParse(row.From, out var from) ? from : message.User : contact;
        return new MessageStanzas.Answered(row.StanzaId, author);
    }

    /// <summary>A subscription request, as XEP-0100 §5.1 has it: never <c>subscribed</c> unasked.</summary>
    private async ValueTask<IReadOnlyList<Stanza>> AskAsync(
        Network network, ContactRequest request, Jid contact, string stanzaId, CancellationToken cancellationToken)
    {
        var user = request.User.ToString();
        var row = await contacts.FindContactAsync(network.Name, user, request.Contact.Id.Value, cancellationToken)
            ?? new ContactRow(0, network.Name, user, request.Contact.Id.Value, contact.Local ?? "", false, ContactSubscription.None);
        if (!SubscriptionTable.IsPresented(new SubscriptionState(row.UserSees, row.ContactSees)))
        {
            return [];
        }

        if (row.ContactSees != ContactSubscription.Requested)
        {
            await contacts.PutContactAsync(row with { ContactSees = ContactSubscription.Requested }, cancellationToken);
        }

        var subscribe = PresenceStanzas.Subscribe(contact, request.User, request.Contact.DisplayName ?? request.Contact.Address);
        subscribe.Id = stanzaId;
        return [subscribe];
    }

    private async ValueTask<IReadOnlyList<Stanza>> ConfirmAsync(
        Network network, Receipt receipt, Jid contact, string stanzaId, CancellationToken cancellationToken)
    {
        var row = await FindRowAsync(network, receipt, receipt.For, cancellationToken);
        return row is { Outgoing: true, StanzaId.Length: > 0 } && Jid.TryParse(row.From, out var sender)
            ? [AnswerStanzas.Receipt(contact, sender, stanzaId, row.StanzaId)]
            : [];
    }

    private async ValueTask<IReadOnlyList<Stanza>> FailAsync(
        Network network, DeliveryFailure failure, Jid contact, string stanzaId, CancellationToken cancellationToken)
    {
        var row = await FindRowAsync(network, failure, failure.Failed, cancellationToken);
        if (row is null && await FindElsewhereAsync(network, failure, cancellationToken) is var (found, whom))
        {
            row = found;
            contact = await addressBook.GetJidAsync(network, whom, cancellationToken);
            failure = failure with { Contact = whom };
        }

        return AnswerStanzas.Failure(failure, row, contact, stanzaId, time.GetUtcNow());
    }

    /// <summary>
    /// Reports often name another address than the one that was written to (an alias, the mail system itself). Then the message alone
    /// tells the conversation; but only one of the same user, because anybody can send a report.
    /// </summary>
    private async ValueTask<(MappedMessage Row, RemoteContact Contact)?> FindElsewhereAsync(
        Network network, DeliveryFailure failure, CancellationToken cancellationToken) =>
        await map.FindByForeignAsync(network.Name, failure.Failed.Value, cancellationToken) is { Outgoing: true } row
        && row.User == failure.User.ToString()
        && await addressBook.FindContactAsync(network, new RemoteUserId(row.Contact), cancellationToken) is { } contact
            ? (row, contact)
            : null;

    private async ValueTask<MappedMessage?> FindRowAsync(
        Network network, GatewayEvent what, RemoteMessageId id, CancellationToken cancellationToken) =>
        await map.FindByForeignAsync(network.Name, what.User.ToString(), what.Contact.Id.Value, id.Value, cancellationToken);
}
