using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// XEP-0249: users ask a contact into a room without asking the room to do it. Where it is one of ours and they are in it, that comes to the same
/// as an invitation by the room (XEP-0045 §7.8.2). People of other networks get into no other.
/// </summary>
internal sealed class DirectInvitationHandler(
    Networks networks, RoomAddresses addresses, RoomBook book, IAddressBook people, RoomHearing hearing) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Message;

    /// <summary>A room elsewhere with words beside it is left to these words.</summary>
    public bool Handles(Stanza stanza) => stanza.To is { Local: not null } to && !addresses.IsRoom(to)
        && DirectInvitation.Find(stanza) is var (room, _) && (addresses.IsRoom(room) || stanza.Body is null);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var (address, reason) = DirectInvitation.Find(stanza)!.Value;
        if (address.Domain != link.Domain || !addresses.IsRoom(address))
        {
            throw Refusal(StanzaConditions.NotAcceptable, RoomTexts.OnlyRoomsOfThisNetwork);
        }

        if (await book.FindAsync(network, address, cancellationToken) is not { } room || room.Find(stanza.From!, address) is null)
        {
            throw Refusal(StanzaConditions.NotAcceptable, RoomTexts.NotInRoom);
        }

        var contact = await people.FindContactAsync(network, stanza.To!.Bare, cancellationToken) ?? throw Addresses.Malformed(network);
        if (hearing.Hides(network, stanza.From!.Bare, contact))
        {
            throw Refusal(StanzaConditions.Forbidden, RoomTexts.NotInvited);
        }

        var answer = await ((IHostsRooms)network.Adapter).ChangeAsync(
            room.Id, stanza.From!.Bare, new RoomChange.Invite(contact.Id, reason), cancellationToken);
        if (answer is RoomAnswer.Refused refused)
        {
            throw new StanzaErrorException(FailureConditions.ToStanzaError(refused.Condition, refused.Reason));
        }
    }

    private static StanzaErrorException Refusal(string condition, LocalText text) => new(StanzaError.Of(condition, text));
}
