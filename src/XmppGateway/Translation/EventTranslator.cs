using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Translation;

/// <summary>Looks up what a translation needs (addresses, ids, contacts) and leaves the rest to pure functions.</summary>
internal sealed class EventTranslator(
    IAddressBook addressBook, IMessageMap map, IContactStore contacts, IUserSettings settings, IPrivileges privileges, IFileTranslation files,
    TimeProvider time)
    : IEventTranslator
{
    private readonly MessageReferences _references = new(map);
    private readonly Languages _languages = new(settings);
    private readonly ConversationTranslator _conversations = new(new MessageReferences(map), settings, privileges, files, time);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Stanza>> TranslateAsync(
        Network network, GatewayEvent what, string stanzaId, CancellationToken cancellationToken)
    {
        var contact = await addressBook.GetJidAsync(network, what.Contact, cancellationToken);
        return what switch
        {
            Message or Edit or Retraction or Reactions or Displayed =>
                await _conversations.TranslateAsync(network, what, contact, stanzaId, cancellationToken),
            ContactRequest request => await AskAsync(network, request, contact, stanzaId, cancellationToken),
            Receipt receipt => await ConfirmAsync(network, receipt, contact, stanzaId, cancellationToken),
            DeliveryFailure failure => await FailAsync(network, failure, contact, stanzaId, cancellationToken),
            _ => throw new InvalidOperationException($"{what.GetType().Name} is not for XMPP users."),
        };
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
        var row = await _references.FindByForeignAsync(network, receipt, receipt.For, cancellationToken);
        return row is { Outgoing: true, WantsReceipt: true } && Jid.TryParse(row.From, out var sender)
            && (await settings.FindAsync(network.Name, receipt.User, cancellationToken)).Receipts
            ? [AnswerStanzas.Receipt(contact, sender, stanzaId, row.StanzaId)]
            : [];
    }

    private async ValueTask<IReadOnlyList<Stanza>> FailAsync(
        Network network, DeliveryFailure failure, Jid contact, string stanzaId, CancellationToken cancellationToken)
    {
        // Until its end a message goes by its delivery id: asked in this order, one of the two is there.
        var row = (failure.DeliveryId is { } delivery ? await FindRowAsync(delivery) : null) ?? await FindRowAsync(failure.Failed.Value);
        if (row is null && await FindElsewhereAsync(network, failure, cancellationToken) is var (found, whom))
        {
            row = found;
            contact = await addressBook.GetJidAsync(network, whom, cancellationToken);
            failure = failure with { Contact = whom };
        }

        if (row is null && failure.OnlyIfKnown)
        {
            return [];
        }

        var language = await _languages.FindAsync(network.Name, failure.User, null, cancellationToken);
        var frame = new Frame(contact, failure.User, stanzaId, time.GetUtcNow(), language);
        await MarkAsync(row);
        List<Stanza> stanzas = [.. AnswerStanzas.Failure(failure, row, frame)];

        // The other lines of the same letter; the notice speaks for all of them.
        for (var line = 0; row is not null && await FindLineAsync(line) is { } other; line++)
        {
            await MarkAsync(other);
            stanzas.InsertRange(0, AnswerStanzas.Failure(failure, other, frame).Where(stanza => stanza.Type == "error"));
        }

        return stanzas;

        // What has failed is sent again by a client under the same id. To a room it has gone all the same, but for somebody in it.
        Task MarkAsync(MappedMessage? failed) => failed is { Outgoing: true, IsOpen: false, HasFailed: false, ForeignId: not null, Target: null } && !failure.Contact.IsRoom
            ? map.FailDeliveredAsync(failed, cancellationToken)
            : Task.CompletedTask;

        Task<MappedMessage?> FindRowAsync(string id) =>
            map.FindByForeignAsync(network.Name, failure.User.ToString(), failure.Contact.Id.Value, id, cancellationToken);

        Task<MappedMessage?> FindLineAsync(int line) => map.FindByForeignAsync(
            network.Name, row.User, row.Contact, LetterLine.Of(failure.Failed, line).Value, cancellationToken);
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
}
