using XmppGateway.Abstractions;
using XmppGateway.Routing;

namespace XmppGateway.Presence;

/// <summary>The presence of contacts as their networks told it last. In memory only: networks tell it again.</summary>
internal sealed class ContactPresences
{
    private const int RecentContacts = 100_000;
    private static readonly PresenceState Online = new(Availability.Online);

    private readonly BoundedCache<(string Network, string Contact), PresenceState> _told = new(RecentContacts);

    /// <summary>What to show now.</summary>
    public PresenceState Of(Network network, RemoteContact contact) =>
        _told.TryGet((network.Name, contact.Id.Value), out var told) && told is not null
            ? told
            : (network.Adapter as IKnowsPresence)?.InitialPresenceOf(contact) ?? Online;

    /// <summary>True where the network has told it, and it is no assumption.</summary>
    public bool IsTold(Network network, RemoteContact contact) => _told.TryGet((network.Name, contact.Id.Value), out _);

    /// <summary>
    /// Remembers what was told; true when it is not what was told last. The first one always counts: an adapter may say the same as what
    /// contacts begin with, and have changed its mind about that meanwhile.
    /// </summary>
    public bool Set(Network network, RemoteContact contact, PresenceState state)
    {
        var key = (network.Name, contact.Id.Value);
        if (_told.TryGet(key, out var told) && told == state)
        {
            return false;
        }

        _told.Set(key, state);
        return true;
    }
}
