using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Rooms;

/// <summary>
/// What clients say in rooms (XEP-0045 §7.4): into the outbox, like everything that must not be lost. Everybody sees it, also who said it, when
/// the foreign network has taken it.
/// </summary>
internal sealed class RoomMessageHandler(Networks networks, RoomAddresses addresses, RoomBook book, RoomIntake intake, RoomDeparture departure, Lazy<IOutbox> outbox)
    : IStanzaHandler
{
    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza.Kind == StanzaKind.Message && addresses.IsRoom(stanza) && !RoomOrderHandler.IsOrder(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var room = await book.FindAsync(network, stanza.To!, cancellationToken);
        switch (stanza.Type)
        {
            case "error":
                // A client that cannot take what the room says is not in it (§7.14, as servers do it).
                if (room is not null && stanza.From is not null)
                {
                    await departure.LoseAsync(room, stanza.From, cancellationToken);
                }

                break;
            case "groupchat" when stanza.To!.Resource is null:
                await SayAsync(stanza, network, room, cancellationToken);
                break;
            case "groupchat":
                // §7.5: what is for one person is not of type groupchat.
                throw Refusal(StanzaConditions.BadRequest, RoomTexts.NoSuchOccupant);
            case "headline":
                break;
            default:
                await WhisperAsync(stanza, network, room, cancellationToken);
                break;
        }
    }

    private async ValueTask SayAsync(Stanza stanza, Network network, HostedRoom? room, CancellationToken cancellationToken)
    {
        var (speaker, inside) = InRoom(stanza, room);
        if (intake.Read(stanza) is MessageIntake.Nothing)
        {
            return;
        }

        if (RoomRanks.RoleOf(speaker.Member) == Xmpp.Xeps.RoomRole.Visitor)
        {
            throw Refusal(StanzaConditions.Forbidden, RoomTexts.MayNotSpeak);
        }

        var what = await intake.TranslateAsync(stanza, network, inside, cancellationToken);
        await outbox.Value.AcceptAsync(network, what, stanza.From!, stanza.Id, false, cancellationToken);
    }

    /// <summary>§7.5: to one person in the room. It becomes a direct chat with them, in which they answer.</summary>
    private async ValueTask WhisperAsync(Stanza stanza, Network network, HostedRoom? room, CancellationToken cancellationToken)
    {
        if (intake.Read(stanza) is MessageIntake.Nothing)
        {
            return;
        }

        var (_, inside) = InRoom(stanza, room);
        if (stanza.To!.Resource is not { } nick || inside.Occupants?.Find(nick) is not { } occupant)
        {
            throw Refusal(StanzaConditions.ItemNotFound, RoomTexts.NoSuchOccupant);
        }

        var what = await intake.TranslateAsync(stanza, network, occupant.Member.Who, cancellationToken);
        await outbox.Value.AcceptAsync(network, what, stanza.From!, stanza.Id, false, cancellationToken);
    }

    private static (Occupant Speaker, HostedRoom Room) InRoom(Stanza stanza, HostedRoom? room) =>
        room?.Find(stanza.From!) is not null && room.OccupantOf(stanza.From!) is { } speaker
            ? (speaker, room)
            : throw Refusal(StanzaConditions.NotAcceptable, RoomTexts.NotInRoom);

    private static StanzaErrorException Refusal(string condition, LocalText text) => new(StanzaError.Of(condition, text));
}
