using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Roster;

/// <summary>Puts contacts into users' rosters and takes them out, by the best way that a user's server and clients allow.</summary>
internal interface IRoster
{
    /// <summary>
    /// Adds contacts that the user wants (asked for, or known to them on the network). Those that they have are left alone. Returns when all
    /// are there, suggested or asked for; where users are asked one by one that is limited to a pace. Ends early when the link goes: called
    /// again, it goes on.
    /// </summary>
    /// <param name="user">The JID to act for; a full one where a client of the user is known to be there.</param>
    /// <exception cref="StoreUnavailableException">The store is away; what was added before stays.</exception>
    Task AddAsync(Network network, Jid user, IReadOnlyList<RemoteContact> contacts, CancellationToken cancellationToken);

    /// <summary>Takes contacts out again: the user leaves. Unlike adding it is done at once.</summary>
    Task RemoveAsync(Network network, Jid user, IReadOnlyList<ContactRow> contacts, CancellationToken cancellationToken);
}
