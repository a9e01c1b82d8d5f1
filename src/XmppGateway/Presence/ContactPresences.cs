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

    /// <summary>Remembers what was told; true when it is something new.</summary>
    public bool Set(Network network, RemoteContact contact, PresenceState state)
    {
        if (Of(network, contact) == state)
        {
            return false;
        }

        _told.Set((network.Name, contact.Id.Value), state);
        return true;
    }
}
