using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Rooms;

/// <summary>How a user comes into a room on the foreign network, by any JID that leads there; or why they do not.</summary>
internal sealed class RoomDoor(RoomBook book, IRoomStore store, RoomAddresses addresses, RoomBelonging belonging, RoomRules rules)
{
    /// <summary>The user is in the room on the network from now on, and the gateway does not know it yet.</summary>
    /// <exception cref="StanzaErrorException">They may not come in, and why.</exception>
    public async ValueTask<RoomEntry.Entered> EnterAsync(Network network, RoomClient client, string name, CancellationToken cancellationToken)
    {
        var address = await addresses.FindAddressAsync(network, client.Room, cancellationToken)
            ?? throw Refusal(StanzaConditions.ItemNotFound, RoomTexts.NoRoomsThere);
        if (!rules.Allows(address.Value))
        {
            throw rules.Denial();
        }

        var host = (IHostsRooms)network.Adapter;
        var user = client.Jid.Bare;
        var known = await book.FindAsync(network, client.Room, cancellationToken);
        var entry = await ComeBackAsync(host, known, user, name, cancellationToken) ?? await host.EnterAsync(address, user, name, cancellationToken);
        if (entry is RoomEntry.Refused { Condition: FailureCondition.NoSuchRecipient } && known is not null && known.Row.RemoteId == address.Value)
        {
            entry = await FindByAddressAsync(network, known, user, name, cancellationToken) ?? entry;
        }

        var entered = await EnteredAsync(network, client, entry, name, cancellationToken);
        if (!rules.Allows(entered.State.Id.Value) || !rules.Allows(entered.State.Address.Value))
        {
            // By an address that the operator did not think of.
            await host.LeaveAsync(entered.State.Id, user, null, cancellationToken);
            throw rules.Denial();
        }

        return entered;
    }

    /// <summary>
    /// Who belongs to a room is in the one that they know, wherever its address leads meanwhile, and whether anybody knows that just now. Null when they do
    /// not belong to it, or it is not for them any more: then the address is asked.
    /// </summary>
    private static async ValueTask<RoomEntry?> ComeBackAsync(IHostsRooms host, HostedRoom? known, Jid user, string name, CancellationToken cancellationToken) =>
        known is not null && known.Users.ContainsKey(user)
        && await host.EnterAsync(new RoomAddress(known.Row.RemoteId), user, name, cancellationToken) is var entry
        && entry is not (RoomEntry.Over or RoomEntry.Refused { Condition: FailureCondition.NoSuchRecipient or FailureCondition.NotAllowed })
            ? entry
            : null;

    /// <summary>
    /// By its id alone a network may not find a room in which nobody of its own is any more. What the room was last called leads there, or to another
    /// one by now, which nobody has asked for: then it is null.
    /// </summary>
    private async ValueTask<RoomEntry?> FindByAddressAsync(
        Network network, HostedRoom known, Jid user, string name, CancellationToken cancellationToken)
    {
        var address = new RoomAddress(known.Row.Address);
        if (address.Value == known.Row.RemoteId || !rules.Allows(address.Value))
        {
            return null;
        }

        var host = (IHostsRooms)network.Adapter;
        var entry = await host.EnterAsync(address, user, name, cancellationToken);
        var found = entry switch
        {
            RoomEntry.Entered entered => entered.State.Id,
            RoomEntry.Unfinished unfinished => unfinished.Room,
            _ => default(RemoteRoomId?),
        };
        if (found == known.Id)
        {
            return entry;
        }

        if (found is { } other && (await book.FindAsync(network, other, cancellationToken))?.Users.ContainsKey(user) != true)
        {
            await host.LeaveAsync(other, user, null, cancellationToken);
        }

        return null;
    }

    private async ValueTask<RoomEntry.Entered> EnteredAsync(
        Network network, RoomClient client, RoomEntry entry, string name, CancellationToken cancellationToken)
    {
        switch (entry)
        {
            case RoomEntry.Entered entered:
                return entered;
            case RoomEntry.Unfinished unfinished:
                await NoteAsync(network, client, unfinished, name, cancellationToken);
                throw new StanzaErrorException(FailureConditions.ToStanzaError(unfinished.Condition, unfinished.Reason));
            case RoomEntry.Refused refused:
                throw new StanzaErrorException(FailureConditions.ToStanzaError(refused.Condition, refused.Reason));
            case RoomEntry.Over { Successor: { } successor } when rules.Allows(successor.Value):
                var next = await addresses.GetJidAsync(network, successor, cancellationToken);
                throw new StanzaErrorException(
                    StanzaError.Of(StanzaConditions.Gone, RoomTexts.Moved(next)) with { Alternate = RoomAddresses.UriOf(next) });
            case RoomEntry.Over:
                throw Refusal(StanzaConditions.Gone, RoomTexts.Over);
            default:
                throw new InvalidOperationException("Unknown entry.");
        }
    }

    /// <summary>Who is in a room on the network belongs to it here, too: they come in with the next try, and do not stand there for ever without one.</summary>
    private async ValueTask NoteAsync(Network network, RoomClient client, RoomEntry.Unfinished entry, string name, CancellationToken cancellationToken)
    {
        // Where the address leads now is said when they come in.
        var isElsewhere = await book.FindAsync(network, client.Room, cancellationToken) is { } other && other.Id != entry.Room;
        var known = await store.FindRoomAsync(network.Name, entry.Room.Value, cancellationToken);
        var row = await store.PutRoomAsync(
            known ?? new RoomRow(0, network.Name, entry.Room.Value, entry.Room.Value, null), isElsewhere ? null : client.Room.Local, cancellationToken);
        var room = await book.GetAsync(network, row, cancellationToken);
        using var turn = await room.EnterAsync(cancellationToken);
        var user = client.Jid.Bare;
        if (!room.Users.ContainsKey(user))
        {
            await belonging.BeginAsync(room, new RoomUserRow(row.Id, user.ToString(), entry.Self.Value, name), null, cancellationToken);
            RoomBook.Rest(room);
        }
    }

    private static StanzaErrorException Refusal(string condition, LocalText text) => new(StanzaError.Of(condition, text));
}
