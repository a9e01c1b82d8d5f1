using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Presence;

/// <summary>
/// Which clients of a user are there, as their presence to the gateway and its contacts tells: a server sends the same one to every contact,
/// and it is taken once. In memory: after a restart the servers are asked.
/// </summary>
internal sealed class UserPresences(TimeProvider time)
{
    private const int RecentUsers = 16_384;
    private const int MaximumResources = 32;
    private static readonly PresenceState Offline = new(Availability.Offline);

    private readonly Lock _lock = new();
    private readonly BoundedCache<(string Network, Jid User), Dictionary<string, Client>> _users = new(RecentUsers);

    /// <summary>Takes a presence of a client; the user's presence of all clients together when that has changed, else null.</summary>
    public PresenceState? Take(string network, Stanza presence)
    {
        var user = presence.From!.Bare;
        var state = PresenceShow.Read(presence);
        lock (_lock)
        {
            if (!_users.TryGet((network, user), out var clients) || clients is null)
            {
                clients = new Dictionary<string, Client>(StringComparer.Ordinal);
                _users.Set((network, user), clients);
            }

            var before = Together(clients);
            if (presence.From.Resource is not { } resource)
            {
                // RFC 6121 §4.5: from the account itself, when all clients are gone.
                if (state.Availability == Availability.Offline)
                {
                    clients.Clear();
                }
            }
            else if (state.Availability == Availability.Offline)
            {
                clients.Remove(resource);
            }
            else if (clients.ContainsKey(resource) || clients.Count < MaximumResources)
            {
                var since = clients.TryGetValue(resource, out var there) ? there.Since : time.GetUtcNow();
                clients[resource] = new Client(PresenceShow.PriorityOf(presence), state, since);
            }

            var after = Together(clients);
            return after == before ? null : after;
        }
    }

    /// <summary>The clients that are there, those that want messages most first.</summary>
    public IReadOnlyList<Jid> ClientsOf(string network, Jid user)
    {
        lock (_lock)
        {
            return _users.TryGet((network, user.Bare), out var clients) && clients is not null
                ? [.. clients.OrderByDescending(c => c.Value.Priority).Select(c => user.Bare.WithResource(c.Key))]
                : [];
        }
    }

    /// <summary>Everybody of whom a client is there, by network and address. Looks at all.</summary>
    public IReadOnlyList<PresentUser> Present()
    {
        lock (_lock)
        {
            return
            [
                .. _users.Entries()
                    .Where(u => u.Value.Count > 0)
                    .Select(u => new PresentUser(u.Key.Network, u.Key.User, u.Value.Count, u.Value.Values.Min(c => c.Since)))
                    .OrderBy(u => u.Network, StringComparer.Ordinal).ThenBy(u => u.User.ToString(), StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>The client that is most there speaks for all: the most available, of those the one of the highest priority.</summary>
    private static PresenceState Together(Dictionary<string, Client> clients) => clients.Count == 0
        ? Offline
        : clients.OrderBy(c => Rank(c.Value.State.Availability)).ThenByDescending(c => c.Value.Priority)
            .ThenBy(c => c.Key, StringComparer.Ordinal).First().Value.State;

    private static int Rank(Availability availability) => availability switch
    {
        Availability.Chatty => 0,
        Availability.Online => 1,
        Availability.DoNotDisturb => 2,
        Availability.Away => 3,
        Availability.ExtendedAway => 4,
        _ => 5,
    };

    private sealed record Client(int Priority, PresenceState State, DateTimeOffset Since);
}

/// <summary>A user who is there.</summary>
/// <param name="Network">The network to which they show themselves.</param>
/// <param name="User">The bare JID.</param>
/// <param name="Clients">How many of their clients are there.</param>
/// <param name="Since">When the first of these was seen; after a restart that is when it was asked for.</param>
internal sealed record PresentUser(string Network, Jid User, int Clients, DateTimeOffset Since);
