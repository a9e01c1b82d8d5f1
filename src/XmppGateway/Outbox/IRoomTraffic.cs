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

    /// <summary>The same, for what may have to wait for another server before it can be shown.</summary>
    ValueTask<bool> ShowAsync(Network network, RoomEvent what, string stanzaId, LaneWait wait, CancellationToken attached) =>
        ShowAsync(network, what, stanzaId, attached);

    /// <summary>The stanza that tells an occupant of an XMPP room that what they said there did not arrive; null for everybody else.</summary>
    Stanza? Explain(Network network, DeliveryFailure failure, string stanzaId) => null;

    /// <summary>
    /// What everybody in the room sees of something that one of our users did there, once the network has taken it; null for what is not shown.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="what">What the user did; its contact is a room.</param>
    /// <param name="id">The foreign id that it got, if any.</param>
    /// <param name="stanzaId">The id of the user's stanza.</param>
    /// <param name="cancellationToken">Ends it.</param>
    ValueTask<RoomEvent?> ReflectAsync(Network network, GatewayEvent what, RemoteMessageId? id, string stanzaId, CancellationToken cancellationToken);

    /// <summary>The stanza by which a user is asked to come into a room; null for a room that the operator does not want.</summary>
    ValueTask<Stanza?> InviteAsync(Network network, RoomInvitation invitation, string stanzaId, CancellationToken cancellationToken);

    /// <summary>The stanza by which a user hears that a room which they asked does not let them in.</summary>
    ValueTask<Stanza> RefuseAsync(Network network, RoomRefusal refusal, string stanzaId, CancellationToken cancellationToken);
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
    public ValueTask<Stanza?> InviteAsync(Network network, RoomInvitation invitation, string stanzaId, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("There are no rooms here.");

    /// <inheritdoc/>
    public ValueTask<Stanza> RefuseAsync(Network network, RoomRefusal refusal, string stanzaId, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("There are no rooms here.");
}
