using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Storage;

namespace XmppGateway.Portals;

/// <summary>Hands what happens in an XMPP room to the network: each thing once, in the order of the room, and durable when it returns.</summary>
internal sealed class PortalPost(IPortalStore store, Lazy<IOutbox> outbox, DeliverySettings settings, TimeProvider time)
{
    /// <summary>A message of the room; false when it was handed over before.</summary>
    /// <exception cref="StoreUnavailableException">It could not be stored, and comes again.</exception>
    public Task<bool> PassOnAsync(Portal portal, PortalMessageRow row, GatewayEvent? what, CancellationToken cancellationToken)
    {
        // Who has said it is told of a failure also where the room speaks for them.
        var author = OccupantNames.NickIn(row) is { Length: > 0 } nick ? portal.Room.WithResource(nick) : null;
        var entry = what is null ? null : Entry(portal, what, row.ArchiveId, author);
        return entry is null
            ? store.AddFromPortalAsync(row, null, cancellationToken)
            : outbox.Value.CommitAsync(portal.Network, entry.Lane, () => store.AddFromPortalAsync(row, entry, cancellationToken));
    }

    /// <summary>Something else that happened there.</summary>
    /// <param name="portal">Where.</param>
    /// <param name="what">What.</param>
    /// <param name="nick">Who has come or gone with it; null for nobody.</param>
    /// <param name="isThere">Whether they are there now.</param>
    /// <param name="stanzaId">An id by which a repetition is known; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">It could not be stored, and comes again.</exception>
    public Task TellAsync(
        Portal portal, GatewayEvent what, string? nick, bool isThere, string? stanzaId, CancellationToken cancellationToken)
    {
        var entry = Entry(portal, what, stanzaId);
        return outbox.Value.CommitAsync(
            portal.Network,
            entry.Lane,
            async () =>
            {
                await store.AddPortalEventAsync(portal.Row.Id, nick, isThere, entry, cancellationToken);
                return true;
            });
    }

    /// <summary>The author of what came from the network hears that it is not in the XMPP room.</summary>
    public Task RefuseAsync(
        Portal portal, RemoteMessageId? failed, string stanzaId, FailureCondition condition, LocalText reason, CancellationToken cancellationToken) => TellAsync(
        portal,
        new Undeliverable { User = portal.Room, Contact = portal.Contact, Timestamp = time.GetUtcNow(), Failed = failed, Condition = condition, Reason = reason.In(portal.Language) },
        null,
        false,
        Outgoing.RefusalId(stanzaId),
        cancellationToken);

    /// <summary>
    /// One of the network's people is not in the XMPP room any more, and must not go on reading it; or may come again. A ban is stored, so that its end is
    /// noticed also when it comes unheard.
    /// </summary>
    /// <param name="portal">Where.</param>
    /// <param name="visitor">Whom it concerns.</param>
    /// <param name="address">Who they are to the XMPP room.</param>
    /// <param name="passage">What happened.</param>
    /// <param name="by">Who did it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">It could not be stored, and comes again.</exception>
    public Task PutOutAsync(
        Portal portal, RemoteUserId visitor, Jid address, RoomPassage passage, Jid by, string? reason, CancellationToken cancellationToken)
    {
        var change = new OccupantChange
        {
            User = by,
            Contact = portal.Contact,
            Timestamp = time.GetUtcNow(),
            Passage = passage,
            Visitor = visitor,
            Reason = reason,
        };
        if (passage is not (RoomPassage.Banned or RoomPassage.Unbanned))
        {
            return TellAsync(portal, change, null, false, null, cancellationToken);
        }

        portal.NoteBanNews();
        var entry = Entry(portal, change, null);
        var ban = new PortalBanRow(portal.Row.Id, true, visitor.Value, address.Bare.ToString());
        return outbox.Value.CommitAsync(
            portal.Network,
            entry.Lane,
            async () =>
            {
                await store.PutPortalBanAsync(ban, passage == RoomPassage.Banned, entry, cancellationToken);
                return true;
            });
    }

    /// <summary>The network has an occupant banned, by the name that they had: their address is needed to let them back. Or it has let them back.</summary>
    public Task NoteBanAsync(Portal portal, string nick, Jid address, bool holds, CancellationToken cancellationToken) =>
        store.PutPortalBanAsync(new PortalBanRow(portal.Row.Id, false, nick, address.ToString()), holds, null, cancellationToken);

    /// <summary>The address of somebody whom the network has had banned; null when no such ban is known.</summary>
    public async Task<Jid?> FindBannedAsync(Portal portal, string nick, CancellationToken cancellationToken) =>
        (await store.PortalBansAsync(portal.Row.Id, cancellationToken)).FirstOrDefault(ban => !ban.IsVisitor && ban.Who == nick) is { } ban
        && Jid.TryParse(ban.Address, out var address) ? address : null;

    /// <summary>It is over: the network is told, and nothing of it is kept.</summary>
    public Task EndAsync(Portal portal, LocalText reason, CancellationToken cancellationToken)
    {
        var entry = LastEntry(portal, reason);
        return outbox.Value.CommitAsync(
            portal.Network,
            entry.Lane,
            async () =>
            {
                await store.RemovePortalAsync(portal.Row.Id, entry, cancellationToken);
                return true;
            });
    }

    /// <summary>The conversation goes on in another room of the network; the one before is told, and left. False when that room is part of another portal.</summary>
    /// <exception cref="StoreUnavailableException">It could not be stored, and is to be tried again.</exception>
    public Task<bool> MoveAsync(Portal portal, RemoteRoomId room, LocalText reason, CancellationToken cancellationToken)
    {
        var entry = LastEntry(portal, reason);
        return outbox.Value.CommitAsync(
            portal.Network, entry.Lane, () => store.MovePortalAsync(portal.Row.Id, room.Value, entry, cancellationToken));
    }

    private OutboxEntry LastEntry(Portal portal, LocalText reason) => Entry(
        portal, new PortalEnd { User = portal.Room, Contact = portal.Contact, Timestamp = time.GetUtcNow(), Reason = reason.In(portal.Language) }, null);

    private OutboxEntry Entry(Portal portal, GatewayEvent what, string? stanzaId, Jid? author = null) =>
        Outgoing.NewEntry(portal.Network, what, author ?? what.User, stanzaId, time.GetUtcNow(), settings.Expiry);
}
