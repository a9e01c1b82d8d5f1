using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Handlers;

/// <summary>Subscriptions of users to contacts and to the gateway itself, and probes. Applies <see cref="SubscriptionTable"/>.</summary>
internal sealed class PresenceHandler(Networks networks, IAddressBook addressBook, IContactStore contacts) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.Kind == StanzaKind.Presence;

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        if (InputOf(stanza.Type) is not { } input)
        {
            // Unavailable and errors change nothing: contacts are not shown the user's presence.
            return;
        }

        var network = networks[link.Network];
        var contact = stanza.To!.Bare;
        var user = stanza.From!.Bare;
        var (remoteId, nick) = await FindAsync(network, contact, cancellationToken);
        if (remoteId is null)
        {
            await RefuseAsync(input, network, contact, user, cancellationToken);
            return;
        }

        var row = await contacts.FindContactAsync(network.Name, user.ToString(), remoteId, cancellationToken);
        var state = row is null ? default : new SubscriptionState(row.UserSees, row.ContactSees);
        var step = SubscriptionTable.Next(state, input);
        if (step.Next != state)
        {
            // Before the answer: what the user's server was told must be known after a crash.
            await StoreAsync(network, user, contact, remoteId, step.Next, row?.RowId ?? 0, cancellationToken);
        }

        foreach (var type in step.Sends)
        {
            await link.SendAsync(Answer(type, input, contact, stanza.From, nick), cancellationToken);
        }
    }

    private async ValueTask<(string? RemoteId, string? Nick)> FindAsync(Network network, Jid contact, CancellationToken cancellationToken)
    {
        if (contact.Local is null)
        {
            return ("", network.Adapter.Description.Name);
        }

        var found = await addressBook.FindContactAsync(network, contact, cancellationToken);
        return (found?.Id.Value, found?.DisplayName ?? found?.Address);
    }

    private static async ValueTask RefuseAsync(
        PresenceInput input, Network network, Jid contact, Jid user, CancellationToken cancellationToken)
    {
        if (input == PresenceInput.Subscribe)
        {
            // XEP-0100 §4.6.2: the denial takes the pending request out of the roster; the error then says why.
            await network.Link.SendAsync(PresenceStanzas.Of("unsubscribed", contact, user), cancellationToken);
            throw Addresses.Malformed(network);
        }
    }

    private async ValueTask StoreAsync(
        Network network, Jid user, Jid contact, string remoteId, SubscriptionState state, long rowId, CancellationToken cancellationToken)
    {
        if (state.IsNothing)
        {
            await contacts.RemoveContactAsync(network.Name, user.ToString(), remoteId, cancellationToken);
            return;
        }

        var row = new ContactRow(rowId, network.Name, user.ToString(), remoteId, contact.Local ?? "", state.UserSees, state.ContactSees);
        await contacts.PutContactAsync(row, cancellationToken);
    }

    private static Stanza Answer(string type, PresenceInput input, Jid contact, Jid from, string? nick) => type switch
    {
        "subscribe" => PresenceStanzas.Subscribe(contact, from.Bare, nick),

        // RFC 6121 §4.3.2: a probe and directed presence are answered where they came from; the rest concerns the account.
        SubscriptionStep.Available => PresenceStanzas.Of(
            null, contact, input is PresenceInput.Probe or PresenceInput.Available ? from : from.Bare),
        _ => PresenceStanzas.Of(type, contact, from.Bare),
    };

    private static PresenceInput? InputOf(string? type) => type switch
    {
        null => PresenceInput.Available,
        "probe" => PresenceInput.Probe,
        "subscribe" => PresenceInput.Subscribe,
        "subscribed" => PresenceInput.Subscribed,
        "unsubscribe" => PresenceInput.Unsubscribe,
        "unsubscribed" => PresenceInput.Unsubscribed,
        _ => null,
    };
}
