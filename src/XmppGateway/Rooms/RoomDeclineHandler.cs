using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// XEP-0045 §7.8.2: somebody who was asked into a room does not want to. The network tells who has asked, with the reason.
/// </summary>
internal sealed class RoomDeclineHandler(Networks networks, RoomAddresses addresses, RoomBook book, IRoomStore store) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Message;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza is { Kind: StanzaKind.Message, To.Resource: null, IsError: false }
        && addresses.IsRoom(stanza) && RoomNews.Find(stanza) is { Decline: not null };

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var user = stanza.From!.Bare;
        if (await book.FindAsync(network, stanza.To!, cancellationToken) is not { } known)
        {
            var address = await addresses.FindAddressAsync(network, stanza.To!, cancellationToken)
                ?? throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ItemNotFound, RoomTexts.NoRoomsThere));
            await LeaveAsync(network, new RemoteRoomId(address.Value), user, stanza, cancellationToken);
            return;
        }

        using var turn = await known.EnterAsync(cancellationToken);
        if (known.Users.ContainsKey(user))
        {
            // They have come in by another client: who is in a room leaves it otherwise.
            return;
        }

        try
        {
            await LeaveAsync(network, known.Id, user, stanza, cancellationToken);
        }
        finally
        {
            // A client of theirs that is on its way in has to ask the network once more.
            book.NoteLeft(known, user);
        }

        await store.RemoveRoomUserAsync(known.Row.Id, user.ToString(), cancellationToken);
    }

    private static async ValueTask LeaveAsync(Network network, RemoteRoomId room, Jid user, Stanza decline, CancellationToken cancellationToken)
    {
        var reason = RoomNews.Find(decline)!.Decline!.Reason is { } words && BodyText.CleanLine(words) is { Length: > 0 } line
            ? BodyText.Truncate(line, FailureConditions.MaximumReason)
            : null;
        if (await ((IHostsRooms)network.Adapter).LeaveAsync(room, user, reason, cancellationToken) is RoomAnswer.Refused refused)
        {
            throw new StanzaErrorException(FailureConditions.ToStanzaError(refused.Condition, refused.Reason));
        }
    }
}
