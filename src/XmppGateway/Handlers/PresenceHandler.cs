using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Component;
using XmppGateway.Mapping;
using XmppGateway.Presence;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Handlers;

/// <summary>Subscriptions of users to contacts and to the gateway itself, and probes. Applies <see cref="SubscriptionTable"/>.</summary>
internal sealed class PresenceHandler(
    Networks networks, IAddressBook addressBook, IContactStore contacts, Presences presences, IUserSettings settings) : IStanzaHandler
{
    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Presence;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.Kind == StanzaKind.Presence;

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        if (stanza.Type is null or "unavailable" or "probe")
        {
            await TakeAsync(stanza, network, cancellationToken);
            return;
        }

        if (InputOf(stanza.Type) is not { } input)
        {
            return;
        }

        var contact = stanza.To!.Bare;
        var user = stanza.From!.Bare;
        if (input == PresenceInput.Unsubscribed)
        {
            await TellAsync(network, user, presences.Users.Deny(network.Name, user, contact), cancellationToken);
        }

        var person = contact.Local is null ? null
            : input is PresenceInput.Unsubscribe or PresenceInput.Unsubscribed
                // Everybody may give up what they have: of somebody never seen nobody has anything.
                ? await addressBook.FindKnownAsync(network, contact, cancellationToken)
                : await addressBook.FindContactAsync(network, contact, cancellationToken);
        if (contact.Local is not null && person is null)
        {
            await RefuseAsync(input, network, contact, user, cancellationToken);
            return;
        }

        var remoteId = person?.Id.Value ?? "";
        var nick = person is null ? network.Adapter.Description.Name : person.DisplayName ?? person.Address;
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
            await link.SendAsync(
                type switch
                {
                    "subscribe" => PresenceStanzas.Subscribe(contact, user, nick),
                    SubscriptionStep.Available => await presences.StanzaOfAsync(network, person, contact, user, cancellationToken),
                    _ => PresenceStanzas.Of(type, contact, user),
                },
                cancellationToken);
        }
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

    /// <summary>
    /// What a client tells about itself and asks about contacts comes in floods, one for each contact: no store is asked here, and answers are
    /// queued. RFC 6121 §4.3.2: a probe and directed presence are answered where they came from.
    /// </summary>
    private async ValueTask TakeAsync(Stanza stanza, Network network, CancellationToken cancellationToken)
    {
        if (stanza.Type != "unavailable")
        {
            presences[network.Name].Queue.Tell(
                stanza.To!.Bare, stanza.From!, stanza.Type is null ? PresenceWish.OfStranger : PresenceWish.OfSubscriber);
        }

        if (stanza.Type is null)
        {
            presences.Profiles?.Saw(network, stanza);
        }

        if (stanza.Type != "probe")
        {
            await TellAsync(network, stanza.From!.Bare, presences.Users.Take(network.Name, stanza), cancellationToken);
        }
    }

    private async ValueTask TellAsync(Network network, Jid user, PresenceState? changed, CancellationToken cancellationToken)
    {
        if (changed is not null && (await settings.FindAsync(network.Name, user, cancellationToken)).SharePresence)
        {
            presences.UserSignals.Tell(network, new UserSignal.Presence(user, changed));
        }
    }

    private static PresenceInput? InputOf(string? type) => type switch
    {
        "subscribe" => PresenceInput.Subscribe,
        "subscribed" => PresenceInput.Subscribed,
        "unsubscribe" => PresenceInput.Unsubscribe,
        "unsubscribed" => PresenceInput.Unsubscribed,
        _ => null,
    };
}
