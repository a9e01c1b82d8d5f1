using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Mapping;

/// <summary>
/// The identity map. A row in the store always wins; where there is none yet, the localpart is the id itself where it can be read
/// back, and a code otherwise. Holds in memory only those who talked lately.
/// </summary>
/// <param name="store">The rows.</param>
/// <param name="rooms">The address of a room, which is no person; null where there are none.</param>
internal sealed class AddressBook(
    IIdentityStore store, Func<Network, RoomAddress, CancellationToken, ValueTask<Jid>>? rooms = null) : IAddressBook
{
    /// <summary>More than the contacts of one user: each login asks about all of them.</summary>
    private const int RecentPeople = 16_384;

    private readonly BoundedCache<(string Network, string Localpart), RemoteContact> _contacts = new(RecentPeople);
    private readonly BoundedCache<(string Network, string RemoteId), Identity> _identities = new(RecentPeople);

    /// <inheritdoc/>
    public async ValueTask<RemoteContact?> FindContactAsync(Network network, Jid jid, CancellationToken cancellationToken)
    {
        if (await FindKnownAsync(network, jid, cancellationToken) is { } known)
        {
            return known;
        }

        return jid.Local is { } localpart && await ReadAsync(network, localpart, cancellationToken) is { } identity ? Remember(identity) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<RemoteContact?> FindKnownAsync(Network network, Jid jid, CancellationToken cancellationToken)
    {
        if (jid.Local is not { } localpart)
        {
            return null;
        }

        if (_contacts.TryGet((network.Name, localpart), out var known))
        {
            return known;
        }

        return await store.FindIdentityByLocalpartAsync(network.Name, localpart, cancellationToken) is { } identity ? Remember(identity) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<RemoteContact?> FindContactAsync(Network network, RemoteUserId id, CancellationToken cancellationToken) =>
        await store.FindIdentityAsync(network.Name, id.Value, cancellationToken) is { } identity ? Remember(identity) : null;

    /// <inheritdoc/>
    public async ValueTask<Jid> GetJidAsync(Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        if (GatewayContact.Is(contact))
        {
            return Jid.Parse(network.Link.Domain);
        }

        if (contact.IsRoom && rooms is not null)
        {
            return await rooms(network, new RoomAddress(contact.Address), cancellationToken);
        }

        var key = (network.Name, contact.Id.Value);
        if (!_identities.TryGet(key, out var identity) || identity is null)
        {
            identity = await store.FindIdentityAsync(network.Name, contact.Id.Value, cancellationToken)
                ?? await GiveOutAsync(network, contact, cancellationToken);
            Remember(identity);
        }

        // An address that only stands for the id says who it is, and nothing of its spelling.
        var address = contact.HasAddress ? contact.Address : identity.Address;
        if (identity.Address != address || (contact.DisplayName is not null && identity.DisplayName != contact.DisplayName))
        {
            identity = identity with { Address = address, DisplayName = contact.DisplayName ?? identity.DisplayName };
            await store.UpdateIdentityAsync(identity, cancellationToken);
            Remember(identity);
        }

        return Jid.TryCreate(identity.Localpart, network.Link.Domain, null, out var jid)
            ? jid
            : throw new InvalidOperationException($"The stored localpart of an identity of {network.Name} is not valid.");
    }

    /// <summary>
    /// Somebody not seen before, if the localpart is exactly the one that this person would get. Other spellings are refused: their
    /// answers would come from another JID.
    /// </summary>
    private async ValueTask<Identity?> ReadAsync(Network network, string localpart, CancellationToken cancellationToken)
    {
        if (network.Adapter.ParseAddress(JidEscaping.Unescape(localpart)) is not { } contact ||
            Localparts.Readable(network.Adapter, network.Link.Domain, contact.Id) != localpart)
        {
            return null;
        }

        var identity = await store.AddIdentityAsync(
            new Identity(network.Name, contact.Id.Value, localpart, contact.Address, contact.DisplayName), cancellationToken);
        return identity.Localpart == localpart ? identity : null;
    }

    private async ValueTask<Identity> GiveOutAsync(Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        var localpart = Localparts.Readable(network.Adapter, network.Link.Domain, contact.Id);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await store.AddIdentityAsync(
                    new Identity(
                        network.Name, contact.Id.Value, localpart ?? Localparts.Code(contact.Id, attempt), contact.Address, contact.DisplayName),
                    cancellationToken);
            }
            catch (InvalidOperationException) when (attempt < 8)
            {
                // The localpart belongs to somebody else: a readable one gives way to a code, a code to the next.
                localpart = null;
            }
        }
    }

    private RemoteContact Remember(Identity identity)
    {
        var contact = new RemoteContact(new RemoteUserId(identity.RemoteId), identity.Address, identity.DisplayName);
        _identities.Set((identity.Network, identity.RemoteId), identity);
        _contacts.Set((identity.Network, identity.Localpart), contact);
        return contact;
    }
}
