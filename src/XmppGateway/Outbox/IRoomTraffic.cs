using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Outbox;

/// <summary>What the queues hand to the rooms.</summary>
internal interface IRoomTraffic
{
    /// <summary>
    /// Writes an event into the archive of its room and shows it to the clients that are in it. Called on the room's lane; again with the same id
    /// after a lost link. Returns true when something was sent, which a fence must confirm.
    /// </summary>
    /// <exception cref="OperationCanceledException">The link went: it comes again.</exception>
    /// <exception cref="Storage.StoreUnavailableException">It could not be archived now, and nothing was shown.</exception>
    ValueTask<bool> ShowAsync(Network network, RoomEvent what, string stanzaId, CancellationToken attached);

    /// <summary>
    /// What everybody in the room sees of something that one of our users did there, once the network has taken it; null for what is not shown.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="what">What the user did; its contact is a room.</param>
    /// <param name="id">The foreign id that it got, if any.</param>
    /// <param name="stanzaId">The id of the user's stanza.</param>
    /// <param name="cancellationToken">Ends it.</param>
    ValueTask<RoomEvent?> ReflectAsync(Network network, GatewayEvent what, RemoteMessageId? id, string stanzaId, CancellationToken cancellationToken);

    /// <summary>The stanza by which a user is asked to come into a room.</summary>
    ValueTask<Stanza> InviteAsync(Network network, RoomInvitation invitation, string stanzaId, CancellationToken cancellationToken);
}

/// <summary>For a gateway without rooms.</summary>
internal sealed class NoRoomTraffic : IRoomTraffic
{
    /// <inheritdoc/>
    public ValueTask<bool> ShowAsync(Network network, RoomEvent what, string stanzaId, CancellationToken attached) => ValueTask.FromResult(false);

    /// <inheritdoc/>
    public ValueTask<RoomEvent?> ReflectAsync(
        Network network, GatewayEvent what, RemoteMessageId? id, string stanzaId, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public ValueTask<Stanza> InviteAsync(Network network, RoomInvitation invitation, string stanzaId, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("There are no rooms here.");
}
