using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// What becomes of those who came into a room by an address that leads to another one now: they still belong to the old one, on the network, too. It keeps
/// a JID that reaches it, which they are told, and their bookmarks follow. All of it comes before the address leads elsewhere: whoever enters after an end
/// in between finds it where it was, and does it again.
/// </summary>
internal sealed class RoomMoving(RoomBook book, IRoomStore store, RoomAddresses addresses, RoomBookmarks bookmarks, Languages languages)
{
    /// <summary>The address leads to the other room from now on, unless it has gone elsewhere meanwhile.</summary>
    /// <param name="old">Where the address led.</param>
    /// <param name="address">A room's JID.</param>
    /// <param name="entering">The client that has found out; it knows where it is going.</param>
    /// <param name="next">Where it leads now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The link went; the address leads where it did.</exception>
    public async ValueTask MoveAsync(HostedRoom old, Jid address, Jid entering, RoomRow next, CancellationToken cancellationToken)
    {
        using var turn = await old.EnterAsync(cancellationToken);
        if (await book.FindAsync(old.Network, address, cancellationToken) is not { } now || now.Id != old.Id)
        {
            // Somebody else has come in by it meanwhile.
            return;
        }

        if (old.Users.IsEmpty)
        {
            // Nobody knows it by that address any more; or it never was more than an address for which there is a code.
            await store.RedirectRoomAsync(next, address.Local!, cancellationToken);
            return;
        }

        (old.Row, var kept) = await addresses.KeepAsync(old.Network, old.Row, address, cancellationToken);
        foreach (var user in old.Users.Keys.Where(user => user != entering.Bare))
        {
            await TellAsync(old, user, address, kept, cancellationToken);
        }

        await store.RedirectRoomAsync(next, address.Local!, cancellationToken);
        await PutOutAsync(old, address, entering, cancellationToken);
    }

    /// <summary>Who is in the room by another address as well knows that one.</summary>
    private async ValueTask TellAsync(HostedRoom old, Jid user, Jid address, Jid kept, CancellationToken cancellationToken)
    {
        bookmarks.Left(old.Network, user, [address], kept);
        if (old.ClientsOf(user).Any(client => client.Room != address))
        {
            return;
        }

        var words = RoomTexts.AddressMoved(address, kept).In(await languages.FindAsync(old.Network.Name, user, null, cancellationToken));

        // The same id after an end in between: it is the same invitation.
        var id = "moved-" + RoomPresences.OccupantIdOf(old.Id, new RemoteUserId(user + "\0" + address));
        await old.TellAsync(RoomEnding.Invitation(kept, user, address, words, id), cancellationToken);
    }

    /// <summary>Clients that came in by the address would not be heard there, and come in anew (status 333).</summary>
    private async ValueTask PutOutAsync(HostedRoom old, Jid address, Jid entering, CancellationToken cancellationToken)
    {
        foreach (var client in old.Clients.Where(client => client.Room == address).ToList())
        {
            var occupant = client.Room.WithResource(old.OccupantOf(client.Jid)?.Nick ?? "?");
            old.Remove(client.Jid);

            // Who cannot be told now is told at the next attaching.
            if (client.Jid == entering
                || await old.Network.Link.SendAsync(RoomPresences.PutOut(client.Jid, occupant, RoomStatus.Technical), cancellationToken))
            {
                await store.RemoveRoomClientAsync(old.Row.Id, client.Jid.ToString(), cancellationToken);
            }
        }

        RoomBook.Rest(old);
    }
}
