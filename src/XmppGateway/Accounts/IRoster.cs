using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Accounts;

/// <summary>Brings contacts into the rosters of users, and out of them.</summary>
internal interface IRoster
{
    /// <summary>Makes a person a contact of the user, who wants it; says how far that went.</summary>
    /// <param name="user">A full JID where a client of the user is known to be there: it may be able to help.</param>
    /// <param name="who">Null for the gateway itself.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    ValueTask<RosterAddition> AddAsync(Network network, Jid user, RemoteContact? who, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a contact out of the roster of a user (bare JID), where the user's server lets us. False where it does not: then the end of the
    /// subscription has to be enough.
    /// </summary>
    ValueTask<bool> RemoveAsync(Network network, Jid user, Jid contact, CancellationToken cancellationToken);
}

/// <summary>What became of a wish for a contact.</summary>
internal enum RosterAddition
{
    /// <summary>The user has the contact already.</summary>
    KnownAlready = 0,

    /// <summary>The user's client asks whether to accept the contact.</summary>
    Asked,

    /// <summary>The contact is in the roster.</summary>
    Added,

    /// <summary>The link to the user's server went before the user could be asked.</summary>
    NotAsked,
}
