using XmppGateway.Abstractions;
using XmppGateway.Routing;

namespace XmppGateway.Mapping;

/// <summary>The identity map: which JID is which foreign person (src/ARCHITECTURE.md, names across networks).</summary>
internal interface IAddressBook
{
    /// <summary>
    /// The person behind a JID of the network's domain, or null when the localpart maps to no valid address. A person seen for the
    /// first time is stored.
    /// </summary>
    ValueTask<RemoteContact?> FindContactAsync(Network network, Jid jid, CancellationToken cancellationToken);

    /// <summary>
    /// The person behind a JID of the network's domain, if they were ever seen; stores nothing. For stanzas that everybody may send, and that
    /// can only concern what is stored.
    /// </summary>
    ValueTask<RemoteContact?> FindKnownAsync(Network network, Jid jid, CancellationToken cancellationToken);

    /// <summary>The person with this canonical id, or null when nobody of that id was ever seen.</summary>
    ValueTask<RemoteContact?> FindContactAsync(Network network, RemoteUserId id, CancellationToken cancellationToken);

    /// <summary>
    /// The bare JID of a person; given out once and kept. Stores a newer spelling or display name. Of <see cref="GatewayContact"/>, the
    /// domain.
    /// </summary>
    ValueTask<Jid> GetJidAsync(Network network, RemoteContact contact, CancellationToken cancellationToken);
}
