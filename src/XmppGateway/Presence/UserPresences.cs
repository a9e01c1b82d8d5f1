using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Presence;

/// <summary>
/// Which clients of a user are there, as their presence to the gateway and its contacts tells: a server sends the same one to every contact,
/// and its state is taken once. A client is there as long as one of them sees it. In memory: after a restart the servers are asked.
/// </summary>
internal sealed class UserPresences
{
    private const int RecentUsers = 16_384;
    private const int MaximumResources = 32;
    private static readonly PresenceState Offline = new(Availability.Offline);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly int _maximumNoted;
    private readonly BoundedCache<(string Network, Jid User), Dictionary<string, Client>> _users;
    private int _noted;

    /// <param name="maximumNoted">
    /// How many contacts are noted for all clients together: at most some 40 MiB. A client of which none could be noted ends with the first that it
    /// leaves.
    /// </param>
    public UserPresences(TimeProvider time, int maximumNoted = 1_000_000)
    {
        (_time, _maximumNoted) = (time, maximumNoted);
        _users = new(RecentUsers, Release);
    }

    /// <summary>Takes a presence of a client; the user's presence of all clients together when that has changed, else null.</summary>
    public PresenceState? Take(string network, Stanza presence)
    {
        var user = presence.From!.Bare;
        var state = PresenceShow.Read(presence);
        lock (_lock)
        {
            if (!_users.TryGet((network, user), out var clients) || clients is null)
            {
                if (state.Availability == Availability.Offline)
                {
                    // Everybody may say that they are gone: it must not push out those who are there.
                    return null;
                }

                clients = new Dictionary<string, Client>(StringComparer.Ordinal);
                _users.Set((network, user), clients);
            }

            var before = Together(clients);
            if (presence.From.Resource is not { } resource)
            {
                // RFC 6121 §4.5: from the account itself, when all clients are gone.
                if (state.Availability == Availability.Offline)
                {
                    Release(clients);
                    clients.Clear();
                }
            }
            else if (state.Availability == Availability.Offline)
            {
                Leave(clients, resource, audience => audience.Note(presence.To, false, _noted < _maximumNoted));
            }
            else if (clients.ContainsKey(resource) || clients.Count < MaximumResources)
            {
                var there = clients.GetValueOrDefault(resource) ?? new Client(0, Offline, _time.GetUtcNow(), new PresenceAudience());
                Count(there.Audience, audience => audience.Note(presence.To, true, _noted < _maximumNoted));
                clients[resource] = there with { Priority = PresenceShow.PriorityOf(presence), State = state };
            }

            return Changed(before, clients);
        }
    }

    /// <summary>
    /// The user does not let a contact see them any more (RFC 6121 §3.2), whatever their server says about it; returns as <see cref="Take"/>.
    /// </summary>
    public PresenceState? Deny(string network, Jid user, Jid contact)
    {
        lock (_lock)
        {
            if (!_users.TryGet((network, user.Bare), out var clients) || clients is null)
            {
                return null;
            }

            var before = Together(clients);
            foreach (var resource in clients.Where(c => c.Value.Audience.Seeing > 0).Select(c => c.Key).ToList())
            {
                Leave(clients, resource, audience => audience.Forget(contact));
            }

            return Changed(before, clients);
        }
    }

    /// <summary>The user's presence of all clients together.</summary>
    public PresenceState StateOf(string network, Jid user)
    {
        lock (_lock)
        {
            return _users.TryGet((network, user.Bare), out var clients) && clients is not null ? Together(clients) : Offline;
        }
    }

    /// <summary>The user has left the network: none of their clients is there for it.</summary>
    public void Forget(string network, Jid user)
    {
        lock (_lock)
        {
            if (_users.TryGet((network, user.Bare), out var clients) && clients is not null)
            {
                Release(clients);
                _users.Remove((network, user.Bare));
            }
        }
    }

    /// <summary>The clients that are there for a contact, those that want messages most first.</summary>
    public IReadOnlyList<Jid> ClientsOf(string network, Jid user, Jid contact)
    {
        lock (_lock)
        {
            return _users.TryGet((network, user.Bare), out var clients) && clients is not null
                ?
                [
                    .. clients.Where(c => c.Value.Audience.MayKnow(contact)).OrderByDescending(c => c.Value.Priority)
                        .Select(c => user.Bare.WithResource(c.Key)),
                ]
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
    private static PresenceState Together(Dictionary<string, Client> clients) => clients.Count switch
    {
        0 => Offline,
        // Nearly everybody, at each of the stanzas of a login.
        1 => Only(clients),
        _ => clients.OrderBy(c => Rank(c.Value.State.Availability)).ThenByDescending(c => c.Value.Priority)
            .ThenBy(c => c.Key, StringComparer.Ordinal).First().Value.State,
    };

    private static PresenceState Only(Dictionary<string, Client> clients)
    {
        using var all = clients.Values.GetEnumerator();
        all.MoveNext();
        return all.Current.State;
    }

    private static int Rank(Availability availability) => availability switch
    {
        Availability.Chatty => 0,
        Availability.Online => 1,
        Availability.DoNotDisturb => 2,
        Availability.Away => 3,
        Availability.ExtendedAway => 4,
        _ => 5,
    };

    private static PresenceState? Changed(PresenceState before, Dictionary<string, Client> clients) =>
        Together(clients) is var after && after == before ? null : after;

    /// <summary>A contact less for a client, which goes with the last.</summary>
    private void Leave(Dictionary<string, Client> clients, string resource, Action<PresenceAudience> step)
    {
        if (!clients.TryGetValue(resource, out var client))
        {
            return;
        }

        Count(client.Audience, step);
        if (client.Audience.Seeing == 0)
        {
            clients.Remove(resource);
            _noted -= client.Audience.Noted;
        }
    }

    private void Count(PresenceAudience audience, Action<PresenceAudience> step)
    {
        var before = audience.Noted;
        step(audience);
        _noted += audience.Noted - before;
    }

    private void Release(Dictionary<string, Client> clients) => _noted -= clients.Values.Sum(c => c.Audience.Noted);

    private sealed record Client(int Priority, PresenceState State, DateTimeOffset Since, PresenceAudience Audience);
}

/// <summary>A user who is there.</summary>
/// <param name="Network">The network to which they show themselves.</param>
/// <param name="User">The bare JID.</param>
/// <param name="Clients">How many of their clients are there.</param>
/// <param name="Since">When the first of these was seen; after a restart that is when it was asked for.</param>
internal sealed record PresentUser(string Network, Jid User, int Clients, DateTimeOffset Since);
