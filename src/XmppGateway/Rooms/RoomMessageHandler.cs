using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// What clients say in rooms (XEP-0045 §7.4): into the outbox, like everything that must not be lost. Everybody sees it, also who said it, when
/// the foreign network has taken it.
/// </summary>
internal sealed class RoomMessageHandler(
    Networks networks, RoomAddresses addresses, RoomBook book, RoomIntake intake, RoomDeparture departure, RoomRules rules,
    Lazy<IOutbox> outbox)
    : IStanzaHandler
{
    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Message;

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
                await ReturnAsync(stanza, room, cancellationToken);

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
                if (IsVoiceRequest(stanza))
                {
                    // §7.13: a moderator gives the right by an order, for which nobody has to ask in a form.
                    throw Refusal(StanzaConditions.FeatureNotImplemented, RoomTexts.NoVoiceRequests);
                }

                await WhisperAsync(stanza, network, room, cancellationToken);
                break;
        }
    }

    private static bool IsVoiceRequest(Stanza stanza) =>
        stanza.Payload(Namespaces.DataForms + "x") is { } form && DataForm.Parse(form).Values(DataForm.FormType) is ["http://jabber.org/protocol/muc#request"];

    private async ValueTask SayAsync(Stanza stanza, Network network, HostedRoom? room, CancellationToken cancellationToken)
    {
        var (speaker, inside) = InRoom(stanza, room);
        if (intake.Read(stanza) is MessageIntake.Nothing)
        {
            return;
        }

        if (RoomRanks.RoleOf(speaker.Member) == RoomRole.Visitor)
        {
            throw Refusal(StanzaConditions.Forbidden, RoomTexts.MayNotSpeak);
        }

        var what = await intake.TranslateAsync(stanza, network, inside, cancellationToken);
        rules.TakePlace(inside.Row.Id, stanza.From!.Bare);
        await outbox.Value.AcceptAsync(network, what, stanza.From!, stanza.Id, false, cancellationToken);
    }

    /// <summary>
    /// §7.5: to one person in the room. With somebody of the network it becomes a direct chat, in which they answer; what is for another user
    /// of ours stays in the room.
    /// </summary>
    private async ValueTask WhisperAsync(Stanza stanza, Network network, HostedRoom? room, CancellationToken cancellationToken)
    {
        var isNothing = intake.Read(stanza) is MessageIntake.Nothing;
        if (isNothing && (room?.Find(stanza.From!, stanza.To!) is null || stanza.To!.Resource is null))
        {
            return;
        }

        var (speaker, inside) = InRoom(stanza, room);
        if (stanza.To!.Resource is not { } nick || inside.Occupants?.Find(nick) is not { } occupant)
        {
            throw Refusal(StanzaConditions.ItemNotFound, RoomTexts.NoSuchOccupant);
        }

        if (inside.UserOf(occupant.Member.Who.Id) is { } user)
        {
            if (!isNothing)
            {
                rules.TakePlace(inside.Row.Id, stanza.From!.Bare);
            }

            await RoomWhispers.PassAsync(stanza, inside, speaker, user, isNothing, cancellationToken);
            return;
        }

        if (isNothing)
        {
            return;
        }

        var what = await intake.TranslateAsync(stanza, network, occupant.Member.Who, cancellationToken);
        await outbox.Value.AcceptAsync(network, what, stanza.From!, stanza.Id, false, cancellationToken);
    }

    /// <summary>A client cannot take something. What a room says to everybody has no other sender than the room.</summary>
    private async ValueTask ReturnAsync(Stanza error, HostedRoom? room, CancellationToken cancellationToken)
    {
        if (room is null || error.From is null)
        {
            return;
        }

        await RoomWhispers.ReturnAsync(error, room, cancellationToken);
        if (RoomWhispers.IsGone(error))
        {
            // A client that is not there is not in the room (§7.14, as servers do it). Who only refuses one message is.
            await departure.LoseAsync(room, error.From, error.To!, cancellationToken);
        }
    }

    private static (Occupant Speaker, HostedRoom Room) InRoom(Stanza stanza, HostedRoom? room) =>
        room?.Find(stanza.From!, stanza.To!) is not null && room.OccupantOf(stanza.From!) is { } speaker
            ? (speaker, room)
            : throw Refusal(StanzaConditions.NotAcceptable, RoomTexts.NotInRoom);

    private static StanzaErrorException Refusal(string condition, LocalText text) => new(StanzaError.Of(condition, text));
}
