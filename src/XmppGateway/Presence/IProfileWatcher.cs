using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Presence;

/// <summary>What presence has to do with names and pictures.</summary>
internal interface IProfileWatcher
{
    /// <summary>
    /// The hash of a contact's picture, empty without one; null when it is not known yet, and told later. Asks no network; may read the store.
    /// Never fails.
    /// </summary>
    ValueTask<string?> FindHashAsync(Network network, RemoteContact contact, CancellationToken cancellationToken);

    /// <summary>A network says that something of a contact has changed. Returns at once.</summary>
    void Changed(Network network, RemoteContact contact);

    /// <summary>A user wrote or told their presence. Returns at once.</summary>
    void Saw(Network network, Stanza stanza);
}
