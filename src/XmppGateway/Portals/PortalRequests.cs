using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Portals;

/// <summary>Does what the operator has asked for at the command line, with the same checks as an admin's command.</summary>
internal sealed class PortalRequests(PortalParts portals, PortalWishes wishes)
{
    /// <summary>Looks for wishes once. One that was refused stays with the reason, for the operator to read.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be read or noted now.</exception>
    public async Task DoAskedAsync(Network network, CancellationToken cancellationToken)
    {
        if (network.Adapter is not (IVisitsRooms and IHostsRooms) || !network.Link.IsAttached)
        {
            return;
        }

        foreach (var wish in await wishes.ListAsync(network.Name, cancellationToken))
        {
            if (wish.Answer is not null)
            {
                continue;
            }

            if (await DoAsync(network, wish, cancellationToken) is { } refusal)
            {
                await wishes.PutAsync(network.Name, wish with { Answer = refusal.English }, cancellationToken);
            }
            else
            {
                await wishes.RemoveAsync(network.Name, wish.Room, cancellationToken);
            }
        }
    }

    private async Task<LocalText?> DoAsync(Network network, PortalWish wish, CancellationToken cancellationToken)
    {
        await portals.Book.LoadAsync(network, cancellationToken);
        if (!Jid.TryParse(wish.Room, out var room))
        {
            return LocalText.Same("This is no address of a room.");
        }

        var known = portals.Book.Find(network.Link.Domain, room);
        if (wish.NetworkRoom is null)
        {
            if (known is not null)
            {
                await portals.Keeper.EndAsync(known, PortalTexts.Unbridged, cancellationToken);
            }

            return null;
        }

        if (!portals.Rules.MayBridge(room) || ((IHostsRooms)network.Adapter).ParseRoom(wish.NetworkRoom) is not { } address)
        {
            return LocalText.Same("The configuration does not allow to connect these rooms.");
        }

        return await portals.ConnectAsync(network, room, address, null, cancellationToken) is PortalConnection.Refused refused ? refused.Reason : null;
    }
}
