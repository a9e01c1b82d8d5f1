using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// Presence to rooms: coming in, being called something else, going. What a client says of itself otherwise (away, busy) is not passed on.
/// May take as long as the foreign network takes to let somebody in.
/// </summary>
internal sealed class RoomPresenceHandler(
    Networks networks, RoomAddresses addresses, RoomBook book, RoomEntrance entrance, RoomDeparture departure, TimeProvider time)
    : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    /// <remarks>Entering does, and another name. Away and busy go nowhere, and whoever is inside must not be told that they are not.</remarks>
    public bool AsksNetwork(Stanza stanza) =>
        stanza.Type is null && (stanza.Payload(Namespaces.Rooms + "x") is not null || book.IsRenaming(stanza.From!, stanza.To!));

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Presence;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.Kind == StanzaKind.Presence && addresses.IsRoom(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        switch (stanza.Type)
        {
            case null:
                await ComeAsync(stanza, network, link, cancellationToken);
                break;
            case "unavailable":
                if (await book.FindAsync(network, stanza.To!, cancellationToken) is { } left)
                {
                    await departure.LeaveAsync(left, stanza.From!, stanza.To!, stanza.Payload(Namespaces.Component + "status")?.Value, cancellationToken);
                }

                break;
            case "error":
                if (await book.FindAsync(network, stanza.To!, cancellationToken) is { } lost)
                {
                    await departure.LoseAsync(lost, stanza.From!, stanza.To!, cancellationToken);
                }

                break;
            case "subscribe":
                // A room is no contact; without an answer the request would stay in the roster.
                await link.SendAsync(PresenceStanzas.Of("unsubscribed", stanza.To!.Bare, stanza.From!.Bare), cancellationToken);
                break;
        }
    }

    private async ValueTask ComeAsync(Stanza stanza, Network network, IComponentLink link, CancellationToken cancellationToken)
    {
        try
        {
            var room = await book.FindAsync(network, stanza.To!, cancellationToken);
            var inside = room?.Find(stanza.From!, stanza.To!) is not null;
            if (RoomJoin.Find(stanza, time.GetUtcNow()) is { } wish)
            {
                await entrance.EnterAsync(network, stanza, wish, cancellationToken);
            }
            else if (inside)
            {
                using var turn = await room!.EnterAsync(cancellationToken);
                await entrance.RenameAsync(room, stanza.From!, stanza.To!.Resource, cancellationToken);
            }
            else
            {
                // A client that believes to be in the room: it was before a restart, or a lost link.
                throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable, RoomTexts.NotInRoom));
            }
        }
        catch (StanzaErrorException refusal) when (stanza.To!.Resource is not null)
        {
            // §7.2: by this element clients know that the error is about entering.
            throw new StanzaErrorException(refusal.Error with { By = stanza.To.Bare });
        }
    }
}
